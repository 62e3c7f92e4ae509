package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A project with SQL files that Flyway has run. */
@Tag(TestSet.PROCESS)
class FlywayTest {

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).ofEntitiesIn("com.jarvis.testing.adopted");
        Files.createDirectories(folder.resolve("changelog"));
        Files.writeString(folder.resolve("changelog/db.changelog-master.yaml"), "databaseChangeLog: []\n");
        file("V1__parcels.sql", """
                create table parcel (id bigint constraint parcel_key primary key, label varchar(255));
                create table courier (id bigint primary key, parcel_id bigint constraint courier_carries references parcel,
                  phone varchar(255), badge varchar(255) constraint one_badge unique);
                """);
        file("V2__events.sql", """
                create table event (id bigint primary key, starts_at timestamp, seen_at timestamptz, daily time, alarms timestamptz[]);
                create table folder (id bigint primary key);
                create table page (id bigint primary key, folder_id bigint constraint page_in_folder references folder);
                """);
        file("V10__bills.sql", """
                create table bill (id bigint primary key);
                create sequence bill_seq increment 50 start 1050 cache 5 owned by bill.id;
                """);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void one_migration_takes_the_place_of_files_that_insert_nothing() throws Exception {
        file("R__labelled.sql", "create or replace view labelled as select id from parcel where label is not null;");
        flyway("10");
        assertThat(diff()).matches("""
                (?s)Marked as run: \\d{14}_flyway
                Marked as run: \\d{14}_baseline
                This database has 6 tables and Flyway's version 10\\. So that the changelog also runs in an empty database, the first
                migration creates what is there; here, it counts as run:
                Wrote changelog/changes/\\d{14}_flyway\\.yaml
                Wrote changelog/changes/\\d{14}_baseline\\.yaml
                What the repeatable files create is in it\\. To change that later, write changesets with runOnChange: R__labelled
                \\+ index idxea0e0gs39d7ygj2iju7uc6dtt
                .*""");
        changelog.update();
        assertThat(changelog.with("check", "").status()).contains("Model     matches the live schema\n");
        requireSameInAnEmptyDatabase();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "xml", "sql"})
    void other_databases_of_flyway_count_the_baseline_as_run_if_they_are_at_its_version(String format)
            throws Exception {
        flyway("10");
        changelog.with("migration.format", format).command("diffChangelog", Map.of());
        changelog.update();
        try (TestDatabase other = TestDatabase.create()) {
            TestChangelog there = new TestChangelog(folder, other, changelog.settings());
            flyway(other, "2");
            assertThatThrownBy(() -> there.command("update", Map.of())).hasMessageMatching("""
                    changelog/changes/\\d{14}_flyway\\.yaml is not applied, because its precondition is not met: \
                    Flyway did not leave this database at version 10, after which this changelog continues, so nothing was run\\. Have Flyway migrate it to version \
                    10 first\\.
                    Those before it are applied\\. Bring the database into the state that the precondition expects, then run:
                      mvn liquibase:update""");
            assertThat(other.strings("select id from databasechangelog")).isEmpty();
            flyway(other, "10");
            assertThat(there.command("updateSql", Map.of())).doesNotContainIgnoringCase("create table parcel");
            assertThat(there.command("update", Map.of())).matches("""
                    Applied \\d{14}_flyway
                    Marked as run, not executed: \\d{14}_baseline \\(precondition: Flyway has done it\\)
                    Applied \\d{14}_add_idxea0e0gs39d7ygj2iju7uc6dtt
                    2 migrations applied\\.
                    """);
            assertThat(there.with("check", "").status()).contains("Model     matches the live schema\n");
            assertThat(CatalogText.of(other)).isEqualTo(CatalogText.of(database));
        }
    }

    @Test
    void the_changelog_runs_the_files_of_flyway() throws Exception {
        data();
        flyway("12");
        List<String> history = database.strings("select t::text from flyway_schema_history t");
        changelog = changelog
                .with("flyway", "files")
                .with("flyway.placeholders.size", "10")
                .with("flyway.locations", "classpath:db/migration,filesystem:src/main/resources/db"); // the same twice
        assertThat(diff()).matches("""
                (?s)Marked as run: \\d{14}_flyway
                Marked as run: changelog/changes/V1__parcels\\.sql::1::flyway
                Marked as run: changelog/changes/V2__events\\.sql::2::flyway
                Marked as run: changelog/changes/V10__bills\\.sql::10::flyway
                Marked as run: changelog/changes/V11__kinds\\.yaml::11::flyway
                Marked as run: changelog/changes/V12__index\\.sql::12::flyway
                Marked as run: R__labelled
                Flyway has migrated this database to version 12\\. The changelog begins with its 6 files; here, they count as run:
                Wrote changelog/changes/\\d{14}_flyway\\.yaml
                Wrote changelog/changes/V1__parcels\\.sql
                Wrote changelog/changes/V2__events\\.sql
                Wrote changelog/changes/V10__bills\\.sql
                Wrote changelog/changes/V11__kinds\\.yaml
                Wrote changelog/changes/V12__index\\.sql
                Wrote changelog/changes/R__labelled\\.sql
                Left alone, as diff did not create it:
                  table \\(1\\): kind
                .*""");
        assertThat(folder.resolve("changelog/changes/V12__index.sql")).hasContent("""
                --liquibase formatted sql

                --changeset flyway:12 runInTransaction:false stripComments:false
                --preconditions onFail:MARK_RAN onFailMessage:"Flyway has done it" onSqlOutput:TEST
                --precondition-sql-check expectedResult:0 select count(*) from pg_catalog.pg_class where oid = to_regclass('flyway_schema_history')
                create index concurrently kind_by_name on kind (name);
                create index concurrently kind_by_data on kind using gin (data);
                """);
        changelog.update();
        assertThat(changelog.with("check", "").status()).contains("Model     matches the live schema\n");
        assertThat(database.strings("select t::text from flyway_schema_history t"))
                .isEqualTo(history);
        requireSameInAnEmptyDatabase();
        assertThatThrownBy(() -> changelog.rollback(2)).hasMessage("""
                changelog/changes/R__labelled.sql does not say how to undo its changes, so nothing was rolled back.
                Add to the end of its changeset, with the changes that undo it (this does not change its checksum):
                    --rollback alter table …;""");
    }

    @Test
    void rows_that_files_insert_are_not_lost_without_a_word() throws Exception {
        data();
        flyway("12");
        refuses(changelog, """
                Rows that Flyway's files insert are not in a migration that creates what is there, so nothing was written:
                  That is not known, because they did not run in an empty database:
                  V11__kinds.sql has the placeholder ${size}, so nothing was written. Give the value that Flyway has for it:
                Choose one of these:
                  mvn compile liquibase:diff -Dflyway=files       the changelog runs Flyway's files
                  mvn compile liquibase:diff -Dflyway=baseline    one migration in their place, without rows""");
        refuses(changelog.with("flyway.placeholders.size", "10"), """
                Rows that Flyway's files insert are not in a migration that creates what is there, so nothing was written:
                  kind (2)
                Choose one of these:
                  mvn compile liquibase:diff -Dflyway=files       the changelog runs Flyway's files
                  mvn compile liquibase:diff -Dflyway=baseline    one migration in their place, without rows""");
        refuses(changelog.with("flyway", "files"), """
                V11__kinds.sql has the placeholder ${size}, so nothing was written. Give the value that Flyway has for it:
                  mvn compile liquibase:diff -Dflyway=files -Dflyway.placeholders.size=<value>""");
        changelog = changelog.with("flyway", "baseline");
        assertThat(diff()).contains("This database has 7 tables and Flyway's version 12.");
    }

    @Test
    void what_flyway_has_to_do_first_is_said() throws Exception {
        flyway("2");
        refuses(changelog, """
                Flyway has not run 1 file in this database yet, so nothing was compared:
                  V10__bills
                Have it run them first:
                  mvn flyway:migrate""");
        database.execute("update flyway_schema_history set success = false where version = '2'");
        refuses(changelog, """
                Flyway failed in this database, and what it left behind is not known, so nothing was compared:
                  V2__events.sql
                Repair that, and run it again:
                  mvn flyway:repair flyway:migrate""");
    }

    @Test
    void files_that_are_not_what_has_run_are_refused() throws Exception {
        flyway("10");
        TestChangelog files = changelog.with("flyway", "files");
        database.execute("alter table bill add note text; alter table parcel alter label type text");
        refuses(files, """
                This database differs from what Flyway's files create, so nothing was written. To get there:
                  ~ column parcel.label text → varchar(255)
                  - column bill.note
                Change that by hand, exclude tables of other programs with -Dexclude=<table>,<table>; or let one migration create what is \
                there:
                  mvn compile liquibase:diff -Dflyway=baseline""");
        database.execute("""
                insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
                values (9, '2.5', 'fill', 'JDBC', 'com.acme.V2_5__Fill', 'me', 1, true)""");
        refuses(files, """
                Flyway has run these in this database, and they are not among the SQL files of the project, so nothing was compared:
                  com.acme.V2_5__Fill
                Let one migration create what is there:
                  mvn compile liquibase:diff -Dflyway=baseline""");
        refuses(files.with("flyway.locations", "filesystem:sql"), """
                There are no SQL files of Flyway in filesystem:sql, so nothing was compared. Name the folders as for Flyway:
                  mvn compile liquibase:diff -Dflyway=files -Dflyway.locations=classpath:db/migration,filesystem:sql""");
        file("2/V2_0__again.sql", "select 1;");
        refuses(files, """
                V2_0__again and V2__events have the same version, so nothing was written. Flyway runs neither of them.
                Remove one of them.""");
    }

    @Test
    void the_setting_is_for_the_first_diff_of_a_database_that_flyway_has_migrated() throws Exception {
        refuses(changelog.with("flyway", "files"), """
                Flyway has run nothing in this database: its default schema has no table flyway_schema_history with versions. So nothing was compared.
                Name a database that Flyway has migrated, or another table with -Dflyway.table=<table>.""");
        refuses(changelog.with("flyway", "all"), """
                -Dflyway=all is not known, so nothing was compared. Choose one of these:
                  -Dflyway=files       the changelog runs Flyway's SQL files
                  -Dflyway=baseline    one migration creates what they have created""");
        flyway("10");
        diff();
        assertThatThrownBy(() -> changelog.with("flyway", "files").command("diffChangelog", Map.of()))
                .hasMessage("""
                        -Dflyway is for the first diff, and changelog/db.changelog-master.yaml has changesets already, so nothing was compared.
                        Leave the setting out.""");
    }

    @Test
    void a_table_of_another_name_is_left_alone_as_well() throws Exception {
        flyway("10");
        database.execute("alter table flyway_schema_history rename to versions");
        TestChangelog named = changelog.with("flyway.table", "versions");
        assertThat(named.with("adopt", "strict")
                        .with("allow", "drop")
                        .with("flyway", "files")
                        .command("diffChangelog", Map.of()))
                .contains("Flyway has migrated this database to version 10. The changelog begins with its 3 files")
                .doesNotContain("table versions");
        try (TestDatabase empty = TestDatabase.create()) {
            new TestChangelog(folder, empty, named.settings()).update();
            assertThat(empty.strings("select relname from pg_class where relname = 'versions'"))
                    .isEmpty();
        }
    }

    @Test
    void a_baseline_of_flyway_stands_for_the_files_before_it() throws Exception {
        database.execute(Files.readString(folder.resolve("src/main/resources/db/migration/V1__parcels.sql")));
        database.execute(Files.readString(folder.resolve("src/main/resources/db/migration/V2__events.sql")));
        configured(database, "10")
                .baselineOnMigrate(true)
                .baselineVersion("2")
                .load()
                .migrate();
        assertThat(database.strings("select version || type from flyway_schema_history"))
                .containsExactly("2BASELINE", "10SQL");
        changelog = changelog.with("flyway", "files");
        assertThat(diff()).contains("The changelog begins with its 3 files");
        changelog.update();
        requireSameInAnEmptyDatabase();
    }

    @Test
    void a_file_that_empty_databases_run_in_place_of_others_takes_their_place() throws Exception {
        flyway("10");
        Path files = folder.resolve("src/main/resources/db/migration");
        file(
                "B2__begin.sql",
                Files.readString(files.resolve("V1__parcels.sql")) + Files.readString(files.resolve("V2__events.sql")));
        changelog = changelog.with("flyway", "files");
        assertThat(diff())
                .contains("""
                The changelog begins with its 2 files; here, they count as run:
                """)
                .contains("Wrote changelog/changes/B2__begin.sql\nWrote changelog/changes/V10__bills.sql\n");
        changelog.update();
        requireSameInAnEmptyDatabase();
    }

    @Test
    void the_way_back_is_a_rollback_to_the_baseline() throws Exception {
        flyway("10");
        diff();
        changelog.update();
        changelog.rollbackTo(database.strings("select tag from databasechangelog where tag like '%_baseline'")
                .get(0));
        database.execute("drop table databasechangelog");
        file("V13__index.sql", "create index courier_by_phone on courier (phone);");
        configured(database, "10").load().validate();
        flyway("13");
        assertThat(database.strings("select indexname from pg_indexes where indexname = 'courier_by_phone'"))
                .hasSize(1);
    }

    @Test
    void the_way_back_is_a_rollback_to_the_last_of_flyways_files() throws Exception {
        flyway("10");
        changelog = changelog.with("flyway", "files");
        diff();
        changelog.update();
        String last = "select id from databasechangelog order by orderexecuted desc limit 1";
        assertThat(database.strings(last)).doesNotContain("10");

        changelog.rollbackTo("changelog/changes/V10__bills.sql::10::flyway");

        assertThat(database.strings(last)).containsExactly("10");
    }

    /** Statements that a parser of SQL may get wrong, rows, a placeholder, and what runs outside a transaction. */
    private void data() throws Exception {
        file("V11__kinds.sql", """
                -- comment on what follows; it's for everyone
                -- rollback: drop table kind;
                create table kind (id integer primary key, name text, data jsonb);
                insert into kind values (1, 'small; ${size} kg', '{"a": 1}'), (2, 'large', null);
                update kind set name = 'x' where data ? 'b';
                create function heavy(id integer) returns boolean language plpgsql as $$
                begin
                  -- comment: not for Liquibase
                  -- rollback nothing
                  return id > 1;
                end $$;
                """);
        file("V12__index.sql", """
                create index concurrently kind_by_name on kind (name);
                create index concurrently kind_by_data on kind using gin (data);
                """);
        file("R__labelled.sql", "create or replace view labelled as select id from parcel where label is not null;");
    }

    private void requireSameInAnEmptyDatabase() throws Exception {
        String rows =
                "select query_to_xml('select * from kind order by 1', true, true, '')::text where to_regclass('kind') is not null";
        try (TestDatabase empty = TestDatabase.create()) {
            TestChangelog there = new TestChangelog(folder, empty, changelog.settings());
            there.update();
            assertThat(CatalogText.of(empty)).isEqualTo(withoutFlyway(CatalogText.of(database)));
            assertThat(empty.strings(rows)).isEqualTo(database.strings(rows));
            assertThat(there.with("check", "").status()).contains("Model     matches the live schema\n");
        }
    }

    private static List<String> withoutFlyway(List<String> catalog) {
        return catalog.stream().filter(line -> !line.contains("flyway")).toList();
    }

    /** The whole text, and no file, row or lock is left. */
    private void refuses(TestChangelog refused, String message) throws Exception {
        assertThatThrownBy(() -> refused.command("diffChangelog", Map.of())).hasMessage(message);
        assertThat(folder.resolve("changelog/changes")).doesNotExist();
        assertThat(folder.resolve("changelog/db.changelog-master.yaml")).hasContent("databaseChangeLog: []\n");
        assertThat(
                        database.strings(
                                "select relname from pg_class where relname = 'databasechangelog' and exists (select from pg_class)"))
                .isEmpty();
    }

    private String diff() throws Exception {
        return changelog.command("diffChangelog", Map.of());
    }

    private void file(String name, String text) throws Exception {
        Path file = folder.resolve("src/main/resources/db/migration").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void flyway(String version) {
        flyway(database, version);
    }

    /** Has Flyway itself migrate a database up to a version. */
    private void flyway(TestDatabase target, String version) {
        configured(target, version).load().migrate();
    }

    private FluentConfiguration configured(TestDatabase target, String version) {
        return Flyway.configure()
                .dataSource(target.url(), target.username(), target.password())
                .locations("filesystem:" + folder.resolve("src/main/resources/db/migration"))
                .configuration(
                        Map.of("flyway.postgresql.transactional.lock", "false")) // or CONCURRENTLY waits for Flyway
                .placeholders(Map.of("size", "10"))
                .target(MigrationVersion.fromVersion(version));
    }
}
