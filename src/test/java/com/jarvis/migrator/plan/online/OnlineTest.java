package com.jarvis.migrator.plan.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.OnlineMigrations;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFiles;
import com.jarvis.migrator.lint.Lint;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The migrations of {@code diff -Donline}: Liquibase runs them and rolls them back on a live database, and the linter checks them. */
@Tag(TestSet.SLOW)
class OnlineTest {

    private static final List<String> BEFORE = List.of(
            "create table users (id bigint primary key)",
            "create table notes (id bigint primary key, user_id bigint, title varchar(100), pages integer, kind text,"
                    + " constraint ck_kind check (kind in ('a', 'b')))",
            "create index ix_notes_pages on notes (pages)",
            "create table events (no bigint)");

    @TempDir
    Path folder;

    private LiveProject live;

    @BeforeEach
    void migrate() throws Exception {
        live = LiveProject.in(folder);
        live.apply(live.diff(autogenerate -> autogenerate.run(BEFORE, (statement, position) -> ""), "none")
                .migration()
                .orElseThrow());
    }

    @AfterEach
    void close() throws Exception {
        live.close();
    }

    @Test
    void a_foreign_key_and_a_check_are_added_not_valid_and_validated_in_a_second_migration() throws Exception {
        List<Migration> migrations = forthAndBack(
                "alter table notes add constraint fk_notes_user foreign key (user_id) references users on delete cascade",
                "alter table notes drop constraint ck_kind",
                "alter table notes add constraint ck_kind check (kind in ('a', 'b', 'c'))",
                "create table tags (id bigint primary key, note_id bigint constraint fk_tags_note references notes,"
                        + " name text constraint ck_name check (name <> ''))");

        assertThat(texts(migrations)).containsExactly("""
                # Changes check constraint notes.ck_kind.
                # Creates table tags.
                # Adds foreign key notes.fk_notes_user.
                # Rollback restores all, and drops table tags with its rows.
                databaseChangeLog:
                - changeSet:
                    id: change_it
                    author: jarvis
                    changes:
                    - sql:
                        sql: alter table notes drop constraint ck_kind
                    - createTable:
                        tableName: tags
                        columns:
                        - column:
                            name: id
                            type: bigint
                            constraints:
                              nullable: false
                              primaryKey: true
                              primaryKeyName: tags_pkey
                        - column:
                            name: note_id
                            type: bigint
                        - column:
                            name: name
                            type: text
                    - sql:
                        sql: alter table notes add constraint ck_kind check (kind in ('a', 'b', 'c')) not valid
                    - sql:
                        sql: alter table tags add constraint ck_name check (name <> '')
                    - sql:
                        sql: alter table notes add constraint fk_notes_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE not valid
                    - addForeignKeyConstraint:
                        baseTableName: tags
                        baseColumnNames: note_id
                        constraintName: fk_tags_note
                        referencedTableName: notes
                        referencedColumnNames: id
                    - tagDatabase:
                        tag: change_it
                    rollback:
                    - dropForeignKeyConstraint:
                        baseTableName: tags
                        constraintName: fk_tags_note
                    - dropForeignKeyConstraint:
                        baseTableName: notes
                        constraintName: fk_notes_user
                    - sql:
                        sql: alter table notes drop constraint ck_kind
                    - dropTable:
                        tableName: tags
                    - sql:
                        sql: alter table notes add constraint ck_kind check (kind in ('a', 'b'))
                """, """
                # Validates check constraint notes.ck_kind and foreign key notes.fk_notes_user.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_validate
                    author: jarvis
                    changes:
                    - sql:
                        sql: alter table notes validate constraint ck_kind
                    - sql:
                        sql: alter table notes validate constraint fk_notes_user
                    - tagDatabase:
                        tag: change_it_validate
                    rollback:
                    - sql:
                        sql: alter table notes drop constraint fk_notes_user
                    - sql:
                        sql: alter table notes add constraint fk_notes_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE not valid
                    - sql:
                        sql: alter table notes drop constraint ck_kind
                    - sql:
                        sql: alter table notes add constraint ck_kind check (kind in ('a', 'b', 'c')) not valid
                """);
    }

