package com.jarvis.migrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings in files of other formats than YAML, and with several changesets: their lines, their advice and their suppressions. */
class FormatsTest {

    @TempDir
    private Path folder;

    @Test
    void in_xml_a_comment_suppresses_findings_of_the_changeset_in_or_before_which_it_stands() throws Exception {
        assertThat(report("db/all.xml", """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                      http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd" logicalFilePath="all">
                  <changeSet id="1" author="a">
                    <sql>create table boats (id bigint primary key, sail text, oar text)</sql>
                  </changeSet>
                  <!-- lint:ignore rollback-loses-data no boat has a sail -->
                  <!-- lint:ignore missing-rollback -->
                  <changeSet id="2" author="a">
                    <comment>no sails</comment>
                    <sql>select 1</sql>
                    <dropColumn tableName="boats"
                        columnName="sail"/>
                    <rollback>alter table boats add sail text</rollback>
                  </changeSet>
                  <changeSet id="3" author="a">
                    <dropColumn tableName="boats" columnName="oar"/>
                    <!-- lint:ignore ban-drop-column nobody rows -->
                  </changeSet>
                </databaseChangeLog>
                """)).isEqualTo("""
                all::2::a
                  boats: ACCESS EXCLUSIVE from statement 2, blocks reads and writes
                  ERROR silence-without-reason (line 9)
                    Line 9 ignores missing-rollback without a reason, so it has no effect.
                      <!-- lint:ignore missing-rollback <reason> -->
                  ERROR ban-drop-column (line 13) in statement 2: ALTER TABLE public.boats DROP COLUMN sail
                    Drops column boats.sail with all its values; running code that selects it fails.
                      1. Deploy code that does not map sail.
                      2. Drop it in a later migration, with <!-- lint:ignore ban-drop-column --> and the reason:
                           alter table boats drop column sail;
                all::3::a
                  boats: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                  WARNING missing-rollback (line 18)
                    Has no rollback: liquibase:rollback stops here, and cannot go further back.
                      Beside its changes:
                        <rollback>…</rollback>
                """);
    }

    @Test
    void in_sql_a_comment_suppresses_findings_of_the_changeset_in_which_it_stands() throws Exception {
        assertThat(report("all.sql", """
                --liquibase formatted sql
                --changeset a:1
                create table boats (id bigint primary key, sail text, oar text);
                --changeset a:2
                -- lint:ignore ban-drop-column no boat has a sail
                select 1;
                alter table boats
                  drop sail;
                create index ix_oar
                  on boats (oar);
                --rollback alter table boats add sail text;
                --rollback drop index ix_oar;
                --changeset "a":"3"
                alter table boats drop oar;
                """)).isEqualTo("""
                all.sql::2::a
                  boats: ACCESS EXCLUSIVE from statement 2 through 3, blocks reads and writes; scanned by 3
                  ERROR require-concurrent-index-creation (line 9) in statement 3: create index ix_oar on boats (oar)
                    Builds index ix_oar on boats without CONCURRENTLY: writes to boats are blocked until every row has been read.
                      In a migration of its own:
                        --changeset <author>:<id> runInTransaction:false
                        CREATE INDEX CONCURRENTLY ix_oar ON public.boats USING btree (oar);
                        --rollback drop index concurrently if exists ix_oar;
                      If diff generated this migration, delete it and its include, and generate it again in these steps:
                        mvn compile liquibase:diff -Donline
                  WARNING rollback-loses-data (line 4)
                    The rollback recreates column boats.sail, but empty: its data is lost.
                      Before that, copy the data to another table, and restore it from there in the rollback; or keep a backup.
                  WARNING work-after-access-exclusive (line 7) in statement 2: alter table boats drop sail
                    boats stays locked against reads and writes from statement 2 until the migration ends, and statement 3 reads or writes rows in that time: create index ix_oar on boats (oar)
                      Move statement 3 to a migration of its own.
                all.sql::3::a
                  boats: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                  ERROR ban-drop-column (line 14) in statement 1: alter table boats drop oar
                    Drops column boats.oar with all its values; running code that selects it fails.
                      1. Deploy code that does not map oar.
                      2. Drop it in a later migration, with -- lint:ignore ban-drop-column and the reason:
                           alter table boats drop column oar;
                  WARNING missing-rollback (line 13)
                    Has no rollback: liquibase:rollback stops here, and cannot go further back.
                      At the end of its changeset:
                        --rollback …;
                """);
    }

