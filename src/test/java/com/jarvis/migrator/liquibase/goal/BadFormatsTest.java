package com.jarvis.migrator.liquibase.goal;


import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes in changelogs of others, in XML, JSON and formatted SQL: each gets one message, with advice in its own format. */
class BadFormatsTest {

    private static final String XML = """
            <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                  http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
            %s</databaseChangeLog>
            """;

    @TempDir
    private Path folder;

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
    void files_that_are_no_changelogs() throws Exception {
        SoftAssertions all = new SoftAssertions();
        refused(all, "m.xml", "<databaseChangeLog>\n<changeSet>\n</databaseChangeLog>\n", "1");
        refused(all, "m.xml", "<project/>\n", "2");
        refused(all, "m.xml", "databaseChangeLog:\n", "3");
        refused(all, "m.json", "{\"databaseChangeLog\": [\n", "4");
        refused(all, "m.json", "{\"dependencies\": []}\n", "5");
        refused(all, "m.txt", "Hello\n", "6");
        refused(all, "m.sql", "--liquibase formatted sql\n--changeset one\nselect 1;\n", "7");
        refused(all, "m.sql", "--liquibase formatted\n--changeset a:1\nselect 1;\n", "7b");
        refused(all, "m.xml", XML.formatted("<changeSet id=\"1\" author=\"a\"><dropTabel/></changeSet>\n"), "8");
        refused(all, "m.xml", XML.formatted("<changeSet id=\"1\"><sql>select 1</sql></changeSet>\n"), "9");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": \"1\"}}]}\n", "10");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": 1, \"author\": \"a\", \"changes\": {}}}]}", "11");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": 1, \"author\": \"a\", \"changes\": [{\"tagDatabase\": {}}]}}]}", "11b");
        refused(all, "m.xml", "<<<<<<< HEAD\n<a/>\n=======\n<b/>\n>>>>>>> b\n", "12");
        refused(all, "m.sql", "--liquibase formatted sql\n<<<<<<< HEAD\n--changeset a:1\nselect 1;\n=======\n--changeset a:2\nselect 2;\n>>>>>>> b\n", "12b");
        all.assertAll();
    }

    @Test
    void includes_that_cannot_be_followed() throws Exception {
        SoftAssertions all = new SoftAssertions();
        Files.writeString(folder.resolve("b.xml"), XML.formatted("  <include file=\"a.xml\"/>\n"));
        refused(all, "a.xml", XML.formatted("  <include file=\"b.xml\"/>\n"), "13");
        refused(all, "m.xml", XML.formatted("  <include/>\n"), "14");
        refused(all, "m.xml", XML.formatted("  <include file=\"c.xml\"/>\n"), "15");
        refused(all, "m.xml", XML.formatted("  <includeAll path=\"c\"/>\n"), "16");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"include\": {\"file\": \"m.json\"}}]}\n", "17");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"include\": {}}]}\n", "18");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"includeAll\": {\"path\": \"none\"}}]}\n", "18b");
        all.assertAll();
    }

    @Test
    void identifiers_that_occur_twice() throws Exception {
        SoftAssertions all = new SoftAssertions();
        String one = "  <changeSet id=\"1\" author=\"a\"><sql>select 1</sql></changeSet>\n";
        refused(all, "m.xml", XML.formatted(one + one), "19");
        refused(all, "m.sql", "--liquibase formatted sql\n--changeset a:1\nselect 1;\n--changeset a:1\nselect 2;\n", "20");
        all.assertAll();
    }

    @Test
    void a_changeset_that_was_edited_after_it_ran_is_named_with_its_own_file() throws Exception {
        SoftAssertions all = new SoftAssertions();
        String xml = XML.replace("latest.xsd\"", "latest.xsd\" logicalFilePath=\"old\"");
        edited(all, "m.xml", xml.formatted("  <changeSet id=\"1\" author=\"a\"><sql>select 1</sql></changeSet>\n"), "21");
        edited(all, "m.sql", "--liquibase formatted sql\n--changeset a:2\nselect 1;\n", "22");
        edited(all, "m.json", "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": 3, \"author\": \"a\", \"changes\": [{\"sql\": {\"sql\": \"select 1\"}}]}}]}", "23");
        all.assertAll();
    }

    private void edited(SoftAssertions all, String master, String text, String message) throws Exception {
        Files.writeString(folder.resolve(master), text);
        changelog(master).update();
        refused(all, master, text.replace("select 1", "select 2"), message);
    }

    private void refused(SoftAssertions all, String master, String text, String message) throws Exception {
        Files.writeString(folder.resolve(master), text);
        List<String> history = CatalogText.history(database);
        all.assertThatThrownBy(changelog(master)::update).hasMessage(message);
        all.assertThat(CatalogText.history(database)).isEqualTo(history);
        all.assertThat(CatalogText.isLocked(database)).isFalse();
    }

    private TestChangelog changelog(String master) {
        return new TestChangelog(folder, database).with("liquibase.command.changelogFile", master);
    }
}
