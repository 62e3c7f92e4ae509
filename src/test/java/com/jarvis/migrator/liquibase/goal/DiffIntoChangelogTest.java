package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@code diff} writes a migration in a changelog that others began, and how it includes it. */
@Tag(TestSet.SLOW)
class DiffIntoChangelogTest {

    private static final String XML = """
            <?xml version="1.0" encoding="utf-8"?>
            <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
            %s</databaseChangeLog>
            """;

    private static final String TABLE_OF_OTHERS = """
              <changeSet id="1" author="ann">
                <createTable tableName="legacy"><column name="id" type="int"/></createTable>
              </changeSet>
            """;

    @TempDir
    private Path folder;

    private TestDatabase database;
    private RawChangelog files;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        files = new RawChangelog(folder);
        Files.delete(folder.resolve("changelog/db.changelog-master.yaml"));
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void an_xml_master_includes_the_migration_beside_the_others_and_keeps_every_other_byte() throws Exception {
        String master = XML.formatted("""
                  <!-- ours -->
                  <include file="db/history/legacy.xml"/>
                  <!-- needle -->
                """);
        files.file("db/master.xml", master).file("db/history/legacy.xml", XML.formatted(TABLE_OF_OTHERS));
        TestChangelog changelog = changelog("db/master.xml");
        changelog.update();

        String name = written(changelog, "db/history");

        assertThat(folder.resolve("db/master.xml"))
                .hasContent(master.replace(
                        "  <!-- needle -->\n", "  <!-- needle -->\n  <include file=\"db/history/" + name + "\"/>\n"));
        assertThatItIsTheHead(changelog, name);
    }

    @Test
    void a_json_master_includes_the_migration_as_its_last_entry() throws Exception {
        files.file("db/master.json", """
                {
                  "databaseChangeLog": [
                    {"include": {"file": "history/legacy.xml", "relativeToChangelogFile": true}}
                  ]
                }
                """).file("db/history/legacy.xml", XML.formatted(TABLE_OF_OTHERS));
        TestChangelog changelog = changelog("db/master.json");
        changelog.update();

        String name = written(changelog, "db/history");

        assertThat(folder.resolve("db/master.json")).hasContent("""
                {
                  "databaseChangeLog": [
                    {"include": {"file": "history/legacy.xml", "relativeToChangelogFile": true}},
                    {"include": {"file": "history/%s", "relativeToChangelogFile": true}}
                  ]
                }
                """.formatted(name));
        assertThatItIsTheHead(changelog, name);
    }

    @Test
    void a_master_that_includes_all_files_of_a_folder_is_left_as_it_is() throws Exception {
        String master = XML.formatted("  <includeAll path=\"db/history\"/>\n");
        files.file("db/master.xml", master).file("db/history/001_legacy.xml", XML.formatted(TABLE_OF_OTHERS));
        TestChangelog changelog = changelog("db/master.xml");
        changelog.update();

        String name = written(changelog, "db/history");

        assertThat(folder.resolve("db/master.xml")).hasContent(master);
        assertThatItIsTheHead(changelog, name);
    }

    @Test
    void a_folder_in_which_the_migration_would_not_be_the_last_is_refused_and_another_one_works() throws Exception {
        String master = XML.formatted("  <includeAll path=\"db/history\"/>\n");
        files.file("db/master.xml", master).file("db/history/v1.xml", XML.formatted(TABLE_OF_OTHERS));
        TestChangelog changelog = changelog("db/master.xml");
        changelog.update();

        assertThatThrownBy(() -> written(changelog, "")).hasMessageContaining("""
                db/master.xml includes the files of a folder in the order of their names, in which db/history/v1.xml comes after a new migration. \
                No migration was written.
                Name another folder: its migrations are included one by one, at the end of db/master.xml:
                  mvn compile liquibase:diff -Dliquibase.diffChangeLogFile=db/migrations""");
        assertThat(names("db/history")).containsExactly("v1.xml");

        changelog.command("diffChangelog", Map.of("changelogFile", "db/migrations"));
        String name = names("db/migrations").get(0);
        assertThat(folder.resolve("db/master.xml"))
                .hasContent(master.replace(
                        "</databaseChangeLog>",
                        "    <include file=\"migrations/" + name
                                + "\" relativeToChangelogFile=\"true\"/>\n</databaseChangeLog>"));
        assertThatItIsTheHead(changelog, name);
    }

