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
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Online migrations of tables that are replicated or have settings: the service can write between any two of them. */
@Tag(TestSet.SLOW)
class OnlineAttachmentsTest {

    private static final String IDENTITY = """
            select relreplident::text || coalesce(' ' || (select indexrelid::regclass::text from pg_index where indrelid = c.oid and indisreplident), '')
            from pg_class c where oid = 'account'::regclass""";

    @TempDir
    private Path folder;

    private LiveProject project;

    @BeforeEach
    void create_a_database() throws Exception {
        project = LiveProject.in(folder);
    }

    @AfterEach
    void drop_the_database() throws Exception {
        project.close();
    }

    @Test
    void the_primary_key_stands_in_for_the_replica_identity_until_its_index_exists_again() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, b integer not null, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account",
                "alter table account cluster on uq_account",
                "create publication everything for table account");
        List<Migration> migrations = forthAndBack(
                List.of(
                        "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_account unique (a, b))"),
                "i uq_account",
                "d",
                "d",
                "d",
                "i uq_account");
        assertThat(texts(migrations)).containsExactly("""
                # Drops unique constraint account.uq_account.
                # Table account has the replica identity default until the index is created again that is its own.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: online
                    author: jarvis
                    changes:
                    - sql:
                        sql: alter table account replica identity default
                    - dropUniqueConstraint:
                        tableName: account
                        constraintName: uq_account
                    - tagDatabase:
                        tag: online
                    rollback:
                    - addUniqueConstraint:
                        tableName: account
                        columnNames: a
                        constraintName: uq_account
                    - sql:
                        sql: alter table account cluster on uq_account
                    - sql:
                        sql: alter table account replica identity using index uq_account
                """, """
                # Adds index uq_account.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: online_index_uq_account
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: create unique index concurrently uq_account on account (a, b)
                    - tagDatabase:
                        tag: online_index_uq_account
                    rollback:
                    - sql:
                        sql: drop index concurrently if exists uq_account
                """, """
                # Adds unique constraint account.uq_account.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: online_constraint_uq_account
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: alter table account add constraint uq_account unique using index uq_account
                    - tagDatabase:
                        tag: online_constraint_uq_account
                    rollback:
                    - sql:
                        sql: alter table account drop constraint uq_account
                    - sql:
                        sql: create unique index concurrently uq_account on account (a, b)
                """, """
                # Restores what was dropped with an index or a column and no entity describes: settings of table account.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: online_settings
                    author: jarvis
                    changes:
                    - sql:
                        sql: alter table account cluster on uq_account
                    - sql:
                        sql: alter table account replica identity using index uq_account
                    - tagDatabase:
                        tag: online_settings
                    rollback:
                    - sql:
                        sql: alter table account replica identity default
                """);
    }

    @Test
    void all_columns_stand_in_for_the_replica_identity_of_a_table_without_a_primary_key() throws Exception {
        run(
                "create table account (id integer, a integer not null, b integer not null)",
                "create unique index ix_account on account (a)",
                "alter table account replica identity using index ix_account",
                "create publication everything for table account");
        List<Migration> migrations = forthAndBack(
                List.of(
                        "create table account (id integer, a integer not null, b integer not null)",
                        "create unique index ix_account on account (a, b)"),
                "i ix_account",
                "f",
                "f",
                "i ix_account");
        assertThat(texts(migrations).get(0)).isEqualTo("""
                # Drops index ix_account.
                # Table account has the replica identity full until the index is created again that is its own.
                # Rollback restores all.
                databaseChangeLog:
                - changeSet:
                    id: online_drop_index_ix_account
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: alter table account replica identity full
                    - sql:
                        sql: drop index concurrently if exists ix_account
                    - tagDatabase:
                        tag: online_drop_index_ix_account
                    rollback:
                    - sql:
                        sql: create unique index concurrently ix_account on account (a)
                    - sql:
                        sql: alter table account replica identity using index ix_account
                """);
    }

    @Test
    void the_primary_key_of_a_published_table_can_change() throws Exception {
        run(
                "create table account (id integer, a integer not null, b integer not null, constraint pk_account primary key (id))",
                "create publication everything for all tables");
        forthAndBack(
                List.of(
                        "create table account (id integer not null, a integer not null, b integer not null, constraint pk_account primary key (id, a))"),
                "d",
                "f",
                "f",
                "f",
                "d");
    }

    @Test
    void the_primary_key_of_a_table_that_nobody_replicates_changes_without_a_replica_identity() throws Exception {
        run(
                "create table account (id integer, a integer not null, b integer not null, constraint pk_account primary key (id))");
        forthAndBack(
                List.of(
                        "create table account (id integer not null, a integer not null, b integer not null, constraint pk_account primary key (id, a))"),
                "d",
                "d",
                "d",
                "d");
    }

    @Test
    void a_renamed_table_can_be_written_to_while_its_replica_identity_is_created_again() throws Exception {
        run(
                "create table bill (id integer primary key, a integer not null, b integer not null, constraint uq_account unique (a))",
                "alter table bill replica identity using index uq_account",
                "create publication everything for table bill");
        List<Migration> migrations = migrations(
                List.of(
                        "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_account unique (a, b))"),
                "bill:account");
        write(migrations);
        for (Migration migration : migrations) {
            new TestChangelog(folder, project.database()).updateTo(migration.revision());
            project.database().execute("insert into account values (1, 1, 1); delete from account");
        }
        assertThat(project.database().strings(IDENTITY)).containsExactly("i uq_account");
        for (Migration migration : migrations) {
            project.database().execute("insert into account values (1, 1, 1); delete from account");
            project.rollback();
        }
        assertThat(project.database().strings(IDENTITY.replace("'account'", "'bill'")))
                .containsExactly("i uq_account");
    }

    @Test
    void a_publication_of_some_columns_that_no_other_replica_identity_suits_is_reported() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, b integer not null, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account",
                "create publication \"some columns\" for table account (a, b)");
        List<String> model = List.of(
                "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_account unique (a, b))");
        assertThatThrownBy(() -> migrations(model, "none"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                The index that is the replica identity of table account would be gone for a while:
                  alter table account replica identity using index uq_account
                Publication some columns publishes only some columns or rows of the table, so that no other replica identity can
                stand in, and PostgreSQL would reject UPDATEs and DELETEs. Nothing was written. Publish the whole table first:
                  alter publication "some columns" drop table account;
                  alter publication "some columns" add table account;""");
        run(
                "alter publication \"some columns\" drop table account",
                "alter publication \"some columns\" add table account");
        forthAndBack(model, "i uq_account", "d", "d", "d", "i uq_account");
    }

    @Test
    void the_primary_key_stands_in_if_a_publication_of_some_columns_or_rows_allows_it() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, b integer not null, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account",
                "create publication everything for table account (id, a)");
        forthAndBack(
                List.of(
                        "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_account unique (a, id))"),
                "i uq_account",
                "d",
                "d",
                "d",
                "i uq_account");
        run("drop publication everything", "create publication everything for table account where (a > 0)");
        forthAndBack(
                List.of(
                        "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_account unique (a, b))"),
                "i uq_account",
                "f",
                "f",
                "f",
                "i uq_account");
    }

    @Test
    void a_column_that_is_created_again_has_its_privileges_before_the_next_migration() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, b integer generated always as (a + 1) virtual, c text)",
                "grant select (b) on account to public");
        List<Migration> migrations = migrations(
                List.of(
                        "create table account (id integer not null, a integer not null, b integer generated always as (a + 2) virtual, c text, primary key (id))",
                        "create index ix_account on account (c)"),
                "none");
        write(migrations);
        String granted =
                "select attacl is not null from pg_attribute where attrelid = 'account'::regclass and attname = 'b'";
        for (Migration migration : migrations) {
            new TestChangelog(folder, project.database()).updateTo(migration.revision());
            assertThat(project.database().strings(granted)).containsExactly("t");
        }
        for (int i = 0; i < migrations.size(); i++) {
            project.rollback();
            assertThat(project.database().strings(granted)).containsExactly("t");
        }
        assertThat(texts(migrations)).first().asString().contains("""
                    - sql:
                        sql: alter table account drop column b
                    - sql:
                        sql: alter table account add column b integer generated always as (a + 2) virtual
                    - sql:
                        sql: grant select (b) on account to public
                """);
    }

    private void run(String... statements) throws Exception {
        for (String statement : statements) {
            project.database().execute(statement);
        }
    }

    /**
     * Writes to the table after each migration and after each rollback.
     *
     * @param identities the replica identity before the first migration and after each
     */
    private List<Migration> forthAndBack(List<String> model, String... identities) throws Exception {
        List<Migration> migrations = migrations(model, "none");
        write(migrations);
        assertThat(migrations).hasSize(identities.length - 1);
        for (int i = 0; i < migrations.size(); i++) {
            new TestChangelog(folder, project.database())
                    .updateTo(migrations.get(i).revision());
            isWritable(identities[i + 1]);
        }
        for (int i = migrations.size() - 1; i >= 0; i--) {
            project.rollback();
            isWritable(identities[i]);
        }
        project.update();
        isWritable(identities[migrations.size()]);
        return migrations;
    }

    private void isWritable(String identity) throws Exception {
        assertThat(project.database().strings(IDENTITY)).containsExactly(identity);
        project.database()
                .execute("insert into account values (1, 1, 1); update account set b = 2, a = 2; delete from account");
    }

    private List<Migration> migrations(List<String> model, String rename) throws Exception {
        Settings settings = new Settings("Online", "jarvis", Set.of("drop"), rename, null);
        try (Connection connection = project.database().connect()) {
            return new Autogenerate(
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)),
                            settings,
                            new OnlineMigrations(settings, files().revisions())::of)
                    .run(model, (statement, position) -> "")
                    .migrations();
        }
    }

    private void write(List<Migration> migrations) throws Exception {
        files().write(migrations);
    }

    private static List<String> texts(List<Migration> migrations) {
        return migrations.stream()
                .map(migration -> LiveProject.text(migration).replaceAll("\\d{14}_", ""))
                .toList();
    }

    private MigrationFiles files() {
        return new MigrationFiles(
                new MasterChangelog(folder.resolve("changelog/db.changelog-master.yaml")),
                folder.resolve("changelog/changes"));
    }
}
