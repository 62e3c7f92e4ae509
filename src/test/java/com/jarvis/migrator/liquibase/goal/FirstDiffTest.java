package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstDiffTest {

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
    void a_project_without_a_changelog_gets_one() throws Exception {
        TestChangelog changelog = new TestChangelog(folder, database).with("message", "first");
        Path master = folder.resolve("changelog/db.changelog-master.yaml");

        assertThat(changelog.command("diffChangelog", Map.of()))
                .startsWith("Created changelog/db.changelog-master.yaml\n+ table ")
                .containsPattern("Wrote changelog/changes/\\d{14}_first\\.yaml");

        assertThat(master).content().containsPattern("file: changes/\\d{14}_first\\.yaml");
        assertThat(changelog.command("update", Map.of())).contains("1 migration applied.");
    }

    @Test
    void a_changelog_that_a_database_has_run_is_not_begun_again() throws Exception {
        TestChangelog changelog = new TestChangelog(folder, database);
        changelog.command("diffChangelog", Map.of());
        changelog.update();
        Path master = folder.resolve("changelog/db.changelog-master.yaml");
        assertThat(master.toFile().delete()).isTrue();

        assertThatThrownBy(() -> changelog.command("diffChangelog", Map.of())).hasMessageContaining("""
                changelog/db.changelog-master.yaml does not exist; it is the list of all migrations.
                Nothing was run. Run the command in the project's folder, or restore the file:
                  git checkout -- changelog/db.changelog-master.yaml
                In a new project, whose database has run no migration, the first diff creates it:
                  mvn compile liquibase:diff""");
        assertThat(master).doesNotExist();
    }

    @Test
    void a_reference_that_is_no_model_is_refused() {
        TestChangelog changelog = new TestChangelog(folder, database);

        assertThatThrownBy(() -> changelog.command("diffChangelog", Map.of("referenceUrl", "offline:postgresql")))
                .hasMessageContaining("""
                        The referenceUrl offline:postgresql is not a model of Hibernate, so nothing was compared.
                        Remove it: without one, the entities of the application are compared.""");
        assertThat(folder.resolve("changelog"))
                .as("a changelog that the refused diff began")
                .doesNotExist();
    }
}
