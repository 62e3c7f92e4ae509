package com.jarvis.migrator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The checksum of a file: CRC-32 and CRC-32C together, 64 bits. It detects that a file has changed, but not that somebody has
 * changed it with intent, which {@link Digest} does. A JVM without the optimizing compiler (as in {@code .mvn/jvm.config})
 * computes it many times as fast as SHA-256.
 */
public final class Checksum {

    private static final int BUFFER = 1 << 16;

    private Checksum() {}

    /**
     * The checksum of a file's content.
     *
     * @return 16 hexadecimal digits
     */
    public static String of(Path file) throws IOException {
        CRC32 first = new CRC32();
        CRC32C second = new CRC32C();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read; (read = in.read(buffer)) > 0; ) {
                first.update(buffer, 0, read);
                second.update(buffer, 0, read);
            }
        }
        return "%08x%08x".formatted(first.getValue(), second.getValue());
    }

    /**
     * The checksums of all files in a folder and below it.
     *
     * @return a line for each file, in the order of their paths: its checksum and its path in the folder
     */
    public static String ofFolder(Path folder) throws IOException {
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                lines.append(of(file))
                        .append(' ')
                        .append(folder.relativize(file))
                        .append('\n');
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return lines.toString();
    }
}
