package com.jarvis.migrator;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The folder for what a build creates and nobody commits. A branch can bring files for it, so what is read there is not trusted: a file
 * that is too large, that is a link, or that cannot be read is as good as none.
 */
public final class BuildFolder {

    /** Some ten thousand tables, or some hundred thousand files. */
    private static final long MOST_BYTES = 64L << 20;

    private BuildFolder() {}

    /** {@code target} or, in a project without a POM that has it, {@code build}; it may not exist. */
    public static Path of(Path project) {
        Path build = project.resolve("build");
        return Files.isDirectory(build) && Files.notExists(project.resolve("pom.xml"))
                ? build
                : project.resolve("target");
    }

    /** Writes a file. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** Reads a file; a {@link RuntimeException} means that it has not the right format. */
    @FunctionalInterface
    public interface Reader<T> {
        Optional<T> read(InputStream in) throws IOException, ClassNotFoundException;
    }

    /** Writes a file of the folder; without the folder, or if that fails, there is none. */
    public static void write(Path file, Writer writer) {
        if (!Files.isDirectory(file.getParent())) {
            return;
        }
        try {
            Files.deleteIfExists(file); // where it is a link, it leads to a file of somebody else
            try (var out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
                writer.write(out);
            }
        } catch (IOException e) {
            file.toFile().delete();
        }
    }

    /** Reads a file of the folder; empty if it is missing or not what {@link #write} has written. */
    public static <T> Optional<T> read(Path file, Reader<T> reader) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || file.toFile().length() > MOST_BYTES) {
            return Optional.empty();
        }
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return reader.read(in);
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