    @Test
    void a_filter_that_the_migration_does_not_pass_has_it_included_by_its_name() throws Exception {
        files.file("db/master.xml", XML.formatted("  <includeAll path=\"db/history\" endsWithFilter=\".xml\"/>\n"))
                .file("db/history/001_legacy.xml", XML.formatted(TABLE_OF_OTHERS));
        TestChangelog changelog = changelog("db/master.xml");
        changelog.update();

        String name = written(changelog, "db/history");

        assertThat(folder.resolve("db/master.xml"))
                .content()
                .contains("<include file=\"history/" + name + "\" relativeToChangelogFile=\"true\"/>");
        assertThatItIsTheHead(changelog, name);
    }

    @Test
    void formatted_sql_cannot_include_a_file() throws Exception {
        files.file("db/master.sql", """
                --liquibase formatted sql
                --changeset ann:1
                create table legacy (id int);
                """);
        TestChangelog changelog = changelog("db/master.sql");
        changelog.update();

        assertThatThrownBy(() -> changelog.command("diffChangelog", Map.of()))
                .hasMessageMatching(
                        "(?s).*/db/master.sql is formatted SQL, which cannot include files, so no migration was written\\.\\R"
                                + "Name a master changelog in YAML in the POM \\(changeLogFile\\) that includes this file by its path, and ends"
                                + " with:\\R- include:\\R    file: \\S+\\d{14}_\\w+\\.yaml\\R    relativeToChangelogFile: true");
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(file -> Files.isRegularFile(file) && !file.startsWith(folder.resolve("target"))))
                    .containsExactly(folder.resolve("db/master.sql"));
        }
    }

    @Test
    void changesets_of_other_contexts_are_neither_pending_nor_tried() throws Exception {
        files.file("db/master.xml", XML.formatted("""
                  <property name="answer" value="broken" context="test"/>
                  <property name="answer" value="42" context="prod"/>
                """ + TABLE_OF_OTHERS + """
                  <changeSet id="2" author="ann" context="test">
                    <createTable tableName="users"><column name="in_the_way" type="int"/></createTable>
                  </changeSet>
                  <changeSet id="2" author="ann" context="prod"><sql>select ${answer}</sql></changeSet>
                  <include file="db/again.xml" context="test"/>
                  <include file="db/again.xml" context="prod"/>
                  <changeSet id="3" author="ann" labels="nightly"><sql>select broken</sql></changeSet>
                """))
                .file(
                        "db/again.xml",
                        XML.formatted("<changeSet id=\"1\" author=\"bob\"><sql>select 2</sql></changeSet>"));
        TestChangelog changelog = changelog("db/master.xml")
                .with("liquibase.command.contexts", "prod")
                .with("liquibase.command.labelFilter", "!nightly");
        assertThat(changelog.command("validate", Map.of())).contains("Pending changesets traced: 3, errors: 0, ");
        changelog.command("update", Map.of("contexts", "prod", "labelFilter", "!nightly"));
        assertThat(changelog.command("validate", Map.of()))
                .isEqualTo("The changelog is valid. No migration is pending.\n");

        assertThat(changelog.command("diffChangelog", Map.of("changelogFile", "db/changes")))
                .contains("Wrote db/changes/2", "What it costs, tried on a scratch server:\n")
                .doesNotContain("migration-fails", "was not traced");
        assertThat(changelog.command("validate", Map.of())).contains("Pending migrations traced: 1, errors: 0, ");
    }

    @Test
    void what_modify_sql_makes_of_a_statement_is_compared() throws Exception {
        files.file("db/master.xml", XML.formatted("""
                  <changeSet id="1" author="ann">
                    <sql>create table legacy (id broken)</sql>
                    <modifySql dbms="postgresql"><replace replace="broken" with="int"/></modifySql>
                    <modifySql dbms="oracle"><append value=" tablespace x"/></modifySql>
                  </changeSet>
                """));
        TestChangelog changelog = changelog("db/master.xml");
        changelog.update();

        assertThat(changelog.command("diffChangelog", Map.of("changelogFile", "db/changes")))
                .contains("\nUpdated db/schema.md\n");
        changelog.update();
        assertThat(changelog.with("check", "").status()).contains("Model     matches the live schema\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "yaml", "json"})
    void a_migration_in_another_folder_than_the_last_include_is_found(String format) throws Exception {
        String include = Map.of(
                        "xml", XML.formatted("  <include file=\"classpath:db/legacy.xml\"/>\n"),
                        "yaml", "databaseChangeLog:\n- include:\n    file: db/legacy.xml\n",
                        "json", "{\"databaseChangeLog\": [{\"include\": {\"file\": \"/db/legacy.xml\"}}]}")
                .get(format);
        files.file("db/master." + format, include).file("db/legacy.xml", XML.formatted(TABLE_OF_OTHERS));
        TestChangelog changelog = changelog("db/master." + format);
        changelog.update();

        assertThat(changelog.command("diffChangelog", Map.of("changelogFile", "db/later")))
                .contains("Wrote db/later/2", "What it costs, tried on a scratch server:\n");
        changelog.update();
        assertThat(database.strings("select filename from databasechangelog order by orderexecuted desc limit 1"))
                .singleElement()
                .asString()
                .startsWith("db/later/2");
    }

    @Test
    void an_include_with_the_prefix_of_spring_is_found_and_has_its_name_without_it() throws Exception {
        files.file("db/master.xml", XML.formatted("""
                          <include file="classpath:db/history/legacy.xml"/>
                          <includeAll path="classpath:/db/more"/>
                        """))
                .file("db/history/legacy.xml", XML.formatted(TABLE_OF_OTHERS))
                .file(
                        "db/more/2.sql",
                        "--liquibase formatted sql\n--changeset ann:2\nalter table legacy add name text;\n");

        changelog("db/master.xml").update();

        assertThat(database.strings("select filename from databasechangelog order by orderexecuted"))
                .containsExactly("db/history/legacy.xml", "db/more/2.sql");
    }

    @Test
    void a_changelog_on_the_class_path_is_extended_in_the_resources_and_in_its_copy() throws Exception {
        String master = XML.formatted("  <include file=\"db/history/legacy.xml\"/>\n");
        for (String root : List.of("src/main/resources/", "target/classes/")) {
            files.file(root + "db/master.xml", master)
                    .file(root + "db/history/legacy.xml", XML.formatted(TABLE_OF_OTHERS));
        }
        TestChangelog changelog = changelog("db/master.xml").with(TestChangelog.CLASS_PATH, "target/classes");
        changelog.update();

        String name = written(changelog, "src/main/resources/db/history");

        assertThat(folder.resolve("schema.md")).content().contains("`db/master.xml`", "legacy");
        assertThat(folder.resolve("src/main/resources/db/schema.md")).doesNotExist();
        changelog.command("validate", Map.of());
        assertThat(folder.resolve("target/lint.sarif"))
                .content()
                .contains("\"uri\": \"src/main/resources/db/history/" + name);
        for (String root : List.of("src/main/resources/", "target/classes/")) {
            assertThat(folder.resolve(root + "db/history/" + name)).exists();
            assertThat(folder.resolve(root + "db/master.xml")).content().contains("db/history/" + name);
        }
        assertThatItIsTheHead(changelog, name);

        Path edited = folder.resolve("src/main/resources/db/history/" + name);
        Files.writeString(edited, Files.readString(edited) + "# edited\n");
        Files.setLastModifiedTime(edited, FileTime.from(Instant.now().plusSeconds(10)));
        assertThat(changelog.command("update", Map.of())).contains("""
                Warning: src/main/resources/db/history/%s is newer than its copy on the class path, which the goals run. To copy it first:
                  mvn compile liquibase:update
                """.formatted(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "sql"})
    void a_migration_in_another_format_runs_and_is_a_revision_although_it_has_no_tag(String format) throws Exception {
        files.file("db/master.xml", XML.formatted("  <include file=\"db/history/legacy.xml\"/>\n"))
                .file("db/history/legacy.xml", XML.formatted(TABLE_OF_OTHERS));
        TestChangelog changelog = changelog("db/master.xml").with("migration.format", format);
        changelog.update();

        changelog.command("diffChangelog", Map.of("changelogFile", "db/changes"));

        String name = names("db/history").get(0);
        assertThat(name).endsWith("_model." + format);
        String revision = name.substring(0, name.lastIndexOf('.'));
        assertThat(changelog.command("updateToTag", Map.of("tag", revision))).contains("Applied " + revision + "\n");
        assertThat(changelog.status())
                .contains(
                        "Revision  " + revision + " (head)\n            model, ", "Model     matches the live schema");
        assertThat(changelog.command("diffChangelog", Map.of("changelogFile", "db/changes")))
                .contains("The database matches the model: nothing to do.");
        files.file("db/history/29991231000000_later.xml", XML.formatted("""
                  <changeSet id="29991231000000_later" author="ann">
                    <createTable tableName="later"><column name="id" type="int"/></createTable>
                  </changeSet>
                """));
        Path master = folder.resolve("db/master.xml");
        Files.writeString(
                master,
                Files.readString(master)
                        .replace(
                                "</databaseChangeLog>",
                                "  <include file=\"db/history/29991231000000_later.xml\"/>\n</databaseChangeLog>"));
        changelog.update();
        changelog.rollbackTo(revision);
        assertThat(changelog.status()).contains("Revision  " + revision + "\n", "29991231000000_later");
        changelog.rollback(1);
        assertThat(database.strings("select tablename from pg_tables where schemaname = 'public' order by 1"))
                .containsExactly("databasechangelog", "legacy");
    }

    @Test
    void a_format_that_does_not_exist_is_refused() throws Exception {
        files.file("db/master.xml", XML.formatted(""));

        assertThatThrownBy(() -> changelog("db/master.xml")
                        .with("migration.format", "toml")
                        .command("diffChangelog", Map.of()))
                .hasMessageContaining("""
                        -Dmigration.format=toml is not known, so nothing was compared. Choose one of these:
                          -Dmigration.format=yaml, -Dmigration.format=xml, -Dmigration.format=sql""");
    }

    private TestChangelog changelog(String master) {
        return new TestChangelog(folder, database)
                .with("liquibase.command.changelogFile", master)
                .with("exclude", "legacy")
                .with("message", "model");
    }

    /** The name of the migration that diff writes into a folder. */
    private String written(TestChangelog changelog, String into) throws Exception {
        assertThat(changelog.command("diffChangelog", Map.of("changelogFile", "db/changes")))
                .contains("Wrote " + into + "/2");
        return names(into).stream()
                .filter(name -> name.endsWith("_model.yaml"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> names(String of) throws Exception {
        try (Stream<Path> all = Files.list(folder.resolve(of))) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertThatItIsTheHead(TestChangelog changelog, String name) throws Exception {
        changelog.update();
        assertThat(changelog.status())
                .contains("Revision  " + name.replace(".yaml", "") + " (head)\n", "Model     matches the live schema");
        changelog.rollback(1);
        assertThat(changelog.status()).contains("Pending   1 migration:\n  " + name.replace(".yaml", ""));
        changelog.update();
    }
}
