package com.jarvis.migrator.changelog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is written completely or not at all: its new text is in a temporary file in the same folder until {@link
 * #move} puts it in its place. Closing removes the temporary file.
 */
public final class AtomicFile implements AutoCloseable {

    private final Path target;
    private final Path temporary;

    private AtomicFile(Path target) {
        this.target = target;
        this.temporary = target.resolveSibling(temporary(target.getFileName().toString()));
    }

    /** The name of the temporary file, which a killed process may leave behind. */
    static String temporary(String name) {
        return "." + name + ".tmp";
    }

    /** Writes the text in UTF-8 to the temporary file. The file itself is as before. */
    static AtomicFile prepare(Path file, String text) throws IOException {
        AtomicFile prepared = new AtomicFile(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath());
        try {
            Files.writeString(prepared.temporary, text);
            return prepared;
        } catch (IOException e) {
            prepared.close();
            throw e;
        }
    }

    /** Writes the text in UTF-8. */
    public static void write(Path file, String text) throws IOException {
        try (AtomicFile prepared = prepare(file, text)) {
            prepared.move();
        }
    }

    /** Replaces the file. */
    void move() throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // Nobody reads it, and the next one has the same name or removes it.
        }
    }
}
