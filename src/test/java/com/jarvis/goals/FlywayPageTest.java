package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.Page;
import com.jarvis.testing.Page.Shown;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of docs/flyway.md, in a project whose schema Flyway has created. */
@Tag(TestSet.PROCESS)
class FlywayPageTest {

    @TempDir
    private Path folder;

    @Test
    void the_changelog_begins_with_the_files_of_flyway() throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        try (var existing = TestDatabase.create();
                var empty = TestDatabase.create()) {
            Path files = Files.createDirectories(project.path("src/main/resources/db/migration"));
            Files.writeString(files.resolve("V1__service.sql"), sqlOfTheChangelog());
            Flyway.configure()
                    .dataSource(existing.url(), existing.username(), existing.password())
                    .locations("filesystem:" + files)
                    .load()
                    .migrate();
            for (File file : project.path("changelog/changes").toFile().listFiles()) {
                Files.delete(file.toPath());
            }
            Files.writeString(project.path("changelog/db.changelog-master.yaml"), "databaseChangeLog: []\n");
            for (Shown shown : Page.of("docs/flyway.md").commands()) {
                if (!shown.command().startsWith("export")) {
                    Run run = project.run(Map.of("DATABASE_URL", existing.uri()), "bash", "-c", shown.command());
                    assertThat(run.exitCode())
                            .as(shown.command() + "\n" + run.output())
                            .isZero();
                }
            }
            new TestChangelog(folder, empty).update();
            assertThat(CatalogText.of(empty))
                    .isEqualTo(CatalogText.of(existing).stream()
                            .filter(line -> !line.contains("flyway"))
                            .toList());
            assertThat(project.path("changelog/changes").toFile().list()).contains("V1__service.sql");
        }
    }

    /** The statements of this project's changelog, which Flyway runs in place of it. */
    private String sqlOfTheChangelog() throws Exception {
        try (var database = TestDatabase.create()) {
            List<String> lines = new TestChangelog(folder, database)
                    .command("updateSql", Map.of())
                    .lines()
                    .filter(line -> !line.contains("databasechangelog") && !line.startsWith("--"))
                    .toList();
            return String.join("\n", lines);
        }
    }
}
