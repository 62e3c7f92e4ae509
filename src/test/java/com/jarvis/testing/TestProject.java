package com.jarvis.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A project in a separate folder, where a test may edit files and run goals as a user does. It contains this build's POM, the
 * migrator's sources and classes, and the entities and changelog of the tests.
 */
public record TestProject(Path folder) {

    /** The package of the project's entities. */
    public static final String PACKAGE = "com.jarvis.testing.model";

    /** The master changelog. */
    public static final String MASTER = "changelog/db.changelog-master.yaml";

    /** The naming strategy of the project, as a setting of Hibernate. */
    public static final Map<String, String> NAMING = Map.of(
            "hibernate.physical_naming_strategy",
            "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy");

    /** The result of a process: its exit code, and its standard output and error, interleaved as printed. */
    public record Run(int exitCode, String output) {}

    /** The entry of a migration in the master changelog. */
    public static String include(String revision) {
        return "- include:\n    file: changes/%s.yaml\n    relativeToChangelogFile: true\n".formatted(revision);
    }

    /** @param folder an empty folder, such as a {@code @TempDir} */
    public static TestProject copiedTo(Path folder) {
        try {
            ProjectCopy.ofTheTests(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TestProject(folder);
    }

    /**
     * The changelog alone, for tests that run commands in this process, with the entities on the class path.
     *
     * @param folder an empty folder
     */
    public static TestProject changelogIn(Path folder) {
        try {
            ProjectCopy.ofTheChangelog(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TestProject(folder);
    }

    /**
     * A copy of the whole project, including tests, with the service's entities and changelog as README.md describes them.
     *
     * @param folder an empty folder
     */
    public static TestProject ofTheService(Path folder) throws IOException {
        ProjectCopy.ofTheService(folder);
        return new TestProject(folder);
    }

    /** The path of an entity's source, relative to the project. */
    public static String entity(String name) {
        return "src/main/java/%s/%s.java".formatted(PACKAGE.replace('.', '/'), name);
    }

    /** @param path relative to the project, such as {@code changelog/changes} */
    public Path path(String path) {
        return folder.resolve(path);
    }

    /** Adds a migration: its file, and its entry at the end of the master changelog. */
    public void add(String revision, String yaml) throws IOException {
        Files.writeString(path("changelog/changes/" + revision + ".yaml"), yaml);
        list(revision);
    }

    /** Adds the entry of a migration at the end of the master changelog. */
    public void list(String revision) throws IOException {
        Files.writeString(path(MASTER), include(revision), StandardOpenOption.APPEND);
    }

    /** Replaces text in a file; fails if the file does not contain it. */
    public void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(path(file));
        if (!text.contains(from)) {
            throw new IllegalArgumentException("%s has no '%s'".formatted(file, from));
        }
        Files.writeString(path(file), text.replace(from, to));
    }

    /** Runs Maven in the project against a database, with the arguments that a user would type. */
    public Run mvn(TestDatabase database, String... arguments) throws IOException, InterruptedException {
        return mvn(with(database, arguments));
    }

    /** Runs Maven in the project with the arguments that a user would type, without the settings of the tests. */
    public Run mvn(String... arguments) throws IOException, InterruptedException {
        return finished(builder(arguments));
    }

    /** Runs any command in the project, with the Maven and Java of the tests first in its path. */
    public Run run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        return finished(process(environment, command));
    }

    /**
     * Starts any command in the project without waiting for it.
     *
     * @param output the file for standard output and error
     */
    public Process start(Path output, String... command) throws IOException {
        Process process =
                process(Map.of(), command).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        return process;
    }

    private static Run finished(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /**
     * Starts Maven in the project against a database without waiting for it, so that a test can kill it or start another.
     *
     * @param output the file for standard output and error
     */
    public Process start(TestDatabase database, Path output, String... arguments) throws IOException {
        Process process = builder(with(database, arguments))
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        return process;
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(maven(), "--no-transfer-progress"));
        Optional.ofNullable(System.getProperty("maven.repo.local"))
                .ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        return process(Map.of(), command.toArray(String[]::new));
    }

    private ProcessBuilder process(Map<String, String> environment, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("PG") || name.startsWith("LIQUIBASE_") || name.contains("DATABASE"));
        builder.environment().compute("PATH", (name, path) -> String.join(File.pathSeparator, path(), path));
        builder.environment().putAll(environment);
        return builder;
    }

    private static String[] with(TestDatabase database, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dliquibase.url=" + database.url());
        all.add("-Dliquibase.username=" + database.username());
        all.add("-Dliquibase.password=" + database.password());
        return all.toArray(String[]::new);
    }

    private static String path() {
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        return Optional.ofNullable(System.getProperty("maven.home"))
                .map(home -> Path.of(home, "bin") + File.pathSeparator + java)
                .orElse(java);
    }

    private static String maven() {
        String name = System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
        return Optional.ofNullable(System.getProperty("maven.home"))
                .map(home -> Path.of(home, "bin", name).toString())
                .orElse(name);
    }
}
