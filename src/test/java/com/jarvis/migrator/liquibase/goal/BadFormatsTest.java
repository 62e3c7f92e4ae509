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
        refused(all, "m.xml", "<databaseChangeLog>\n<changeSet>\n</databaseChangeLog>\n", """
                m.xml is not XML: The element type "changeSet" must be terminated by the matching end-tag "</changeSet>" (line 3, column 3).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.xml""");
        refused(all, "m.xml", "<project/>\n", """
                m.xml is not a changelog: its outermost element must be <databaseChangeLog>.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.xml""");
        refused(all, "m.xml", "databaseChangeLog:\n", """
                m.xml is not XML: Content is not allowed in prolog (line 1, column 1).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.xml""");
        refused(all, "m.json", "{\"databaseChangeLog\": [\n", """
                m.json is not JSON: expected the node content, but found '<stream end>' (line 2, column 1).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.json""");
        refused(all, "m.json", "{\"dependencies\": []}\n", """
                m.json is not a changelog: it must begin with {"databaseChangeLog": and a list after it.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.json""");
        refused(all, "m.txt", "Hello\n", """
                m.txt is not a changelog: its name does not end with .yaml, .yml, .xml, .json or .sql.
                Nothing was run. Name another file as changeLogFile, or rename this one.""");
        refused(all, "m.sql", "--liquibase formatted sql\n--changeset one\nselect 1;\n", """
                m.sql is not well formed in line 2: Liquibase does not know what begins there.
                Nothing was run. A changeset begins like this, and what it has besides SQL like one of the others:
                  --changeset <author>:<id>
                  --comment: …
                  --preconditions …
                  --rollback …
                To restore the committed version:
                  git checkout -- m.sql""");
        refused(all, "m.xml", XML.formatted("<changeSet id=\"1\" author=\"a\"><dropTabel/></changeSet>\n"), """
                m.xml cannot be read: Liquibase does not know <dropTabel> in this place (line 5, column 42).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.xml""");
        refused(all, "m.xml", XML.formatted("<changeSet id=\"1\"><sql>select 1</sql></changeSet>\n"), """
                m.xml cannot be read: Attribute 'author' must appear on element 'changeSet' (line 5, column 19).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.xml""");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": \"1\"}}]}\n", """
                m.json has a changeset without an author, so nothing was run. Write it like this:
                    "author": "<a name>\"""");
        refused(
                all,
                "m.json",
                "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": 1, \"author\": \"a\", \"changes\": {}}}]}",
                """
                m.json has a changeset whose changes are not a list of changes, so nothing was run. Write it like this:
                    "changes": [{"addColumn": {"tableName": "notes",
                    "columns": [{"column": {"name": "title", "type": "text"}}]}}]""");
        refused(
                all,
                "m.json",
                "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": 1, \"author\": \"a\", \"changes\": [{\"tagDatabase\": {}}]}}]}",
                """
                m.json has a tagDatabase without a tag, so nothing was run. Write it like this:
                    {"tagDatabase": {"tag": "<the id of the changeset>"}}""");
        refused(all, "m.xml", "<<<<<<< HEAD\n<a/>\n=======\n<b/>\n>>>>>>> b\n", """
                m.xml contains a merge conflict, from line 1 on. Nothing was run.
                Keep the correct lines of both sides, and delete the markers <<<<<<<, ======= and >>>>>>>. Then:
                  git add m.xml""");
        refused(
                all,
                "m.sql",
                "--liquibase formatted sql\n<<<<<<< HEAD\n--changeset a:1\nselect 1;\n=======\n--changeset a:2\nselect 2;\n>>>>>>> b\n",
                """
                m.sql contains a merge conflict, from line 2 on. Nothing was run.
                Keep the correct lines of both sides, and delete the markers <<<<<<<, ======= and >>>>>>>. Then:
                  git add m.sql""");
        all.assertAll();
    }

    @Test
    void includes_that_cannot_be_followed() throws Exception {
        SoftAssertions all = new SoftAssertions();
        Files.writeString(folder.resolve("b.xml"), XML.formatted("  <include file=\"a.xml\"/>\n"));
        refused(all, "a.xml", XML.formatted("  <include file=\"b.xml\"/>\n"), """
                b.xml includes a.xml, line 5, which includes it again, so it never ends.
                Nothing was run. Delete this include entry.""");
        refused(all, "m.xml", XML.formatted("  <include/>\n"), """
                m.xml has an include without a file, so nothing was run. Write it like this:
                <include file="changes/20260301120000_add_notes_title.yaml" relativeToChangelogFile="true"/>""");
        refused(all, "m.xml", XML.formatted("  <include file=\"c.xml\"/>\n"), """
                c.xml is listed in m.xml, line 5, but the file does not exist.
                Nothing was run. Restore the file, or delete its include entry if the migration never ran anywhere:
                  git checkout -- c.xml""");
        refused(all, "m.xml", XML.formatted("  <includeAll path=\"c\"/>\n"), """
                m.xml cannot be read: the folder of includeAll 'c' is missing or has no changelog.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.xml""");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"include\": {\"file\": \"m.json\"}}]}\n", """
                m.json includes m.json, line 1, which includes it again, so it never ends.
                Nothing was run. Delete this include entry.""");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"include\": {}}]}\n", """
                m.json has an include without a file, so nothing was run. Write it like this:
                {"include": {"file": "changes/20260301120000_add_notes_title.yaml", "relativeToChangelogFile": true}}""");
        refused(all, "m.json", "{\"databaseChangeLog\": [{\"includeAll\": {\"path\": \"none\"}}]}\n", """
                m.json cannot be read: the folder of includeAll 'none' is missing or has no changelog.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- m.json""");
        all.assertAll();
    }

    @Test
    void identifiers_that_occur_twice() throws Exception {
        SoftAssertions all = new SoftAssertions();
        String one = "  <changeSet id=\"1\" author=\"a\"><sql>select 1</sql></changeSet>\n";
        refused(all, "m.xml", XML.formatted(one + one), """
                The changelog is not valid, so nothing was run:
                  this changeset occurs twice: m.xml::1::a
                Fix what it names, then run the command again.""");
        refused(
                all,
                "m.sql",
                "--liquibase formatted sql\n--changeset a:1\nselect 1;\n--changeset a:1\nselect 2;\n",
                """
                The changelog is not valid, so nothing was run:
                  this changeset occurs twice: m.sql::1::a
                Fix what it names, then run the command again.""");
        all.assertAll();
    }

    @Test
    void a_changeset_that_was_edited_after_it_ran_is_named_with_its_own_file() throws Exception {
        SoftAssertions all = new SoftAssertions();
        String xml = XML.replace("latest.xsd\"", "latest.xsd\" logicalFilePath=\"old\"");
        edited(
                all,
                "m.xml",
                xml.formatted("  <changeSet id=\"1\" author=\"a\"><sql>select 1</sql></changeSet>\n"),
                """
                old::1::a was edited after this database ran it.
                A migration runs once, so the edit would never reach this database, and other databases would differ;
                nothing was run. Undo the edit, and make the change in a migration of its own:
                  git checkout -- m.xml
                  git log -p -- m.xml        if the edit is committed
                  mvn compile liquibase:diff -Dmessage="what changes\"""");
        edited(all, "m.sql", "--liquibase formatted sql\n--changeset a:2\nselect 1;\n", """
                m.sql::2::a was edited after this database ran it.
                A migration runs once, so the edit would never reach this database, and other databases would differ;
                nothing was run. Undo the edit, and make the change in a migration of its own:
                  git checkout -- m.sql
                  git log -p -- m.sql        if the edit is committed
                  mvn compile liquibase:diff -Dmessage="what changes\"""");
        edited(
                all,
                "m.json",
                "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": 3, \"author\": \"a\", \"changes\": [{\"sql\": {\"sql\": \"select 1\"}}]}}]}",
                """
                m.json::3::a was edited after this database ran it.
                A migration runs once, so the edit would never reach this database, and other databases would differ;
                nothing was run. Undo the edit, and make the change in a migration of its own:
                  git checkout -- m.json
                  git log -p -- m.json        if the edit is committed
                  mvn compile liquibase:diff -Dmessage="what changes\"""");
        all.assertAll();
    }

    private void edited(SoftAssertions all, String master, String text, String message) throws Exception {
        Files.writeString(folder.resolve(master), text);
        changelog(master).update();
        refused(all, master, text.replace("select 1", "select 2"), message);
    }

    private void refused(SoftAssertions all, String master, String text, String message) throws Exception {
        Files.writeString(folder.resolve(master), text);
        List<String> history = CatalogText.history(database).stream()
                .filter(row -> row.contains("::")) // the first command creates the table
                .toList();
        all.assertThatThrownBy(changelog(master)::update).hasMessage(message);
        all.assertThat(CatalogText.history(database))
                .filteredOn(row -> row.contains("::"))
                .isEqualTo(history);
        all.assertThat(CatalogText.isLocked(database)).isFalse();
    }

    private TestChangelog changelog(String master) {
        return new TestChangelog(folder, database).with("liquibase.command.changelogFile", master);
    }
}