    @Tag(TestSet.PROCESS)
    @Test
    void rows_that_violate_a_constraint_are_to_be_fixed_before_it_is_validated() throws Exception {
        live.database().execute("insert into notes values (1, 1, 'a', 1, 'b'), (2, null, 'a', 2, 'b')");
        List<Migration> migrations = online(model(
                        "alter table notes add constraint fk_notes_user foreign key (user_id) references users",
                        "alter table notes add constraint ck_pages check (pages < 2)",
                        "alter table notes add constraint uq_title unique (title)"))
                .migrations();

        assertThat(migrations.stream()
                        .flatMap(migration -> Stream.concat(
                                Stream.of(name(migration)),
                                LiveProject.text(migration)
                                        .lines()
                                        .filter(line -> line.matches(" +# \\S.*: .* rows? of .*"))
                                        .map(line -> line.strip().replaceFirst("[.] Until.*", "")))))
                .containsExactly(
                        "change_it",
                        "# unique constraint notes.uq_title: 2 rows of notes have the same title as another row",
                        "change_it_index_uq_title",
                        "change_it_constraint_uq_title",
                        "change_it_fill",
                        "# check constraint notes.ck_pages: 1 row of notes violates it",
                        "# foreign key notes.fk_notes_user: 1 row of notes has no matching row in users",
                        "change_it_constraints",
                        "change_it_validate");
    }

    @Tag(TestSet.PROCESS)
    @Test
    void an_index_is_created_or_dropped_concurrently_in_a_separate_migration() throws Exception {
        List<Migration> migrations = forthAndBack(
                "alter table notes add column body text",
                "drop index ix_notes_pages",
                "create index ix_notes_pages_title on notes (pages, title desc)",
                "create unique index ix_notes_body on notes (body)");

        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly(
                        "change_it",
                        "change_it_index_ix_notes_body",
                        "change_it_index_ix_notes_pages_title",
                        "change_it_drop_index_ix_notes_pages");
        assertThat(texts(migrations).subList(2, 4)).containsExactly("""
                # Adds index ix_notes_pages_title.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_index_ix_notes_pages_title
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: create index concurrently ix_notes_pages_title on notes (pages, title DESC)
                    - tagDatabase:
                        tag: change_it_index_ix_notes_pages_title
                    rollback:
                    - sql:
                        sql: drop index concurrently if exists ix_notes_pages_title
                """, """
                # Drops index ix_notes_pages.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_drop_index_ix_notes_pages
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: drop index concurrently if exists ix_notes_pages
                    - tagDatabase:
                        tag: change_it_drop_index_ix_notes_pages
                    rollback:
                    - sql:
                        sql: create index concurrently ix_notes_pages on notes (pages)
                """);
    }

    @Tag(TestSet.PROCESS)
    @Test
    void an_index_is_dropped_first_if_another_gets_its_name() throws Exception {
        List<Migration> migrations =
                forthAndBack("drop index ix_notes_pages", "create index ix_notes_pages on notes (pages, title)");

        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly("change_it_drop_index_ix_notes_pages", "change_it_index_ix_notes_pages");
    }

