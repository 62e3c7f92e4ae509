package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Page;
import com.jarvis.testing.Repository;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * The workflow that docs/ci.md shows. There is no GitHub here: its commands run in a copy of the project, with the variables
 * that a runner sets (docs.github.com/actions/reference/workflows-and-actions/variables) and the branch that
 * {@code actions/checkout} fetches.
 */
@Tag(TestSet.PROCESS)
class CiPageTest {

    private static final String REVISION = "20261124035007_add_chat_mood";

    @TempDir
    private Path folder;

    @Test
    void it_passes_for_a_change_with_its_migration_and_fails_for_one_that_blocks_and_for_one_without()
            throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        Files.writeString(project.path(".gitignore"), "/target/\n");
        Repository repository = Repository.of(project);
        repository.git("update-ref", "refs/remotes/origin/main", "main");
        List<String> steps = steps();
        assertThat(steps).hasSize(4).last().isEqualTo("mvn verify");

        addMood(project);
        project.add(REVISION, Page.of("README.md").blocks("yaml").get(0));
        repository.commit();
        for (String step : steps.subList(0, 3)) {
            assertThat(step(repository, step).exitCode()).as(step).isZero();
        }

        repository.git("checkout", "--quiet", "main");
        project.add("20261125000000_index", """
                databaseChangeLog:
                - changeSet:
                    id: 20261125000000_index
                    author: ada
                    changes:
                    - createIndex:
                        tableName: chats
                        indexName: ix_chats_mood
                        columns:
                        - column:
                            name: mood
                    - tagDatabase:
                        tag: 20261125000000_index
                """);
        repository.commit();
        Run blocking = step(repository, steps.get(1));
        assertThat(blocking.exitCode()).as(blocking.output()).isEqualTo(1);
        assertThat(blocking.output()).contains("ERROR require-concurrent-index-creation");

        Run forgotten = step(repository, steps.get(2));
        assertThat(forgotten.exitCode()).as(forgotten.output()).isEqualTo(1);
        assertThat(forgotten.output()).contains("- index ix_chats_mood");
    }

    /** The shell commands of the workflow's job, in their order. */
    private static List<String> steps() {
        Map<?, ?> workflow =
                new Yaml().load(Page.of("docs/ci.md").blocks("yaml").get(0));
        Map<?, ?> job = (Map<?, ?>) ((Map<?, ?>) workflow.get("jobs")).get("migrations");
        return ((List<?>) job.get("steps"))
                .stream()
                        .map(step -> (String) ((Map<?, ?>) step).get("run"))
                        .filter(Objects::nonNull)
                        .map(String::strip)
                        .toList();
    }

    /** A runner's shell stops at the first command that fails. */
    private static Run step(Repository repository, String commands) throws Exception {
        String head = repository.git("rev-parse", "main").strip();
        return repository.project().run(Map.of("GITHUB_BASE_REF", "main", "GITHUB_SHA", head), "bash", "-ec", commands);
    }

    private static void addMood(TestProject project) throws IOException {
        project.edit(
                TestProject.entity("Chat"),
                "    private String title;\n",
                "    private String title;\n\n    @Column(length = 30)\n    private String mood;\n");
    }
}
