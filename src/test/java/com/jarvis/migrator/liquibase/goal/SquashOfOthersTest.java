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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changelogs that others wrote ({@code src/test/resources/changelogs}): one migration in place of theirs, or why not. */
@Tag(TestSet.SLOW)
class SquashOfOthersTest {

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"json, master.json", "sql, master.sql", "logical, master.xml"})
    void changesets_in_the_master_itself_are_not_replaced(String project, String master) throws Exception {
        TestChangelog changelog = copied(project, master);
        changelog.update();
        int count = database.strings("select id from databasechangelog").size();
        assertThatThrownBy(() -> changelog.with("squash", "" + count).command("diffChangelog", Map.of()))
                .hasMessage("""
                        %1$s has changesets itself, and only files that it includes are replaced. Nothing was written.
                        Move them into a file of their own (with logicalFilePath: %1$s, databases do not run them again), and include it in their place.%2$s""".formatted(
                                master,
                                project.equals("sql")
                                        ? "\nFormatted SQL cannot include files: name a master changelog in YAML in the POM (changeLogFile)."
                                        : ""));
    }

    @Test
    void files_under_another_name_are_replaced() throws Exception {
        TestChangelog changelog = copied("logical", "master.xml");
        changelog.update();
        List<String> before = CatalogText.of(database);
        String printed =
                changelog.with("squash", "2").with("migration.format", "xml").command("diffChangelog", Map.of());

        assertThat(printed).contains("2 migrations are now one, with 1 table. ", "Moved 2 files to db/squashed\n");
        assertThat(Files.readString(folder.resolve("master.xml")))
                .containsPattern(
                        "dbchangelog-latest\\.xsd\">\\n  <include file=\"\\./db/migrations/\\d{14}_baseline\\.xml\"/>\\n"
                                + "  <changeSet id=\"in the master\"");
        assertThatOthersCarryOn(changelog, before);
    }

    /** JHipster's: the changesets that only some databases run are moved as the message says. */
    @Test
    void what_only_some_databases_run_is_moved_and_the_rest_is_replaced() throws Exception {
        TestChangelog changelog = copied("jhipster", "config/liquibase/master.xml");
        changelog.update();
        List<String> before = CatalogText.of(database);
        assertThatThrownBy(() -> changelog.with("squash", "6").command("diffChangelog", Map.of()))
                .hasMessage("""
                Of the migrations to replace, some do not run once in every database, so none can stand for them. Nothing was written.
                  config/liquibase/changelog/00000000000000_initial_schema.xml::00000000000002::jhipster: context test
                  config/liquibase/changelog/20240101000000_added_entity_Product.xml::20240101000000-1-data::jhipster: context faker
                Move them behind the last one to replace, if the order allows that: the include of their file, or the changesets
                themselves into another file (with logicalFilePath: <their file>, databases do not run them again). Or squash fewer.""");

        StringBuilder moved = new StringBuilder();
        for (String name : List.of("00000000000000_initial_schema.xml", "20240101000000_added_entity_Product.xml")) {
            Path file = folder.resolve("config/liquibase/changelog/" + name);
            String text = Files.readString(file);
            Matcher conditional = Pattern.compile("(?s)<changeSet [^>]*context=.*?</changeSet>\\s*")
                    .matcher(text);
            assertThat(conditional.find()).isTrue();
            moved.append(conditional
                    .group()
                    .replace("<changeSet ", "<changeSet logicalFilePath=\"config/liquibase/changelog/" + name + "\" "));
            Files.writeString(file, text.replace(conditional.group(), ""));
        }
        Path master = folder.resolve("config/liquibase/master.xml");
        String text = Files.readString(folder.resolve("config/liquibase/changelog/00000000000000_initial_schema.xml"));
        Files.writeString(
                folder.resolve("config/liquibase/changelog/some.xml"),
                text.substring(0, text.indexOf("<changeSet ")) + moved + "</databaseChangeLog>\n");
        Files.writeString(
                master,
                Files.readString(master)
                        .replace(
                                "    <!-- jhipster-needle",
                                "    <include file=\"config/liquibase/changelog/some.xml\"/>\n    <!-- jhipster-needle"));
        assertThat(changelog.command("update", Map.of())).isEqualTo("Nothing to apply.\n");

        assertThat(changelog.with("squash", "4").command("diffChangelog", Map.of()))
                .contains("""
                4 migrations are now one, with 2 tables and the rows of 1 of them. It does the same in an empty database, and its rollback leaves nothing.
                Wrote config/liquibase/changelog/20240101000000_baseline.yaml
                Replaced 2 includes in config/liquibase/master.xml
                Moved 2 files to config/liquibase/squashed
                """);
        assertThat(Files.readString(master))
                .contains("dbms=\"h2, postgresql\"/>\n\n"
                        + "    <include file=\"config/liquibase/changelog/20240101000000_baseline.yaml\" relativeToChangelogFile=\"false\"/>\n"
                        + "    <include file=\"config/liquibase/changelog/some.xml\"/>\n"
                        + "    <!-- jhipster-needle");
        assertThatOthersCarryOn(changelog, before);
    }

    private void assertThatOthersCarryOn(TestChangelog changelog, List<String> before) throws Exception {
        assertThat(changelog.command("update", Map.of())).isEqualTo("Nothing to apply.\n");
        assertThat(changelog.status()).contains("Pending   none\n").doesNotContain("Unknown", "Changelog ");
        assertThat(changelog.command("validate", Map.of()))
                .isEqualTo("The changelog is valid. No migration is pending.\n");
        try (TestDatabase fresh = TestDatabase.create()) {
            new TestChangelog(folder, fresh, changelog.settings()).update();
            assertThat(CatalogText.of(fresh)).isEqualTo(before).isEqualTo(CatalogText.of(database));
        }
    }

    private TestChangelog copied(String project, String master) throws Exception {
        Path from = Path.of("src/test/resources/changelogs", project);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(from.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return new TestChangelog(folder, database)
                .with("liquibase.command.changelogFile", master)
                .ofEntitiesIn("com.jarvis.testing.adopted");
    }
}