    @Tag(TestSet.PROCESS)
    @Test
    void a_unique_constraint_is_created_from_an_index_before_foreign_keys_reference_it() throws Exception {
        List<Migration> migrations = forthAndBack(
                "alter table notes add constraint uk_notes_title unique (title, pages) deferrable initially deferred",
                "alter table users add column email text",
                "alter table users add constraint uk_users_email unique (email)",
                "alter table notes add column email text",
                "alter table notes add constraint fk_notes_email foreign key (email) references users (email)",
                "create table logins (email text constraint fk_logins_email references users (email))");

        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly(
                        "change_it",
                        "change_it_index_uk_notes_title",
                        "change_it_constraint_uk_notes_title",
                        "change_it_index_uk_users_email",
                        "change_it_constraint_uk_users_email",
                        "change_it_foreign_keys",
                        "change_it_validate_foreign_keys");
        assertThat(texts(migrations).subList(1, 3)).containsExactly("""
                # Adds index uk_notes_title.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_index_uk_notes_title
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: create unique index concurrently uk_notes_title on notes (title, pages)
                    - tagDatabase:
                        tag: change_it_index_uk_notes_title
                    rollback:
                    - sql:
                        sql: drop index concurrently if exists uk_notes_title
                """, """
                # Adds unique constraint notes.uk_notes_title.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_constraint_uk_notes_title
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: alter table notes add constraint uk_notes_title unique using index uk_notes_title deferrable initially deferred
                    - tagDatabase:
                        tag: change_it_constraint_uk_notes_title
                    rollback:
                    - sql:
                        sql: alter table notes drop constraint uk_notes_title
                    - sql:
                        sql: create unique index concurrently uk_notes_title on notes (title, pages)
                """);
    }

    @Tag(TestSet.PROCESS)
    @Test
    void not_null_is_set_after_a_check_has_proven_that_there_are_no_nulls() throws Exception {
        List<Migration> migrations = forthAndBack(
                "alter table notes alter column title type varchar(200), alter column title set not null",
                "alter table notes add column state text default 'new' not null");

        assertThat(texts(migrations)).containsExactly("""
                # Adds column notes.state and check constraint notes.ck_notes_title_not_null.
                # Changes column notes.title varchar(100) → varchar(200).
                # Rollback restores all, and drops column notes.state with its values.
                databaseChangeLog:
                - changeSet:
                    id: change_it
                    author: jarvis
                    changes:
                    - addColumn:
                        tableName: notes
                        columns:
                        - column:
                            name: state
                            type: text
                            defaultValue: new
                            constraints:
                              nullable: false
                    - modifyDataType:
                        tableName: notes
                        columnName: title
                        newDataType: varchar(200)
                    - sql:
                        sql: alter table notes add constraint ck_notes_title_not_null check (title is not null) not valid
                    - tagDatabase:
                        tag: change_it
                    rollback:
                    - sql:
                        sql: alter table notes drop constraint ck_notes_title_not_null
                    - sql:
                        sql: alter table notes alter column title type character varying(100)
                    - dropColumn:
                        tableName: notes
                        columnName: state
                """, """
                # Validates check constraint notes.ck_notes_title_not_null.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_validate
                    author: jarvis
                    changes:
                    - sql:
                        sql: alter table notes validate constraint ck_notes_title_not_null
                    - tagDatabase:
                        tag: change_it_validate
                    rollback:
                    - sql:
                        sql: alter table notes drop constraint ck_notes_title_not_null
                    - sql:
                        sql: alter table notes add constraint ck_notes_title_not_null check (title is not null) not valid
                """, """
                # Changes column notes.title null → not null.
                # Drops check constraint notes.ck_notes_title_not_null.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_not_null
                    author: jarvis
                    changes:
                    - addNotNullConstraint:
                        tableName: notes
                        columnName: title
                    - sql:
                        sql: alter table notes drop constraint ck_notes_title_not_null
                    - tagDatabase:
                        tag: change_it_not_null
                    rollback:
                    - sql:
                        sql: alter table notes add constraint ck_notes_title_not_null check (title is not null)
                    - dropNotNullConstraint:
                        tableName: notes
                        columnName: title
                """);
    }

