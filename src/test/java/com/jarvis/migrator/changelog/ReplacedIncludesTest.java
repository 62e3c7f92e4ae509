package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One include in a master changelog in place of several. */
class ReplacedIncludesTest {

    @TempDir
    private Path folder;

    @Test
    void in_yaml_the_lines_of_the_others_go_and_the_last_gets_the_new_file() throws Exception {
        replaces("master.yaml", List.of(0, 1), """
                # Migrations.
                databaseChangeLog:
                - property: {name: x, value: y}
                - include:
                    file: changes/1_a.yaml # first
                    relativeToChangelogFile: true
                # between
                - include:
                    relativeToChangelogFile: true
                    file: "changes/2_b.xml" # second

                - include:
                    file: changes/3_c.yaml
                    relativeToChangelogFile: true
                # the end
                """, """
                # Migrations.
                databaseChangeLog:
                - property: {name: x, value: y}
                # between
                - include:
                    relativeToChangelogFile: true
                    file: "changes/9_new.yaml" # second

                - include:
                    file: changes/3_c.yaml
                    relativeToChangelogFile: true
                # the end
                """);
    }

    @Test
    void in_yaml_of_other_styles_too() throws Exception {
        replaces("master.yaml", List.of(0, 2), """
                databaseChangeLog:
                  - include: {file: 'db/changes/1 a.yaml'}
                  - include: {file: db/properties.yaml}
                  - include:
                    - file: 'db/changes/2_ä🎉.yaml'""", """
                databaseChangeLog:
                  - include: {file: db/properties.yaml}
                  - include:
                    - file: 'db/changes/9_new.yaml'""");
        replaces(
                "master.yml",
                List.of(0, 1),
                "databaseChangeLog: [{include: {file: a.yaml}}, {include: {file: b.yaml}}, {include: {file: c.yaml}}]\n",
                "databaseChangeLog: [{include: {file: 9_new.yaml}}, {include: {file: c.yaml}}]\n");
        replaces(
                "master.yaml",
                List.of(0, 1, 2),
                "databaseChangeLog:\n- include:\n    file: a.yaml\n- include:\n    file: b.yaml\n- include:\n    file: c.yaml\n",
                "databaseChangeLog:\n- include:\n    file: 9_new.yaml\n");
    }

    @Test
    void in_json_the_entries_of_the_others_go_with_their_commas() throws Exception {
        replaces("master.json", List.of(0, 1), """
                {
                  "databaseChangeLog": [
                    {"include": {"file": "history/1_ä🎉.xml", "relativeToChangelogFile": true}},
                    {"include": {"file": "history/2.xml", "relativeToChangelogFile": true}},
                    {"include": {"file": "history/3.xml", "relativeToChangelogFile": true}}
                  ]
                }
                """, """
                {
                  "databaseChangeLog": [
                    {"include": {"file": "history/9_new.yaml", "relativeToChangelogFile": true}},
                    {"include": {"file": "history/3.xml", "relativeToChangelogFile": true}}
                  ]
                }
                """);
        replaces(
                "master.json",
                List.of(0, 1),
                "{\"databaseChangeLog\": [{\"include\": {\"file\": \"1.xml\"}}, {\"include\": {\"file\": \"2.xml\"}}]}",
                "{\"databaseChangeLog\": [{\"include\": {\"file\": \"9_new.yaml\"}}]}");
    }

    @Test
    void in_xml_the_elements_of_the_others_go_and_comments_stay() throws Exception {
        replaces("master.xml", List.of(0, 1), """
                <?xml version="1.0" encoding="utf-8"?>
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
                    <property name="a" value="b &lt; c"/>
                    <!-- <include file="no.xml"/> -->
                    <include file='db/changes/1_ä🎉.xml'/> <!-- 1 -->
                    <include
                        relativeToChangelogFile="false" file = "db/changes/2_b.xml"></include>
                    <include file="db/changes/3_c.xml"/>
                </databaseChangeLog>
                """, """
                <?xml version="1.0" encoding="utf-8"?>
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
                    <property name="a" value="b &lt; c"/>
                    <!-- <include file="no.xml"/> -->
                    <!-- 1 -->
                    <include
                        relativeToChangelogFile="false" file = "db/changes/9_new.yaml"></include>
                    <include file="db/changes/3_c.xml"/>
                </databaseChangeLog>
                """);
        replaces(
                "master.xml",
                List.of(0, 1),
                "<l:databaseChangeLog xmlns:l=\"http://www.liquibase.org/xml/ns/dbchangelog\">\n"
                        + "<l:include file=\"1.xml\"/><l:include file=\"2.xml\"/><l:include file=\"3.xml\"/></l:databaseChangeLog>",
                "<l:databaseChangeLog xmlns:l=\"http://www.liquibase.org/xml/ns/dbchangelog\">\n"
                        + "<l:include file=\"9_new.yaml\"/><l:include file=\"3.xml\"/></l:databaseChangeLog>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- include: {file: a.yaml, context: test}\n- include: {file: b.yaml}\n",
                "- include: {file: a.yaml}\n- include: {file: b.yaml, context: test}\n"
            })
    void an_include_with_more_than_a_file_is_refused(String includes) throws Exception {
        Path master = Files.writeString(folder.resolve("master.yaml"), "databaseChangeLog:\n" + includes);
        String file = includes.contains("a.yaml, context") ? "a.yaml" : "b.yaml";
        assertThatThrownBy(() -> new MasterChangelog(master).replaced(List.of(0, 1), folder.resolve("9_new.yaml")))
                .hasMessage("""
                        %s cannot be changed safely, so nothing was written. The include of %s has more than a file: context.
                        Write each of the includes to replace as an entry of its own, with a file and nothing else:
                        - include:
                            file: 9_new.yaml
                            relativeToChangelogFile: true""".formatted(master, file));
    }

    private void replaces(String name, List<Integer> replaced, String before, String after) throws Exception {
        for (String bom : List.of("", "\uFEFF")) {
            for (String lineBreak : List.of("\n", "\r\n")) {
                Path file = Files.writeString(folder.resolve(name), bom + before.replace("\n", lineBreak));
                assertThat(new MasterChangelog(file).replaced(replaced, folder.resolve("x/9_new.yaml")))
                        .isEqualTo(bom + after.replace("\n", lineBreak));
            }
        }
    }
}
