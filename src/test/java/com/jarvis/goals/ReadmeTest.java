package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows is what happens: this test reads it there. */
class ReadmeTest {

    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\$ (.+)$");

    @TempDir
    private Path folder;

    @Test
    void the_entity_edit_gives_the_output_and_the_file_that_are_shown() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String output = blocks(readme, "console").stream()
                .filter(block -> block.contains("liquibase:diff"))
                .findFirst()
                .orElseThrow();
        String yaml = blocks(readme, "yaml").get(0);
        try (TestDatabase database = TestDatabase.create()) {
            TestProject project = TestProject.copiedTo(folder);
            project.edit(
                    "src/main/java/com/jarvis/model/Chat.java",
                    "    private String title;\n",
                    "    private String title;\n\n    @Column(length = 30)\n    private String mood;\n");
            succeeds(project.mvn(database, "-q", "liquibase:update"));
            String said = succeeds(project.mvn(
                    database, "-q", "compile", "liquibase:diff", "-Dmessage=add chat mood", "-Dauthor=ada"));
            for (String line : output.lines().skip(1).toList()) {
                assertThat(withoutTime(said)).contains(withoutTime(line));
            }
            try (var files = Files.list(project.path("changelog/changes"))) {
                Path written = files.filter(file -> file.toString().endsWith("_add_chat_mood.yaml"))
                        .findFirst()
                        .orElseThrow();
                assertThat(withoutTime(Files.readString(written))).isEqualTo(withoutTime(yaml));
            }
        }
    }

    @Test
    void every_command_is_run_by_a_test_or_by_ci() throws Exception {
        String run = Files.readString(Path.of(".ci/run"))
                + sources(Path.of("src/test/java/com/jarvis/goals"))
                + sources(Path.of("src/test/java/com/jarvis/migrator/embedded"));
        List<String> commands = new ArrayList<>();
        for (String block : blocks(Files.readString(Path.of("README.md")), "console")) {
            COMMAND.matcher(block).results().forEach(match -> commands.add(match.group(1)));
        }
        assertThat(commands).isNotEmpty().allSatisfy(command -> assertThat(run)
                .as(command)
                .contains(
                        command.contains("exec:java")
                                ? "Serve"
                                : command.replaceFirst("^(mvn (-q )?(compile )?|docker compose exec db )", "")
                                        .replaceFirst(" -U jarvis -d jarvis", "")
                                        .replaceFirst(" -Dmessage=.*", "")));
    }

    private static List<String> blocks(String readme, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(readme);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    private static String sources(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static String withoutTime(String text) {
        return text.replaceAll("\\d{14}_", "TIME_");
    }

    private static String succeeds(Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }
}
