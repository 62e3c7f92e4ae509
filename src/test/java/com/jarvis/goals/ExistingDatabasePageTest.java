package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.Page;
import com.jarvis.testing.Page.Shown;
import com.jarvis.testing.Repository;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of docs/existing-database.md, on a database that differs from the entities. */
@Tag(TestSet.PROCESS)
class ExistingDatabasePageTest {

    private static final Page PAGE = Page.of("docs/existing-database.md");
    private static final Pattern EXPORT = Pattern.compile("export DATABASE_URL=\\S+");

    @TempDir
    private Path folder;

    @Test
    void the_changelog_creates_the_same_schema_in_an_empty_database_and_nothing_is_dropped() throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        try (var existing = TestDatabase.create();
                var empty = TestDatabase.create()) {
            new TestChangelog(folder, existing).update();
            existing.execute("""
                    drop table databasechangelog;
                    alter table chats add legacy text;
                    alter table users alter display_name drop not null;
                    alter table notes rename constraint fk_notes_user_id to fk8xyz""");
            removeChangelog(project);
            Repository repository = Repository.of(project);
            Map<String, String> environment = new HashMap<>();
            for (Shown shown : PAGE.commands()) {
                run(project, shown.command(), existing, environment);
            }

            assertThat(repository
                            .git("status", "--porcelain", "--untracked-files=all")
                            .lines())
                    .hasSize(5)
                    .allMatch(
                            line -> line.matches(
                                    ".. changelog/(db.changelog-master.yaml|schema.md|accepted.txt|changes/\\d{14}_(baseline|adopt).yaml)"));
            new TestChangelog(folder, empty).update();
            assertThat(CatalogText.of(existing))
                    .isEqualTo(CatalogText.of(empty))
                    .anyMatch(line -> line.contains("chats.legacy"))
                    .anyMatch(line -> line.contains("users.display_name") && line.contains("not null"));
            assertThat(CatalogText.history(existing)).isEqualTo(CatalogText.history(empty));
        }
    }

    private static void run(TestProject project, String command, TestDatabase existing, Map<String, String> environment)
            throws Exception {
        if (EXPORT.matcher(command).matches()) {
            environment.put("DATABASE_URL", existing.uri());
        } else {
            Run run = project.run(environment, "bash", "-c", command);
            assertThat(run.exitCode()).as(command + "\n" + run.output()).isZero();
        }
    }

    /** There is no changelog, as in a project that comes from docs/other-projects.md. */
    private static void removeChangelog(TestProject project) throws Exception {
        for (File file : project.path("changelog/changes").toFile().listFiles()) {
            Files.delete(file.toPath());
        }
        Files.deleteIfExists(project.path("changelog/schema.md"));
        Files.delete(project.path("changelog/changes"));
        Files.delete(project.path("changelog/db.changelog-master.yaml"));
        Files.delete(project.path("changelog"));
        Files.writeString(project.path(".gitignore"), "/target/\n");
    }
}