    @Test
    void rows_that_need_values_get_them_in_a_migration_in_between() throws Exception {
        live.database().execute("insert into notes (id) values (1)");
        List<Migration> migrations = online(model(
                        "alter table notes alter column title set not null",
                        "alter table notes add column body text not null"))
                .migrations();

        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly(
                        "change_it",
                        "change_it_fill",
                        "change_it_constraints",
                        "change_it_validate",
                        "change_it_not_null");
        assertThat(texts(migrations).get(1)).isEqualTo("""
                # Fills in values: write the changes where the comments say so.
                databaseChangeLog:
                - changeSet:
                    id: change_it_fill
                    author: jarvis
                    changes:
                    # Existing rows need values in notes.body before it becomes NOT NULL. Fill them in here, for instance:
                    # - sql:
                    #     sql: update notes set body = … where body is null
                    # Existing rows need values in notes.title before it becomes NOT NULL. Fill them in here, for instance:
                    # - sql:
                    #     sql: update notes set title = … where title is null
                    - tagDatabase:
                        tag: change_it_fill
                    # Replace the [] by the changes that undo them, the last one first.
                    rollback: []
                """);
    }

    @Test
    void the_service_can_update_old_rows_after_each_migration_and_the_values_can_be_filled_one_column_at_a_time()
            throws Exception {
        live.database().execute("insert into notes (id, pages, kind, user_id) values (1, 1, 'a', 7), (2, 1, 'b', 8)");
        List<Migration> migrations = online(model(
                        "alter table notes alter column title set not null",
                        "alter table notes add column body text not null",
                        "alter table notes add column version integer not null",
                        "alter table notes add column token uuid default gen_random_uuid() not null",
                        "alter table notes add constraint fk_notes_user foreign key (user_id) references users",
                        "alter table notes add constraint ck_pages check (pages > 1)"))
                .migrations();
        List<Path> files = new MigrationFiles(
                        new MasterChangelog(folder.resolve("changelog/db.changelog-master.yaml")),
                        folder.resolve("changelog/changes"))
                .write(migrations);
        Path fill = files.get(1);
        String text = Files.readString(fill);
        assertThat(fill.toString()).endsWith("_fill.yaml");
        String filled = text.replaceAll("# (- sql:|    sql: update)", "$1")
                .replace("title = …", "title = 'a'")
                .replace("body = …", "body = 'b'")
                .replace("version = …", "version = 0")
                .replace("pages = … where …", "pages = 2")
                .replace("user_id = … where …", "user_id = null");
        assertThat(filled.split(" - sql:\n")).as(filled).hasSize(7);
        Files.writeString(fill, filled);

        for (Migration migration : migrations) {
            new TestChangelog(folder, live.database()).updateTo(migration.revision());
            live.database().execute("update notes set kind = 'b' where id = 1");
        }
        assertThat(live.database()
                        .strings("select concat_ws(' ', id, title, body, version, pages) from notes order by id"))
                .containsExactly("1 a b 0 2", "2 a b 0 2");
    }

    @Tag(TestSet.PROCESS)
    @Test
    void a_column_whose_default_differs_from_row_to_row_is_added_without_it_and_filled_in_a_separate_migration()
            throws Exception {
        List<Migration> migrations = forthAndBack(
                "alter table notes add column token uuid default gen_random_uuid() not null",
                "alter table notes add column seen timestamptz default clock_timestamp()",
                "alter table notes add column created timestamptz default now() not null");

        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly(
                        "change_it",
                        "change_it_fill",
                        "change_it_constraints",
                        "change_it_validate",
                        "change_it_not_null");
        assertThat(texts(migrations).subList(0, 2)).containsExactly("""
                # Adds columns notes.token, notes.seen and notes.created.
                # Rollback restores all, and drops columns notes.token, notes.seen and notes.created with their values.
                databaseChangeLog:
                - changeSet:
                    id: change_it
                    author: jarvis
                    changes:
                    - addColumn:
                        tableName: notes
                        columns:
                        - column:
                            name: token
                            type: uuid
                    - addDefaultValue:
                        tableName: notes
                        columnName: token
                        defaultValueComputed: gen_random_uuid()
                    - addColumn:
                        tableName: notes
                        columns:
                        - column:
                            name: seen
                            type: timestamp with time zone
                    - addDefaultValue:
                        tableName: notes
                        columnName: seen
                        defaultValueComputed: clock_timestamp()
                    - addColumn:
                        tableName: notes
                        columns:
                        - column:
                            name: created
                            type: timestamp with time zone
                            defaultValueComputed: now()
                            constraints:
                              nullable: false
                    - tagDatabase:
                        tag: change_it
                    rollback:
                    - dropColumn:
                        tableName: notes
                        columnName: created
                    - dropDefaultValue:
                        tableName: notes
                        columnName: seen
                    - dropColumn:
                        tableName: notes
                        columnName: seen
                    - dropDefaultValue:
                        tableName: notes
                        columnName: token
                    - dropColumn:
                        tableName: notes
                        columnName: token
                """, """
                # Fills in values: write the changes where the comments say so.
                databaseChangeLog:
                - changeSet:
                    id: change_it_fill
                    author: jarvis
                    changes:
                    # Existing rows have no value in notes.token yet. Fill them in here, in batches if there are many, for instance:
                    # - sql:
                    #     sql: update notes set token = default where token is null
                    # Existing rows have no value in notes.seen yet. Fill them in here, in batches if there are many, for instance:
                    # - sql:
                    #     sql: update notes set seen = default where seen is null
                    - tagDatabase:
                        tag: change_it_fill
                    # Replace the [] by the changes that undo them, the last one first.
                    rollback: []
                """);
    }

