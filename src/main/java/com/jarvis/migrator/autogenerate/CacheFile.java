package com.jarvis.migrator.autogenerate;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in {@code target} that caches a slow result from one goal to the next. A file that cannot be read or written is
 * ignored, and the result computed again.
 */
public record CacheFile<T extends Serializable>(Path file, Class<T> type) {

    /** @param project the base directory; without a {@code target} in it, nothing is cached */
    public static <T extends Serializable> CacheFile<T> in(Path project, String name, Class<T> type) {
        return new CacheFile<>(project.resolve("target").resolve(name), type);
    }

    /** Writes the value; a failure deletes the file. */
    public void write(T kept) {
        if (!Files.isDirectory(file.getParent())) {
            return;
        }
        try (var out = new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeObject(kept);
        } catch (IOException e) {
            file.toFile().delete();
        }
    }

    /** The cached value; empty if the file is missing, incomplete or from another version. */
    public Optional<T> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var in = new ObjectInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("com.jarvis.migrator.**;java.base/*;!*"));
            return Optional.of(type.cast(in.readObject()));
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
