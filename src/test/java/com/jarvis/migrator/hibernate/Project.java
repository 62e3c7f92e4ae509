package com.jarvis.migrator.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A Maven project in a folder: sources, classes, and jars of its dependencies. */
public record Project(Path base) {

    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

    /** It keeps the libraries open between compilations; to open them takes longer than to compile some entities. */
    private static final StandardJavaFileManager LIBRARIES = JAVAC.getStandardFileManager(null, null, null);

    private static final String HEADER = "package %s;\nimport jakarta.persistence.*;\nimport java.util.*;\n";

    /** Writes a source; the package and the imports of jakarta.persistence and java.util need not be in the text. */
    public Project source(String type, String text) {
        int dot = type.lastIndexOf('.');
        return file(
                "src/main/java/" + type.replace('.', '/') + ".java", HEADER.formatted(type.substring(0, dot)) + text);
    }

    public Project file(String path, String text) {
        try {
            Path file = base.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles all sources into target/classes. */
    public Project compile() throws IOException {
        compile(LIBRARIES);
        return this;
    }

    /** Compiles all sources into target/classes, with more options of the compiler. */
    public Project compile(String... more) throws IOException {
        try (StandardJavaFileManager files = JAVAC.getStandardFileManager(null, null, null)) {
            compile(files, more);
        }
        return this;
    }

    private void compile(StandardJavaFileManager files, String... more) throws IOException {
        Path classes = Files.createDirectories(base.resolve("target/classes"));
        try (Stream<Path> sources = Files.walk(base.resolve("src/main/java"))) {
            List<String> options = Stream.concat(Stream.of("-d", classes.toString(), "-proc:none"), Stream.of(more))
                    .toList();
            List<Path> paths =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(JAVAC.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(paths))
                            .call())
                    .isTrue();
        }
    }

    void delete(String path) throws IOException {
        Files.delete(base.resolve(path));
    }

    /** Moves target/classes into a jar without directory entries, as some build tools write them. */
    Path jar() throws IOException {
        Path jar = base.resolve("library.jar");
        Path classes = base.resolve("target/classes");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                entries.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }

    /** Reads target/classes and the jars besides what this test runs with. */
    public ClassLoader classLoader(Path... jars) {
        return new URLClassLoader(
                Stream.concat(Stream.of(base.resolve("target/classes")), Stream.of(jars))
                        .map(Project::url)
                        .toArray(URL[]::new),
                Project.class.getClassLoader());
    }

    /** The jars in a folder. */
    public static Path[] jars(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.toArray(Path[]::new);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