    @Test
    void in_json_the_comment_of_a_changeset_suppresses_its_findings() throws Exception {
        assertThat(report("all.json", """
                {"databaseChangeLog": [
                  {"changeSet": {"id": "1", "author": "a", "changes": [
                    {"sql": {"sql": "create table boats (id bigint primary key, sail text, oar text)"}}]}},
                  {"changeSet": {"id": "2", "author": "a",
                    "comment": "lint:ignore ban-drop-column no boat has a sail",
                    "changes": [
                      {"dropColumn": {"tableName": "boats", "columnName": "sail"}},
                      {"createIndex": {"tableName": "boats", "indexName": "ix_oar", "columns": [{"column": {"name": "oar"}}]}}
                    ]}},
                  {"changeSet": {"id": "3", "author": "a", "changes": [
                    {"dropColumn": {"tableName": "boats", "columnName": "oar"}}]}}
                ]}
                """)).isEqualTo("""
                all.json::2::a
                  boats: ACCESS EXCLUSIVE from statement 1 through 2, blocks reads and writes; scanned by 2
                  ERROR require-concurrent-index-creation (line 8) in statement 2: CREATE INDEX ix_oar ON public.boats(oar)
                    Builds index ix_oar on boats without CONCURRENTLY: writes to boats are blocked until every row has been read.
                      In a migration of its own:
                        "runInTransaction": false,
                        "changes": [{"sql": {"sql": "CREATE INDEX CONCURRENTLY ix_oar ON public.boats USING btree (oar)"}}],
                        "rollback": [{"sql": {"sql": "drop index concurrently if exists ix_oar"}}]
                      If diff generated this migration, delete it and its include, and generate it again in these steps:
                        mvn compile liquibase:diff -Donline
                  WARNING missing-rollback (line 7)
                    Has no rollback: liquibase:rollback stops here, and cannot go further back.
                      Beside its changes:
                        "rollback": [{"sql": {"sql": "…"}}]
                  WARNING work-after-access-exclusive (line 7) in statement 1: ALTER TABLE public.boats DROP COLUMN sail
                    boats stays locked against reads and writes from statement 1 until the migration ends, and statement 2 reads or writes rows in that time: CREATE INDEX ix_oar ON public.boats(oar)
                      Move statement 2 to a migration of its own.
                all.json::3::a
                  boats: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                  ERROR ban-drop-column (line 11) in statement 1: ALTER TABLE public.boats DROP COLUMN oar
                    Drops column boats.oar with all its values; running code that selects it fails.
                      1. Deploy code that does not map oar.
                      2. Drop it in a later migration, with "comment": "lint:ignore ban-drop-column" and the reason:
                           alter table boats drop column oar;
                  WARNING missing-rollback (line 11)
                    Has no rollback: liquibase:rollback stops here, and cannot go further back.
                      Beside its changes:
                        "rollback": [{"sql": {"sql": "…"}}]
                """);
    }

    @Test
    void in_yaml_a_comment_above_a_changeset_counts_for_it_alone() throws Exception {
        assertThat(report("all.yaml", """
                databaseChangeLog:
                - changeSet:
                    id: 1
                    author: a
                    changes:
                    - sql: {sql: "create table boats (id bigint primary key, sail text, oar text)"}
                # lint:ignore ban-drop-column no boat has a sail
                - changeSet:
                    id: 2
                    author: a
                    changes:
                    - sql: {sql: select 1}
                    - dropColumn: {tableName: boats, columnName: sail}
                    rollback: alter table boats add sail text

                # lint:ignore missing-rollback nobody rolls back
                - changeSet:
                    id: 3
                    author: a
                    changes:
                    - dropColumn: {tableName: boats, columnName: oar}
                """)).isEqualTo("""
                all.yaml::2::a
                  boats: ACCESS EXCLUSIVE from statement 2, blocks reads and writes
                  WARNING rollback-loses-data (line 12)
                    The rollback recreates column boats.sail, but empty: its data is lost.
                      Before that, copy the data to another table, and restore it from there in the rollback; or keep a backup.
                all.yaml::3::a
                  boats: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                  ERROR ban-drop-column (line 21) in statement 1: ALTER TABLE public.boats DROP COLUMN oar
                    Drops column boats.oar with all its values; running code that selects it fails.
                      1. Deploy code that does not map oar.
                      2. Drop it in a later migration, with # lint:ignore ban-drop-column and the reason:
                           alter table boats drop column oar;
                """);
    }

    /** Of all changesets but the first, which has run. */
    private String report(String file, String text) throws Exception {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
        var files = new DirectoryResourceAccessor(folder);
        try (TestDatabase database = TestDatabase.create();
                var liquibase = new Liquibase(file, files, new JdbcConnection(database.connect()))) {
            new TestChangelog(folder, database)
                    .with("liquibase.command.changelogFile", file)
                    .updateCount(1);
            Lint lint = new Lint(liquibase.getDatabase(), new Contexts(), new LabelExpression());
            return Scope.child(
                    Map.of(Scope.Attr.resourceAccessor.name(), files),
                    () -> lint.pending(liquibase.getDatabaseChangeLog()).stream()
                            .map(LintedMigration::report)
                            .collect(Collectors.joining()));
        }
    }
}
