package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Page;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever works on the service changes an entity and has the migration written; the project's tests stay green. */
@Tag(TestSet.PROCESS)
class ReadmeChangeTest {

    @TempDir
    private Path folder;

    @Test
    void mvn_verify_is_green_after_the_readmes_change_and_its_migration() throws Exception {
        TestProject service = TestProject.ofTheService(folder);
        Page readme = Page.of("README.md");
        DocumentsTest.edit(
                service,
                "src/main/java/com/jarvis/model/Chat.java",
                readme.blocks("java").get(0));
        try (var database = TestDatabase.create()) {
            new TestChangelog(folder, database).update();
            succeeds(service.mvn(database, "-q", "compile", "liquibase:diff", "-Dmessage=add chat mood"));
        }
        try (var migrations = Files.list(service.path("changelog/changes"))) {
            assertThat(migrations).hasSize(4);
        }

        assertThat(readme.text()).contains("`mvn verify`");
        Run run = succeeds(service.mvn("verify"));

        // The quick set, and so not this test once more.
        assertThat(run.output())
                .contains("Left out: tests with the tags process,load,slow; mvn verify -Pfull runs all");
        Path reports = service.path("target/surefire-reports");
        assertThat(reports.resolve("TEST-com.jarvis.model.ModelTest.xml")).exists();
        assertThat(reports.resolve("TEST-%s.xml".formatted(getClass().getName())))
                .doesNotExist();
        assertThat(service.path("target/jarvis-migrator.jar")).exists();
    }

    private static Run succeeds(Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run;
    }
}
