package com.jarvis.migrator.liquibase.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(TestSet.SLOW)
class UsedFilesTest {

    private static final String REVISION = "20260301000000_a";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;
    private RawChangelog files;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).with("exclude", "*");
        files = new RawChangelog(folder);
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "loadData: {tableName: crew, file: used.sql, relativeToChangelogFile: true}",
                "loadData: {tableName: crew, file: changelog/changes/used.sql}",
                "loadUpdateData: {tableName: crew, primaryKey: id, file: ./used.sql, relativeToChangelogFile: true}",
                "sqlFile: {path: used.sql, relativeToChangelogFile: true}",
                "sqlFile: {path: ../changes/used.sql, relativeToChangelogFile: true}",
                "sqlFile: {path: changelog/changes/used.sql}",
                "createProcedure: {path: used.sql, relativeToChangelogFile: true}",
                "createView: {viewName: v, path: used.sql, relativeToChangelogFile: true}",
                "insert: {tableName: crew, columns: [{column: {name: name, valueClobFile: changelog/changes/used.sql}}]}",
                "update: {tableName: crew, columns: [{column: {name: name, valueBlobFile: changelog/changes/used.sql}}]}"
            })
    void a_file_that_a_change_or_a_rollback_reads_is_not_a_forgotten_migration(String change) throws Exception {
        files.file("changelog/changes/used.sql", "id,name\n1,Ann\n");
        for (String place : new String[] {"changes", "rollback"}) {
            files = new RawChangelog(folder).add(REVISION, """
                        changes:
                        - sql: {sql: "create table crew (id bigint primary key, name text)"}
                    %s
                    """.formatted(
                            place.equals("changes")
                                    ? "    - " + change + "\n    rollback: []"
                                    : "    rollback:\n    - " + change));
            assertThat(changelog.status()).as(place).doesNotContain("Changelog");
        }
    }

    @Test
    void a_file_of_formatted_sql_xml_and_json_changelogs_is_used_as_well() throws Exception {
        files.file("changelog/changes/used.sql", "select 1")
                .file("changelog/changes/also.sql", "select 1")
                .addFile("20260301000000_x.xml", """
                        <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation=
                            "http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                          <changeSet id="20260301000000_x" author="test">
                            <sqlFile path="used.sql" relativeToChangelogFile="true"/>
                          </changeSet>
                        </databaseChangeLog>
                        """)
                .addFile("20260302000000_j.json", """
                        {"databaseChangeLog": [{"changeSet": {"id": "20260302000000_j", "author": "test",
                          "changes": [{"sqlFile": {"path": "also.sql", "relativeToChangelogFile": true}}]}}]}
                        """);

        assertThat(changelog.status()).doesNotContain("Changelog");
    }

    @Test
    void a_file_that_cannot_be_a_migration_an_empty_one_and_one_for_another_database_are_no_problem() throws Exception {
        files.file("changelog/changes/README.md", "# read me")
                .file("changelog/changes/.hidden.sql", "select 1")
                .file("changelog/changes/data/crew.sql", "select 1")
                .addFile("20260301000000_empty.yaml", "databaseChangeLog: []\n")
                .add("20260302000000_mysql", "    dbms: mysql\n    changes:\n    - sql: {sql: select 1}\n");

        assertThat(changelog.status()).doesNotContain("Changelog");
    }

    @Test
    void a_file_that_nothing_names_is_a_forgotten_migration_if_it_has_the_name_of_one() throws Exception {
        files.file("changelog/changes/20260301000000_unused.sql", "select 1");
        String problem = """
                changelog/changes/20260301000000_unused.sql is not listed in any changelog, so it never runs. Add it to the end of \
                changelog/db.changelog-master.yaml, or delete it:
                - include:
                    file: changes/20260301000000_unused.sql
                    relativeToChangelogFile: true""";

        assertThat(changelog.status()).contains("Changelog " + problem);
        assertThatThrownBy(() -> changelog.command("validate", Map.of())).hasMessage(problem);
    }

    @Test
    void another_file_that_nothing_names_is_shown_but_refused_by_nothing() throws Exception {
        files.file("changelog/changes/unused.sql", "select 1");
        String advice = """
                changelog/changes/unused.sql is not listed in any changelog, so it never runs. Add it to the end of changelog/db.changelog-master.yaml, or delete it:
                - include:
                    file: changes/unused.sql
                    relativeToChangelogFile: true
                """;

        assertThat(changelog.with("check", "true").status()).contains("Changelog " + advice);
        assertThat(changelog.command("validate", Map.of())).contains(advice, "No migration is pending.");
    }

    @Test
    void a_migration_that_loads_rows_is_traced() throws Exception {
        files.file("changelog/changes/crew.csv", "id,name\n1,Ann\n").add(REVISION, """
                    changes:
                    - sql: {sql: "create table crew (id bigint primary key, name text)"}
                    - loadData: {tableName: crew, file: crew.csv, relativeToChangelogFile: true}
                    rollback:
                    - dropTable: {tableName: crew}
                """);

        assertThat(changelog.command("validate", Map.of())).contains("Pending migrations traced: 1, errors: 0");
    }

    @Test
    void a_migration_is_traced_where_the_history_is_in_another_schema_or_table() throws Exception {
        database.execute("create schema meta_x");
        files.add(REVISION, """
                    changes:
                    - sql: {sql: create table crew (id bigint primary key)}
                    rollback:
                    - dropTable: {tableName: crew}
                """);
        TestChangelog elsewhere = changelog
                .with("liquibase.liquibaseSchemaName", "meta_x")
                .with("liquibase.databaseChangelogTableName", "my_history");

        assertThat(elsewhere.command("validate", Map.of())).contains("Pending migrations traced: 1, errors: 0");
        elsewhere.update();
        assertThat(database.strings("select count(*) from meta_x.my_history")).containsExactly("1");
        assertThat(elsewhere.command("validate", Map.of())).contains("No migration is pending.");
        TestChangelog besideTheTables = changelog.with("liquibase.databaseChangelogTableName", "my_history");
        database.execute("drop table crew");
        besideTheTables.update();
        assertThat(besideTheTables.with("exclude", "crew").status()).doesNotContain("my_history");
    }
}