    @Test
    void a_primary_key_is_created_from_an_index_after_its_columns_are_not_null() throws Exception {
        List<Migration> migrations = forthAndBack(
                "alter table events add primary key (no)",
                "create table tags (event_no bigint constraint fk_tags_event references events)",
                "alter table notes add constraint fk_notes_event foreign key (user_id) references events (no)");

        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly(
                        "change_it",
                        "change_it_index_events_pkey",
                        "change_it_validate",
                        "change_it_not_null",
                        "change_it_constraint_events_pkey",
                        "change_it_foreign_keys",
                        "change_it_validate_foreign_keys");
        assertThat(texts(migrations).subList(4, 5)).containsExactly("""
                # Adds primary key events.events_pkey.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_constraint_events_pkey
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: alter table events add constraint events_pkey primary key using index events_pkey
                    - tagDatabase:
                        tag: change_it_constraint_events_pkey
                    rollback:
                    - sql:
                        sql: alter table events drop constraint events_pkey
                    - sql:
                        sql: create unique index concurrently events_pkey on events (no)
                """);
    }

    @Test
    void an_identity_column_is_refused_with_the_steps_to_take() throws Exception {
        List<String> model = model("alter table notes add column no bigint generated by default as identity");

        assertThatThrownBy(() -> online(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Column notes.no would be added as an identity column. PostgreSQL rewrites the whole table for that, which blocks reads and writes.
                Nothing was written. Expand and contract instead:
                  1. Map the attribute of no without @GeneratedValue, and without NOT NULL:
                       mvn compile liquibase:diff -Donline
                  2. In a migration by hand, number the new rows:
                       mvn compile liquibase:diff -Dempty -Dmessage="number no"
                       create sequence notes_no_numbers owned by notes.no
                       alter table notes alter column no set default nextval('notes_no_numbers')
                  3. In another migration, number the existing rows, in batches, until none is updated:
                       update notes set no = default where ctid = any (array(select ctid from notes where no is null limit 1000))
                  4. Add NOT NULL and @GeneratedValue to the attribute. The generated migration continues the numbers:
                       mvn compile liquibase:diff -Donline
                If the table is small, or may be unavailable for a while, run diff without -Donline:
                  mvn compile liquibase:diff
                """.stripTrailing());
    }

    @Tag(TestSet.PROCESS)
    @Test
    void a_column_numbered_by_a_sequence_becomes_an_identity_column_after_it_is_not_null() throws Exception {
        List<String> numbered = model(
                "alter table notes add no bigint",
                "create sequence notes_no_numbers owned by notes.no",
                "alter table notes alter no set default nextval('notes_no_numbers')");
        live.apply(live.diff(autogenerate -> autogenerate.run(numbered, (statement, position) -> ""), "none")
                .migration()
                .orElseThrow());

        List<Migration> migrations =
                forthAndBack("alter table notes add column no bigint generated by default as identity");

        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly("change_it", "change_it_validate", "change_it_not_null");
        assertThat(texts(migrations).subList(2, 3)).containsExactly("""
                # Changes sequence notes_no_numbers and column notes.no null → not null, default nextval('notes_no_numbers'::regclass)
                # → none, identity none → by default.
                # Drops sequence notes_no_numbers and check constraint notes.ck_notes_no_not_null.
                # Rollback restores the structure only: the position of sequence notes_no_numbers is gone.
                databaseChangeLog:
                - changeSet:
                    id: change_it_not_null
                    author: jarvis
                    changes:
                    - sql:
                        sql: alter sequence notes_no_numbers owned by none
                    - dropDefaultValue:
                        tableName: notes
                        columnName: 'no'
                    - sql:
                        sql: drop sequence notes_no_numbers
                    - sql:
                        sql: alter table notes alter column no set not null
                    - sql:
                        sql: alter table notes alter column no add generated by default as identity
                    - sql:
                        sql: select setval(pg_get_serial_sequence('notes', 'no'), max(no)) from notes having max(no) > 0
                    - sql:
                        sql: alter table notes drop constraint ck_notes_no_not_null
                    - tagDatabase:
                        tag: change_it_not_null
                    rollback:
                    - sql:
                        sql: alter table notes add constraint ck_notes_no_not_null check (no is not null)
                    - sql:
                        sql: alter table notes alter column no drop identity
                    - sql:
                        sql: alter table notes alter column no drop not null
                    - createSequence:
                        sequenceName: notes_no_numbers
                    - addDefaultValue:
                        tableName: notes
                        columnName: 'no'
                        defaultValueComputed: nextval('notes_no_numbers'::regclass)
                    - sql:
                        sql: alter sequence notes_no_numbers owned by notes.no
                """);
    }

    @Test
    void a_stored_generated_column_is_refused_with_the_steps_to_take() throws Exception {
        List<String> model = model("alter table notes add column twice integer generated always as (pages * 2) stored");

        assertThatThrownBy(() -> online(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Column notes.twice would be added as a stored generated column. PostgreSQL rewrites the whole table for that, which blocks reads and writes, and it cannot turn an existing column into a generated one.
                Nothing was written. Keep an ordinary column up to date instead:
                  1. Map the attribute of twice with @Column instead of @GeneratedColumn, and without NOT NULL:
                       mvn compile liquibase:diff -Donline
                  2. In a migration by hand, create a trigger that computes it for each new or updated row:
                       mvn compile liquibase:diff -Dempty -Dmessage="compute twice"
                       create function twice_value() returns trigger language plpgsql as
                         $$ begin new.twice := <expression>; return new; end $$
                       create trigger twice before insert or update on notes for each row execute function twice_value()
                       where <expression> is the following, with new. before each column: (pages * 2)
                  3. In another migration, fill in the existing rows, in batches:
                       update notes set twice = (pages * 2) where ctid = any (array(select ctid from notes where twice is distinct from (pages * 2) limit 1000))
                If the table is small, or may be unavailable for a while, run diff without -Donline:
                  mvn compile liquibase:diff
                """.stripTrailing());
    }

    @Test
    void an_exclusion_constraint_is_refused_with_the_steps_to_take() throws Exception {
        List<String> model = model("alter table notes add constraint ex_pages exclude (pages with =)");

        assertThatThrownBy(() -> online(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Exclusion constraint notes.ex_pages would be added. PostgreSQL scans all rows of notes for that, which blocks reads and writes; NOT VALID and USING INDEX do not exist for exclusion constraints.
                Nothing was written. Replace the table instead:
                  1. In a migration by hand, create a table like notes that has the constraint, and a trigger on notes that repeats every write there:
                       mvn compile liquibase:diff -Dempty -Dmessage="second notes"
                  2. In another migration, copy the existing rows, in batches.
                  3. In another migration, swap the names of both tables in one transaction.
                If the table is small, or may be unavailable for a while, run diff without -Donline:
                  mvn compile liquibase:diff
                """.stripTrailing());
    }

    @Tag(TestSet.PROCESS)
    @Test
    void a_change_that_is_already_safe_stays_one_migration() throws Exception {
        List<Migration> migrations = forthAndBack(
                "alter table notes add column body text default 'x'",
                "create table tags (id bigint primary key, name text unique, note_id bigint not null)",
                "create index ix_tags_note on tags (note_id)");

        assertThat(migrations.stream().map(OnlineTest::name)).containsExactly("change_it");
    }

    @Test
    void a_type_change_that_rewrites_the_table_is_refused_with_the_steps_to_take() throws Exception {
        List<String> model = model("alter table notes alter column pages type bigint");

        assertThatThrownBy(() -> online(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Column notes.pages would change from integer to bigint. PostgreSQL rewrites the whole table or its indexes for that, which blocks reads and writes.
                Nothing was written. Expand and contract instead, with a release between the steps:
                  1. Beside the attribute of pages, add one with @Column(name = "pages_new") of the new type:
                       mvn compile liquibase:diff -Donline
                  2. Release code that writes both pages and pages_new.
                  3. Fill in the existing rows, in batches, until none is updated:
                       update notes set pages_new = pages::bigint where ctid = any (array(select ctid from notes where pages_new is null and pages is not null limit 1000))
                  4. Release code that reads pages_new only.
                  5. Remove the attribute of pages:
                       mvn compile liquibase:diff -Donline -Dallow=drop
                If the table is small, or may be unavailable for a while, run diff without -Donline:
                  mvn compile liquibase:diff""");
    }

    @Test
    void attributes_of_a_type_that_change_their_places_are_refused_with_the_steps_to_take() throws Exception {
        List<String> before = List.of(
                "create type extent as (across integer, down integer)",
                "create table field (id bigint primary key, size extent)");
        live.apply(live.diff(autogenerate -> autogenerate.run(before, (statement, position) -> ""), "none")
                .migration()
                .orElseThrow());
        List<String> model = List.of(
                "create type extent as (down integer, across bigint)",
                "create table field (id bigint primary key, size extent)");

        assertThatThrownBy(() -> online(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Attributes of type extent would change their types or places. PostgreSQL rewrites every table with values of the type for that, which blocks reads and writes.
                Nothing was written. Expand and contract instead, with a release between the steps, and with new types:
                extent_new, a copy of the class with @Struct(name = "extent") with the new attributes.
                  1. Beside the attribute of size, add one with @Column(name = "size_new") of type extent_new:
                       mvn compile liquibase:diff -Donline
                  2. Release code that writes both size and size_new.
                  3. Fill in the existing rows, in batches, until none is updated:
                       update field set size_new = jsonb_populate_record(null::extent_new, to_jsonb(size)) where ctid = any (array(select ctid from field where size_new is null and size is not null limit 1000))
                  4. Release code that reads size_new only.
                  5. Remove the attribute of size:
                       mvn compile liquibase:diff -Donline -Dallow=drop
                If the table is small, or may be unavailable for a while, run diff without -Donline:
                  mvn compile liquibase:diff""");
    }

    @Test
    void values_of_a_foreign_key_that_change_are_refused_with_the_steps_to_take() throws Exception {
        live.database()
                .execute("alter table users add no bigint unique; insert into users values (1, 2);"
                        + " alter table notes add constraint fk foreign key (user_id) references users;"
                        + " insert into notes (id, user_id) values (1, 1)");
        List<String> model = model(
                "alter table users add no bigint unique",
                "alter table notes add constraint fk foreign key (user_id) references users (no)");

        assertThatThrownBy(() -> online(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Column notes.user_id would refer to another column, so its values would change. Code that still runs reads and writes the old ones.
                Nothing was written. Expand and contract instead, with a release between the steps:
                  1. Map the association to a new join column, beside the old one:
                       mvn compile liquibase:diff -Donline
                  2. Write both columns, fill the new one in existing rows, and read it.
                  3. Remove the old column from the entity:
                       mvn compile liquibase:diff -Donline -Drename=none -Dallow=drop
                If the table is small, or may be unavailable for a while, run diff without -Donline:
                  mvn compile liquibase:diff""");
    }

    @Test
    void a_column_that_a_foreign_key_gains_gets_its_values_in_a_migration_of_its_own() throws Exception {
        live.database()
                .execute("alter table users add no bigint unique, add unique (id, no); insert into users values (1, 2);"
                        + " alter table notes add constraint fk foreign key (user_id) references users;"
                        + " insert into notes (id, user_id) values (1, 1)");
        List<String> model = model(
                "alter table users add no bigint unique, add unique (id, no)",
                "alter table notes add user_no bigint,"
                        + " add constraint fk foreign key (user_id, user_no) references users (id, no)");

        List<Migration> migrations = online(model).migrations();
        assertThat(migrations.stream().map(OnlineTest::name))
                .containsExactly("change_it", "change_it_fill", "change_it_validate");
        assertThat(texts(migrations).get(1)).isEqualTo("""
                # Fills in the values of column notes.user_no.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: change_it_fill
                    author: jarvis
                    changes:
                    - sql:
                        sql: update notes set user_no = (select r.no from users r where r.id = notes.user_id) where user_id is not null
                    - tagDatabase:
                        tag: change_it_fill
                    rollback: []
                """);
    }

    /** Writes the migrations and has Liquibase run them, roll them back and run them again. */
    private List<Migration> forthAndBack(String... changes) throws Exception {
        List<String> model = model(changes);
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = online(model);
        List<Migration> migrations = outcome.migrations();
        new MigrationFiles(
                        new MasterChangelog(folder.resolve("changelog/db.changelog-master.yaml")),
                        folder.resolve("changelog/changes"))
                .write(migrations);
        assertThat(findings()).isEmpty();
        live.update();
        List<String> after = live.catalog();
        assertThat(online(model).operations().stream().map(OperationText::line)).isEmpty();
        for (int i = 0; i < migrations.size(); i++) {
            live.rollback();
        }
        assertThat(live.catalog()).isEqualTo(before);
        live.update();
        assertThat(live.catalog()).isEqualTo(after);
        return migrations;
    }

    private List<String> findings() throws Exception {
        var files = new DirectoryResourceAccessor(folder);
        try (var liquibase = new Liquibase(
                "changelog/db.changelog-master.yaml",
                files,
                new JdbcConnection(live.database().connect()))) {
            var changelog = liquibase.getDatabaseChangeLog();
            return Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), files), () -> new Lint(
                            liquibase.getDatabase(), new Contexts(), new LabelExpression())
                    .pending(changelog).stream()
                            .flatMap(linted -> linted.findings().stream())
                            .filter(finding -> finding.severity() == Severity.ERROR)
                            .map(Finding::toString)
                            .toList());
        }
    }

    private static List<String> model(String... changes) {
        List<String> model = new ArrayList<>(BEFORE);
        model.addAll(List.of(changes));
        return model;
    }

    private Autogenerate.Outcome online(List<String> model) throws Exception {
        Settings settings = new Settings("Change it", "jarvis", Set.of(), "none", null);
        try (Connection connection = live.database().connect()) {
            return new Autogenerate(
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)),
                            settings,
                            new OnlineMigrations(settings, List.of())::of)
                    .run(model, (statement, position) -> "");
        }
    }

    private static String name(Migration migration) {
        return migration.revision().replaceFirst("^\\d{14}_", "");
    }

    private static List<String> texts(List<Migration> migrations) {
        return migrations.stream()
                .map(migration -> LiveProject.text(migration).replaceAll("\\d{14}_", ""))
                .toList();
    }
}
