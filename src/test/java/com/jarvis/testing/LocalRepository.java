package com.jarvis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The migrator in the local Maven repository as {@code mvn install} would put it there, but in a version of its own, so that it
 * replaces nothing there. Closing removes it.
 *
 * @param version for the dependencies of a project
 */
public record LocalRepository(String version) implements AutoCloseable {

    private static final String VERSION = "<version>1.0.0-SNAPSHOT</version>";

    /** Installs this build's classes. */
    public static LocalRepository withTheMigrator() throws IOException {
        LocalRepository repository =
                new LocalRepository("0-test-" + ProcessHandle.current().pid());
        Path folder = Files.createDirectories(repository.folder());
        String pom = Files.readString(Path.of("pom.xml"));
        Files.writeString(
                folder.resolve(repository.file("pom")),
                pom.replace(VERSION, "<version>%s</version>".formatted(repository.version)));
        jar(Path.of("target/classes"), folder.resolve(repository.file("jar")));
        return repository;
    }

    /** What is in a folder, as a jar. */
    public static Path jar(Path content, Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(content)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(content.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private String file(String type) {
        return "jarvis-migrator-%s.%s".formatted(version, type);
    }

    private Path folder() {
        String repository = System.getProperty("maven.repo.local");
        Path root = repository == null
                ? Path.of(System.getProperty("user.home"), ".m2", "repository")
                : Path.of(repository);
        return root.resolve("com/jarvis/jarvis-migrator").resolve(version);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder())) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
