package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.testing.Page;
import com.jarvis.testing.Page.Shown;
import com.jarvis.testing.Repository;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md and docs/ show is what happens: these tests read it there and do it in a copy of the project. */
@Tag(TestSet.SLOW)
class DocumentsTest {

    /** What runs the tests can't be run by them; {@link ReadmeChangeTest} and .ci/run do. */
    private static final Set<String> RUN_BY_THE_BUILD = Set.of(
            "mvn verify",
            "mvn verify -Pfull",
            "mvn spotless:apply",
            "mvn package",
            "mvn -q install -DskipTests",
            "mvn -q package -DskipTests -Prelease");

    /** By {@link ExistingDatabasePageTest} and {@link FlywayPageTest}. */
    private static final Set<String> WITH_A_TEST_OF_ITS_OWN = Set.of("docs/existing-database.md", "docs/flyway.md");

    private static final String URL = "postgresql://jarvis:password@localhost:5432/jarvis";

    @TempDir
    private Path folder;

    @Tag(TestSet.PROCESS)
    @Test
    void the_commands_of_the_readme_do_what_it_shows() throws Exception {
        Page readme = Page.of("README.md");
        TestProject project = TestProject.copiedTo(folder);
        project.run(Map.of(), "rm", "-r", "target"); // as a fresh clone has none
        Repository repository = Repository.of(project);
        Map<String, String> environment = new HashMap<>(Map.of("MAVEN_OPTS", "-Duser.name=ada"));
        boolean discarded = false;
        for (Shown shown : withoutDocker(readme)) {
            if (shown.command().contains("liquibase:diff")) {
                edit(project, readme.blocks("java").get(0));
            }
            if (shown.command().contains("exec:java")) {
                serve(project, shown.command());
            } else {
                run(project, shown, environment);
            }
            if (shown.command().contains("liquibase:diff")) {
                assertThat(withoutTime(Files.readString(written(project))))
                        .isEqualTo(withoutTime(readme.blocks("yaml").get(0)));
            }
            if (shown.command().startsWith("git checkout")) {
                discarded = true;
                assertThat(repository.git("status", "--porcelain", "changelog")).isEmpty();
            }
        }
        assertThat(discarded).isTrue();
    }

