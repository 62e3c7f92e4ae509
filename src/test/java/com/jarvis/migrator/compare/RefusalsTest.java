package com.jarvis.migrator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages of a diff that refuses to write a migration, word for word. */
@Tag(TestSet.SLOW)
class RefusalsTest {

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void values_that_would_be_lost_are_counted() throws Exception {
        database.execute("""
                create table note (id bigint primary key, title varchar(255), "50%" integer, stars bigint, flag text);
                create table gone (id bigint primary key);
                insert into note values (1, 'a long title', 1, 5000000000, 'perhaps'), (2, 'short', null, 1, null);
                insert into gone values (1)""");
        List<String> model =
                List.of("create table note (id bigint primary key, title varchar(10), stars integer, flag boolean)");
        assertThat(refusal(model, "none")).isEqualTo("""
                The migration would lose data:
                  table gone: 1 row
                  column note.title varchar(255) → varchar(10): 1 value would not fit
                  column note.stars bigint → integer: 1 value that cannot be converted (integer out of range)
                  column note.flag text → boolean: 1 value that cannot be converted (invalid input syntax for type boolean: "perhaps")
                  column note.50%: 1 value
                Nothing was written. To drop these values:
                  mvn compile liquibase:diff -Dallow=drop""");
    }

    @Test
    void the_user_is_asked_whether_a_drop_and_an_addition_are_a_rename() throws Exception {
        database.execute(
                "create table note (id bigint primary key, name text); create table chat (id bigint, at date)");
        List<String> model = List.of(
                "create table note (id bigint primary key, title text)", "create table talk (id bigint, at date)");
        assertThat(refusal(model, null)).isEqualTo("""
                What is new may be a rename, which keeps the values:
                  > table chat → talk
                  > column note.name → title
                The changes were not written. If it is a rename:
                  mvn compile liquibase:diff -Drename=chat:talk,note.name:title
                If nothing was renamed:
                  mvn compile liquibase:diff -Drename=none""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    memo (id bigint, headline text, at date)            | > column note.title → headline | ,note.title:headline
                    memo (id bigint, headline text, at date, more text) | > column note.title → headline | ,note.title:headline
                    memo (id bigint, title varchar(9), at date)         |                                |
                    memo (id bigint, title text)                        |                                |
                    memo (id bigint, headline varchar(9), at date)      | > column note.title → headline | ,note.title:headline
                    memo (id bigint, headline text, at timestamp)       | > column note.title → headline | ,note.title:headline
                    memo (id bigint, pages integer, at date)            |                                |
                    """)
    void the_user_is_asked_whether_a_table_is_renamed_together_with_its_columns(
            String table, String line, String argument) throws Exception {
        database.execute("create table note (id bigint, title text, at date)");
        assertThat(refusal(List.of("create table " + table), null))
                .isEqualTo("""
                What is new may be a rename, which keeps the values:
                  > table note → memo%s
                The changes were not written. If it is a rename:
                  mvn compile liquibase:diff -Drename=note:memo%s
                If nothing was renamed:
                  mvn compile liquibase:diff -Drename=none""".formatted(line == null ? "" : "\n  " + line, argument == null ? "" : argument));
    }

    @Test
    void the_user_is_asked_about_the_most_similar_of_several_tables() throws Exception {
        database.execute("create table note (id bigint, title text, at date, pages integer);"
                + " create table tag (id bigint, name text, at date, color text)");
        List<String> model = List.of(
                "create table memo (id bigint, headline text, at date, pages integer)",
                "create table label (id bigint, caption text, at date, color text, size integer)");
        assertThat(refusal(model, null)).isEqualTo("""
                What is new may be a rename, which keeps the values:
                  > table note → memo
                  > column note.title → headline
                  > table tag → label
                  > column tag.name → caption
                The changes were not written. If it is a rename:
                  mvn compile liquibase:diff -Drename=note:memo,note.title:headline,tag:label,tag.name:caption
                If nothing was renamed:
                  mvn compile liquibase:diff -Drename=none""");
    }

    @Test
    void the_user_is_asked_whether_a_column_is_renamed_with_another_type() throws Exception {
        database.execute("create table note (id bigint primary key, name text, pages integer)");
        List<String> model = List.of("create table note (id bigint primary key, title varchar(9), at date)");
        assertThat(refusal(model, null)).isEqualTo("""
                What is new may be a rename, which keeps the values:
                  > column note.name → title
                The changes were not written. If it is a rename:
                  mvn compile liquibase:diff -Drename=note.name:title
                If nothing was renamed:
                  mvn compile liquibase:diff -Drename=none""");
    }

    @Test
    void a_new_name_that_an_object_has_which_is_not_compared_is_refused() throws Exception {
        database.execute("create table note (id bigint); create view memo as select 1 as one");
        assertThat(refusal(List.of("create table memo (id bigint)"), "note:memo"))
                .isEqualTo("""
                Cannot rename table note to memo: its name is already used by view memo, which the model does not define.
                Nothing was written. Drop or rename that object in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="free the name memo\"""");
    }

    @Test
    void a_table_that_has_little_in_common_with_another_is_not_taken_for_it() throws Exception {
        database.execute("create table note (id bigint, title text, at date)");
        database.execute("insert into note values (1, 'a', now())");
        assertThat(refusal(List.of("create table tag (id bigint, color integer, size integer)"), null))
                .isEqualTo("""
                The migration would lose data:
                  table note: 1 row
                Nothing was written. To drop these values:
                  mvn compile liquibase:diff -Dallow=drop""");
    }

    @Test
    void a_rename_that_does_not_apply_is_refused() throws Exception {
        database.execute("create table note (id bigint primary key, name text)");
        assertThat(refusal(List.of("create table note (id bigint primary key, title text)"), "note.nme:title"))
                .isEqualTo("""
                        -Drename=note.nme:title does not apply: note.nme must exist only in the database, and title only in the model.
                        Nothing was written. To list the possible renames, run diff without -Drename:
                          mvn compile liquibase:diff""");
    }

    @Test
    void a_rename_without_a_new_name_is_refused() throws Exception {
        database.execute("create table note (id bigint primary key, name text)");
        assertThat(refusal(List.of("create table note (id bigint primary key, title text)"), "note.name"))
                .isEqualTo("""
                        -Drename contains an entry that is not <old>:<new>: note.name
                        Nothing was written. Write a column as table.old:new and a table as old:new, separated by commas, or none:
                          mvn compile liquibase:diff -Drename=chats.name:title,old_table:new_table""");
    }

    @Entity(name = "note")
    static class Note {
        @Id
        Long id;

        @Column(columnDefinition = "no_such_type")
        String title;
    }

    @Test
    void a_type_that_postgresql_rejects_is_reported_with_its_attribute() throws Exception {
        var metadata = Mapping.of(
                ModelClasses.of(Note.class), TestProject.NAMING, getClass().getClassLoader());
        try (Connection connection = database.connect()) {
            assertThat(message(() -> autogenerate(connection, "none").run(HibernateModel.of(metadata))))
                    .isEqualTo("""
                            PostgreSQL does not accept the model (com.jarvis.migrator.compare.RefusalsTest.Note.title): type "no_such_type" does not exist
                              create table note (id bigint not null, title no_such_type, primary key (id))
                            Nothing was compared and no file was written. Change the mapping, then run the command again.""");
        }
    }

    @Entity(name = "half")
    static class Half {
        @Id
        Long id;

        @Column(columnDefinition = "varchar(9) default 'x")
        String title;
    }

    @Test
    void an_unterminated_string_is_reported() throws Exception {
        var metadata = Mapping.of(
                ModelClasses.of(Half.class), TestProject.NAMING, getClass().getClassLoader());
        try (Connection connection = database.connect()) {
            assertThat(message(() -> autogenerate(connection, "none").run(HibernateModel.of(metadata))))
                    .isEqualTo("""
                            PostgreSQL does not accept the model (com.jarvis.migrator.compare.RefusalsTest.Half): Unterminated string literal started at position 64
                              create table half (id bigint not null, title varchar(9) default 'x, primary key (id))
                            Nothing was compared and no file was written. Change the mapping, then run the command again.""");
        }
    }

    @Test
    void a_role_that_may_not_create_a_schema_is_told_what_to_grant() throws Exception {
        String role = "reader_" + database.name();
        database.execute("create role " + role + " login password 'secret'");
        try (Connection connection = DriverManager.getConnection(database.url(), role, "secret")) {
            assertThat(message(() ->
                            autogenerate(connection, "none").run(List.of("create table t (id int)"), (s, p) -> "")))
                    .isEqualTo("""
                            Role %1$s may not create a schema in database %2$s.
                            The comparison creates the model in a temporary schema, so nothing was compared. Grant the privilege:
                              grant create on database "%2$s" to "%1$s";""".formatted(role, database.name()));
        } finally {
            database.execute("drop role " + role);
        }
    }

    @Test
    void a_role_that_may_not_read_a_table_that_changes_is_told_what_to_grant() throws Exception {
        String role = "stranger_" + database.name();
        database.execute("""
                create table t (id int, v text);
                create role %1$s login password 'secret';
                grant create on database %2$s to %1$s""".formatted(role, database.name()));
        try (Connection connection = DriverManager.getConnection(database.url(), role, "secret")) {
            assertThat(message(() -> autogenerate(connection, "none")
                            .run(List.of("create table t (id int, v varchar(9))"), (s, p) -> "")))
                    .isEqualTo("""
                            Role %1$s may not read what the migration changes: permission denied for table t.
                            Without reading it, diff cannot count the values that would be lost, so nothing was written. Grant the privilege:
                              grant select on all tables in schema "public" to "%1$s";""".formatted(role));
        } finally {
            database.execute("drop owned by %1$s; drop role %1$s".formatted(role));
        }
    }

    @Test
    void another_database_that_speaks_the_protocol_of_postgresql_is_refused() throws Exception {
        database.execute("create or replace function pg_catalog.version() returns text language sql as"
                + " $$select 'CockroachDB CCL v25.1.2 (x86_64-pc-linux-gnu, built 2025)'$$");
        try (Connection connection = database.connect()) {
            assertThat(message(() ->
                            autogenerate(connection, "none").run(List.of("create table t (id int)"), (s, p) -> "")))
                    .isEqualTo("""
                            The server uses PostgreSQL's protocol but is not PostgreSQL: CockroachDB CCL v25.1.2.
                            The comparison needs PostgreSQL's transactional DDL, so nothing was compared. Connect to a PostgreSQL server;
                            without liquibase.properties, the embedded one is used:
                              mvn compile liquibase:diff -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis""");
        }
    }

    @Test
    void an_unmapped_view_that_reads_a_dropped_column_is_reported() throws Exception {
        database.execute("""
                create table note (id bigint primary key, title text);
                create view titles as select title from note""");
        assertThat(refusal(List.of("create table note (id bigint primary key)"), "none"))
                .isEqualTo("""
                        View titles reads note.title, which the model does not have.
                        No entity maps the view, so diff does not change it, and nothing was written. Drop the view, or create it
                        again without the column, in a hand-written migration first:
                          mvn compile liquibase:diff -Dempty -Dmessage="drop view titles\"""");
    }

    @Test
    void pending_migrations_must_be_applied_first(@TempDir Path folder) throws Exception {
        TestProject.changelogIn(folder);
        new TestChangelog(folder, database).updateTo("20260112091500_create_users_and_notes");
        assertThat(message(() -> requireHead(folder))).isEqualTo("""
                2 migrations are not applied to this database yet:
                  20260126143000_create_chats_and_messages
                  20260209102000_add_messages_metadata
                Apply these first; otherwise diff would generate their changes again:
                  mvn liquibase:update""");
    }

    @Test
    void a_migration_that_the_changelog_does_not_list_would_be_undone(@TempDir Path folder) throws Exception {
        TestProject project = TestProject.changelogIn(folder);
        new TestChangelog(folder, database).update();
        project.edit("changelog/db.changelog-master.yaml", """
                - include:
                    file: changes/20260209102000_add_messages_metadata.yaml
                    relativeToChangelogFile: true
                """, "");
        assertThat(message(() -> requireHead(folder))).isEqualTo("""
                This database has run what changelog/db.changelog-master.yaml does not list:
                  20260209102000_add_messages_metadata
                Nothing was compared: diff would write a migration that undoes them. Get the branch that has them:
                  git log --all --oneline -- changelog/changes
                or roll them back on that branch if they are not wanted.""");
    }

    @Test
    void an_unknown_value_of_allow_is_refused() {
        assertThat(message(() -> Settings.of(Map.of("allow", "drop, everything"))))
                .isEqualTo("""
                    -Dallow=everything is not known. Nothing was done. Choose one of these:
                      -Dallow=drop     data may be lost
                      -Dallow=drift    the schema may differ from the one that the migrations create""");
    }

    @Test
    void a_migration_that_does_not_do_what_it_says_is_not_written() throws Exception {
        try (Connection connection = database.connect()) {
            Autogenerate forgetful = new Autogenerate(
                    live(connection),
                    settings("none"),
                    all -> new Migration("20260101000000_x", "jarvis", Operations.NONE));
            assertThat(message(() -> forgetful.run(List.of("create table t (id int)"), (statement, position) -> "")))
                    .isEqualTo("""
                            The migration does not produce the schema of the model. This change is missing:
                              + table t
                              create table t (id integer)
                            No file was written. Please report this with the entities that show it; until then, write this change by hand:
                              mvn compile liquibase:diff -Dempty -Dmessage="…\"""");
        }
    }

    @Test
    void an_enum_value_that_a_migration_does_not_add_is_named() throws Exception {
        database.execute("create type color as enum ('RED')");
        database.execute("create table t (c color)");
        try (Connection connection = database.connect()) {
            Autogenerate forgetful = new Autogenerate(
                    live(connection),
                    settings("none"),
                    all -> new Migration("20260101000000_x", "jarvis", Operations.NONE));
            List<String> model = List.of("create type color as enum ('RED', 'GREEN')", "create table t (c color)");
            assertThat(message(() -> forgetful.run(model, (statement, position) -> "")))
                    .isEqualTo("""
                            The migration does not produce the schema of the model. This change is missing:
                              ~ type color RED → RED, GREEN
                              alter type color add value 'GREEN'
                            No file was written. Please report this with the entities that show it; until then, write this change by hand:
                              mvn compile liquibase:diff -Dempty -Dmessage="…\"""");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    integer | jsonb[] | The migration             | integer to jsonb | jsonb[] using case when v is not null then array[v]::jsonb[] end
                    integer | money   | The rollback of the migration | money to integer | integer using v::integer
                    """)
    void a_type_change_without_a_cast_is_reported(String from, String to, String what, String cast, String change)
            throws Exception {
        database.execute("create table t (v %s)".formatted(from));
        assertThat(refusal(List.of("create table t (v %s)".formatted(to)), "none"))
                .isEqualTo("""
                        %s needs a conversion that PostgreSQL does not have: cannot cast type %s
                          alter table t alter column v type %s
                        No file was written. Map the attribute to a new column, so that the old column is dropped and the new one added:
                          mvn compile liquibase:diff -Drename=none -Dallow=drop
                        or write a migration by hand that converts the values:
                          mvn compile liquibase:diff -Dempty -Dmessage="…\"""".formatted(what, cast, change));
    }

    private void requireHead(Path folder) throws Exception {
        try (Connection connection = database.connect()) {
            Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder)), () -> {
                Changelog changelog = new Changelog(folder, Changelog.DEFAULT);
                changelog.requireHead(changelog.listed(), live(connection));
                return null;
            });
        }
    }

    private String refusal(List<String> model, String rename) throws Exception {
        try (Connection connection = database.connect()) {
            return message(() -> autogenerate(connection, rename).run(model, (statement, position) -> ""));
        }
    }

    private static String message(ThrowingCallable comparison) {
        return catchThrowableOfType(MigratorException.class, comparison).getMessage();
    }

    private static Autogenerate autogenerate(Connection connection, String rename) throws Exception {
        return new Autogenerate(
                live(connection),
                settings(rename),
                operations -> new Migration("20260101000000_x", "jarvis", operations));
    }

    private static Database live(Connection connection) throws Exception {
        return DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
    }

    private static Settings settings(String rename) {
        return new Settings(null, "jarvis", Set.of(), rename, null);
    }
}
