package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.operation.Operations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterChangelogTest {

    @TempDir
    Path folder;

    @Test
    void an_include_is_appended_in_the_style_of_the_others_and_the_rest_is_kept() throws Exception {
        appends("""
                # Migrations.
                databaseChangeLog:
                - include:
                    file: changes/1_a.yaml
                    relativeToChangelogFile: true
                # the end
                """, """
                # Migrations.
                databaseChangeLog:
                - include:
                    file: changes/1_a.yaml
                    relativeToChangelogFile: true
                - include:
                    file: changes/2_b.yaml
                    relativeToChangelogFile: true
                # the end
                """);
    }

    @Test
    void an_include_is_appended_to_an_indented_list() throws Exception {
        appends("""
                databaseChangeLog:
                  - include:
                      relativeToChangelogFile: true
                      file: "changes/1_a.yaml" # first
                """, """
                databaseChangeLog:
                  - include:
                      relativeToChangelogFile: true
                      file: "changes/1_a.yaml" # first
                  - include:
                      file: changes/2_b.yaml
                      relativeToChangelogFile: true
                """);
    }

    @Test
    void an_include_is_appended_with_a_path_from_the_root_if_the_others_have_one() throws Exception {
        appends("""
                databaseChangeLog:
                -   include:
                        file: db/changelog/changes/1_a.yaml
                """, """
                databaseChangeLog:
                -   include:
                        file: db/changelog/changes/1_a.yaml
                -   include:
                        file: db/changelog/changes/2_b.yaml
                """);
    }

    @Test
    void an_include_is_appended_after_includes_whose_attributes_are_a_list() throws Exception {
        appends("""
                databaseChangeLog:
                  - include:
                      - file: db/changes/1_a.yaml
                """, """
                databaseChangeLog:
                  - include:
                      - file: db/changes/1_a.yaml
                  - include:
                      - file: db/changes/2_b.yaml
                """);
        appends("""
                databaseChangeLog:
                - include:
                  - relativeToChangelogFile: true
                  - file: changes/1_a.yaml
                """, """
                databaseChangeLog:
                - include:
                  - relativeToChangelogFile: true
                  - file: changes/1_a.yaml
                - include:
                  - file: changes/2_b.yaml
                    relativeToChangelogFile: true
                """);
    }

    @Test
    void an_include_is_appended_to_an_empty_list() throws Exception {
        String after = """
                databaseChangeLog: # all
                - include:
                    file: changes/2_b.yaml
                    relativeToChangelogFile: true
                """;
        appends("databaseChangeLog: [] # all\n", after);
        appends("databaseChangeLog: # all\n", after);
        appends("databaseChangeLog:[]\n".replace(":[", ": ["), after.replace(" # all", ""));
        appends("databaseChangeLog:", after.replace(" # all", "").strip());
    }

    @Test
    void line_breaks_are_kept_and_none_is_added_at_the_end() throws Exception {
        appends(
                "databaseChangeLog:\r\n- include: {file: changes/1_ä🎉.yaml, relativeToChangelogFile: true}",
                "databaseChangeLog:\r\n- include: {file: changes/1_ä🎉.yaml, relativeToChangelogFile: true}\r\n"
                        + "- include:\r\n    file: changes/2_b.yaml\r\n    relativeToChangelogFile: true");
    }

    @Test
    void an_include_is_appended_after_entries_that_are_not_includes() throws Exception {
        appends("""
                databaseChangeLog:
                - property: {name: a, value: b}
                - changeSet:
                    id: 1
                    author: me
                    changes:
                    - sql:
                        sql: |
                          select 1

                other: thing
                """, """
                databaseChangeLog:
                - property: {name: a, value: b}
                - changeSet:
                    id: 1
                    author: me
                    changes:
                    - sql:
                        sql: |
                          select 1

                - include:
                    file: changes/2_b.yaml
                    relativeToChangelogFile: true
                other: thing
                """);
    }

    @Test
    void a_list_in_brackets_is_refused_and_not_changed() throws Exception {
        Path file = write("{databaseChangeLog: [{include: {file: changes/1_a.yaml}}]}");
        assertThatThrownBy(() -> new MasterChangelog(file).appended(List.of(folder.resolve("changes/2_b.yaml"))))
                .isInstanceOf(MigratorException.class)
                .hasMessage(file + " is not a plain list of includes, so a migration cannot be added to it safely.\n"
                        + "No migration was written. Write one entry per line, and end the list with:\n"
                        + "- include:\n    file: changes/2_b.yaml\n    relativeToChangelogFile: true");
        assertThat(file).hasContent("{databaseChangeLog: [{include: {file: changes/1_a.yaml}}]}");
    }

    @Test
    void a_master_that_is_missing_or_not_yaml_is_refused() throws Exception {
        Path missing = folder.resolve("none.yaml");
        assertThatThrownBy(() -> new MasterChangelog(missing).includes())
                .isInstanceOf(MigratorException.class)
                .hasMessage(missing + " does not exist, so no migration can be added to it.\n"
                        + "Create it like this:\ndatabaseChangeLog: []");
        Path xml = write("<databaseChangeLog/>");
        assertThatThrownBy(() -> new MasterChangelog(xml).includes())
                .isInstanceOf(MigratorException.class)
                .hasMessage(xml + " is not a YAML changelog: there is no databaseChangeLog in it.\n"
                        + "It must begin like this:\ndatabaseChangeLog: []");
    }

    @Test
    void several_migrations_are_written_with_their_includes_or_none_of_them() throws Exception {
        Path file = write("databaseChangeLog: []\n");
        MigrationFiles files = new MigrationFiles(new MasterChangelog(file), folder.resolve("changes"));
        Migration first = new Migration("1_a", "me", Operations.NONE);
        Migration second = new Migration("2_b", "me", Operations.NONE, false);
        files.write(List.of(first, second));
        assertThat(new MasterChangelog(file).includes()).containsExactly("changes/1_a.yaml", "changes/2_b.yaml");
        assertThat(folder.resolve("changes/2_b.yaml")).content().contains("    runInTransaction: false\n");
        String master = Files.readString(file);

        assertThatThrownBy(() -> files.write(List.of(new Migration("0_c", "me", Operations.NONE), second)))
                .hasMessage(folder.resolve("changes/2_b.yaml")
                        + " already exists, so no migration was written.\nRun the command again.");

        assertThat(files.revisions()).containsExactly("1_a", "2_b");
        assertThat(file).hasContent(master);
    }

    @Test
    void a_migration_is_written_with_its_include_or_not_at_all() throws Exception {
        Path file = write("databaseChangeLog: []\n");
        MigrationFiles files = new MigrationFiles(new MasterChangelog(file), folder.resolve("changes"));
        assertThat(files.revisions()).isEmpty();
        Path written = files.write(new Migration("1_a", "me", Operations.NONE));
        assertThat(written).hasContent(new Migration("1_a", "me", Operations.NONE).text());
        assertThat(new MasterChangelog(file).includes()).containsExactly("changes/1_a.yaml");
        assertThatThrownBy(() -> files.write(new Migration("1_a", "me", Operations.NONE)))
                .hasMessage(written + " already exists, so no migration was written.\nRun the command again.");

        write("databaseChangeLog: [{include: {file: changes/1_a.yaml, relativeToChangelogFile: true}}]");
        assertThatThrownBy(() -> files.write(new Migration("2_b", "me", Operations.NONE)))
                .isInstanceOf(MigratorException.class);
        assertThat(files.revisions()).containsExactly("1_a");
    }

    @Test
    void a_file_that_a_killed_command_was_about_to_write_is_removed() throws Exception {
        write("databaseChangeLog:\n");
        Path leftOver = Files.createDirectory(folder.resolve("changes")).resolve(".20260101000000_a.yaml.tmp");
        Files.writeString(leftOver, "half a migr");

        new MigrationFiles(new MasterChangelog(folder.resolve("master.yaml")), folder.resolve("changes"))
                .write(new Migration("20260102000000_b", "me", Operations.NONE));

        assertThat(folder.resolve("changes")).isDirectoryContaining("glob:**20260102000000_b.yaml");
        assertThat(leftOver).doesNotExist();
    }

    @Test
    void an_include_is_appended_to_xml_in_the_style_of_the_others() throws Exception {
        appendsTo("master.xml", """
                <?xml version="1.0"?>
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
                <include file='db/changes/1_a.xml'/> <!-- 1 -->
                  <!-- the end -->
                </databaseChangeLog>
                <!-- </databaseChangeLog> is above -->""".replace(" </databaseChangeLog> is", " all is"), """
                <?xml version="1.0"?>
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
                <include file='db/changes/1_a.xml'/> <!-- 1 -->
                  <!-- the end -->
                <include file="db/changes/2_b.yaml"/>
                </databaseChangeLog>
                <!-- all is above -->""");
        appendsTo(
                "master.xml",
                "<l:databaseChangeLog xmlns:l=\"http://www.liquibase.org/xml/ns/dbchangelog\">\r\n"
                        + "\t<l:include relativeToChangelogFile=\"true\" file=\"changes/1_a.xml\"/></l:databaseChangeLog>",
                "<l:databaseChangeLog xmlns:l=\"http://www.liquibase.org/xml/ns/dbchangelog\">\r\n"
                        + "\t<l:include relativeToChangelogFile=\"true\" file=\"changes/1_a.xml\"/>\r\n"
                        + "\t<l:include file=\"changes/2_b.yaml\" relativeToChangelogFile=\"true\"/>\r\n</l:databaseChangeLog>");
        appendsTo("master.xml", "<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\"/>\n", """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
                    <include file="changes/2_b.yaml" relativeToChangelogFile="true"/>
                </databaseChangeLog>
                """);
    }

    @Test
    void an_include_is_appended_to_json_in_the_style_of_the_others() throws Exception {
        appendsTo("master.json", "{\"databaseChangeLog\": [ ]}", """
                {"databaseChangeLog": [{"include": {"file": "changes/2_b.yaml", "relativeToChangelogFile": true}} ]}""");
        appendsTo("master.json", """
                {"databaseChangeLog":
                  [{"include": {"file": "db/changes/1_ä🎉.yaml"}}, {"changeSet": {"id": 1, "author": "me"}}]
                }""", """
                {"databaseChangeLog":
                  [{"include": {"file": "db/changes/1_ä🎉.yaml"}}, {"changeSet": {"id": 1, "author": "me"}}, \
                {"include": {"file": "db/changes/2_b.yaml"}}]
                }""");
    }

    @Test
    void a_master_in_xml_that_is_no_changelog_is_refused() throws Exception {
        Path other = Files.writeString(folder.resolve("pom.xml"), "<project/>");
        assertThatThrownBy(() -> new MasterChangelog(other).includes()).hasMessage(other + """
                 is not a changelog: its outermost element must be <databaseChangeLog>.
                It must begin like this:
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                      http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd"/>""");
        Path broken = Files.writeString(folder.resolve("a.xml"), "<databaseChangeLog>\n<include</databaseChangeLog>");
        assertThatThrownBy(() -> new MasterChangelog(broken).includes())
                .hasMessageStartingWith(broken + " is not XML: ")
                .hasMessageContaining("(line 2, column ");
    }

    private void appendsTo(String name, String before, String after) throws Exception {
        for (String bom : List.of("", "\uFEFF")) {
            Path file = Files.writeString(folder.resolve(name), bom + before);
            append(file);
            assertThat(Files.readString(file)).isEqualTo(bom + after);
        }
    }

    private void appends(String before, String after) throws Exception {
        Path file = write(before);
        append(file);
        assertThat(Files.readString(file)).isEqualTo(after);
        Path bom = write("\uFEFF" + before);
        append(bom);
        assertThat(Files.readString(bom)).isEqualTo("\uFEFF" + after);
    }

    private void append(Path master) throws Exception {
        String text = new MasterChangelog(master).appended(List.of(folder.resolve("changes/2_b.yaml")));
        Files.writeString(master, text);
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("master.yaml"), text);
    }
}