    @Tag(TestSet.PROCESS)
    @Test
    void the_commands_of_the_pages_succeed_on_a_database_that_has_the_schema() throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        List<String> pages = new ArrayList<>();
        for (Page page : Page.all()) {
            List<Shown> commands = withoutDocker(page);
            if (page.name().startsWith("docs/")
                    && !commands.isEmpty()
                    && !WITH_A_TEST_OF_ITS_OWN.contains(page.name())) {
                pages.add(page.name());
                try (var database = TestDatabase.create()) {
                    new TestChangelog(folder, database).update();
                    // The jar looks for entities in the service's package, if nobody says otherwise.
                    Map<String, String> environment = new HashMap<>(Map.of(
                            "DATABASE_URL",
                            database.uri(),
                            "JAVA_TOOL_OPTIONS",
                            "-Dmodel.packages=" + TestProject.PACKAGE));
                    for (Shown shown : commands) {
                        Shown here = new Shown(
                                shown.command().replace(URL, database.uri()), shown.output(), shown.section());
                        if (here.command().endsWith("jarvis-migrator.jar update")) {
                            database.execute("drop schema public cascade; create schema public");
                        }
                        run(project, here, environment);
                    }
                }
            }
        }
        assertThat(pages).contains("docs/branches.md", "docs/by-hand.md", "docs/ci.md", "docs/production.md");
    }

    /** As .ci/run does, which has an image for the Dockerfile to build on, and port 5432 to itself. */
    @Tag(TestSet.PROCESS)
    @Test
    void the_commands_that_need_docker_succeed_where_the_environment_has_DOCUMENTS_IN_DOCKER() throws Exception {
        assumeTrue(System.getenv("DOCUMENTS_IN_DOCKER") != null, "DOCUMENTS_IN_DOCKER is not set");
        TestProject project = TestProject.copiedTo(folder);
        for (String name :
                List.of("docker-compose.yml", "Dockerfile", ".dockerignore", "liquibase.properties.example")) {
            Files.copy(Path.of(name), project.path(name));
        }
        try {
            for (Page page : Page.all()) {
                Set<String> sections = sectionsWithDocker(page);
                for (Shown shown : page.commands()) {
                    if (sections.contains(shown.section())) {
                        run(project, shown, new HashMap<>());
                    }
                }
            }
        } finally {
            project.run(Map.of(), "docker", "compose", "down", "-v");
        }
    }

    @Test
    void every_command_in_the_text_is_one_that_is_run() throws Exception {
        Set<String> run = new HashSet<>();
        for (Page page : Page.all()) {
            page.commands().forEach(shown -> run.addAll(parts(shown.command())));
        }
        Page.of("README.md").rows("Alembic").forEach(row -> Page.code(row.get(1))
                .forEach(command -> run.addAll(parts(command)))); // by GoalsTest
        RUN_BY_THE_BUILD.forEach(command -> run.addAll(parts(command)));
        for (Page page : Page.all()) {
            for (String code : Page.code(page.text().replaceAll("(?s)```.*?```", ""))) {
                if (code.startsWith("mvn ") || code.startsWith("java ")) {
                    assertThat(run).as(page.name() + ": " + code).containsAll(parts(code));
                }
            }
        }
    }

    @Test
    void every_link_to_a_file_leads_to_it_and_to_a_heading_in_it() throws Exception {
        Pattern link = Pattern.compile("\\[[^]]+]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
        List<Page> pages = new ArrayList<>(Page.all());
        pages.add(Page.of("CONTRIBUTING.md"));
        pages.add(Page.of("SECURITY.md"));
        for (Page page : pages) {
            for (MatchResult found : link.matcher(page.text()).results().toList()) {
                Path file = found.group(1).isEmpty()
                        ? Path.of(page.name())
                        : Path.of(page.name()).resolveSibling(found.group(1)).normalize();
                assertThat(file).as(page.name() + ": " + found.group()).exists();
                if (found.group(2) != null) {
                    assertThat(anchors(Page.of(file.toString())))
                            .as(page.name() + ": " + found.group())
                            .contains(found.group(2));
                }
            }
        }
    }

    @Test
    void liquibase_properties_as_the_readme_creates_it_can_be_read_by_its_owner_only() throws Exception {
        TestProject project = new TestProject(folder);
        Files.copy(Path.of("liquibase.properties.example"), project.path("liquibase.properties.example"));
        String command = Page.of("README.md").commands().stream()
                .map(Shown::command)
                .filter(shown -> shown.endsWith(" liquibase.properties"))
                .findFirst()
                .orElseThrow();
        assertThat(project.run(Map.of(), "bash", "-c", command).exitCode()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(project.path("liquibase.properties"))))
                .isEqualTo("rw-------");
    }

    /** The messages' own tests assert their whole text and that nothing else happened. */
    @Test
    void every_message_that_the_pages_explain_is_one_that_a_test_provokes() throws Exception {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/com/jarvis/migrator"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tests.append(Files.readString(file)).append('\n');
            }
        }
        String asserted = tests.toString()
                .replaceAll("\"\\s*\\+\\s*\"", "")
                .replaceAll("%(\\d\\$)?[sd]", "…")
                .replaceAll("\\d+", "0")
                .replace("is applied", "are applied");
        List<List<String>> rows = Page.of("docs/messages.md").rows("message");
        assertThat(rows).hasSizeGreaterThan(15);
        assertThat(rows.stream().map(row -> Page.code(row.get(0)).get(0)).filter(message -> !Pattern.compile(
                                Stream.of(message.replaceAll("\\d+", "0").split("\\s*…\\s*", -1))
                                        .map(Pattern::quote)
                                        .collect(Collectors.joining("[^\n]{0,120}")))
                        .matcher(asserted)
                        .find()))
                .as("messages that no test provokes")
                .isEmpty();
    }

    private static void run(TestProject project, Shown shown, Map<String, String> environment) throws Exception {
        if (shown.command().startsWith("export ")) {
            String[] variable = shown.command().substring("export ".length()).split("=", 2);
            environment.put(variable[0], variable[1]);
            return;
        }
        // There is no terminal here.
        Run run = project.run(
                environment,
                "bash",
                "-c",
                shown.command()
                        .replace("compose exec ", "compose exec -T ")
                        .replace("compose run ", "compose run -T "));
        assertThat(run.exitCode()).as(shown.command() + "\n" + run.output()).isZero();
        if (!shown.output().isEmpty()) {
            assertThat(withoutTime(run.output())
                            .replaceAll("\u001b\\[\\d*m", "")
                            .strip())
                    .as(shown.command())
                    .matches(Stream.of(withoutTime(shown.output()).split("\n?…\n?", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining("(?s:.*)")));
        }
        if (shown.command().equals("docker compose up -d db")) {
            awaitHealth(project);
        }
    }

    private static void awaitHealth(TestProject project) throws Exception {
        String ready = "until docker compose exec -T db pg_isready --host=127.0.0.1 -U jarvis; do sleep 1; done";
        assertThat(project.run(Map.of(), "timeout", "60", "bash", "-c", ready).exitCode())
                .isZero();
    }

    /** The headings as GitHub turns them into anchors. */
    private static List<String> anchors(Page page) {
        return page.text()
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    private static Path written(TestProject project) throws IOException {
        try (var files = Files.list(project.path("changelog/changes"))) {
            return files.filter(file -> file.toString().endsWith("_add_chat_mood.yaml"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Waits until it says how to connect, and ends it as Ctrl-C does. */
    private void serve(TestProject project, String command) throws Exception {
        Path output = folder.resolve("serve.log");
        Process process = project.start(output, "bash", "-c", "exec " + command);
        try {
            for (int i = 0;
                    i < 600 && process.isAlive() && !Files.readString(output).contains("Ctrl-C");
                    i++) {
                Thread.sleep(100);
            }
            assertThat(output).content().contains("jdbc:postgresql://127.0.0.1:", "psql \"host=127.0.0.1 port=");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** Makes the edit that is marked as new. */
    private static void edit(TestProject project, String shown) throws IOException {
        edit(project, TestProject.entity("Chat"), shown);
    }

    /** @param file the source of the entity */
    static void edit(TestProject project, String file, String shown) throws IOException {
        String title = "    private String title;\n";
        String addition = shown.substring(shown.indexOf(title) + title.length()).replaceAll(" *// new", "");
        project.edit(file, title, title + addition);
    }

    private static List<Shown> withoutDocker(Page page) {
        Set<String> sections = sectionsWithDocker(page);
        return page.commands().stream()
                .filter(shown -> !sections.contains(shown.section()))
                .toList();
    }

    private static Set<String> sectionsWithDocker(Page page) {
        return page.commands().stream()
                .filter(shown -> shown.command().startsWith("docker "))
                .map(Shown::section)
                .collect(Collectors.toSet());
    }

    /** A command's words but for those that stand for anything: {@code <revision>}, a message. */
    private static Set<String> parts(String command) {
        return Stream.of(command.replaceAll("\"[^\"]*\"", "").split(" +"))
                .map(word -> word.replaceAll("(?<=Tag=|Count=|message=|^)(<.*>|\\d+)$", ""))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String withoutTime(String text) {
        return text.replaceAll("\\d{14}_(?=add_chat_mood)", "TIME_");
    }
}
