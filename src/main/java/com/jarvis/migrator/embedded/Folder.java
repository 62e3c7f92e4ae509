package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The project's {@code .postgres}: the data, the programs, the password and the server's log.
 *
 * @param path the folder itself, absolute
 */
record Folder(Path path) {

    static Folder in(Path project) throws MigratorException {
        Folder folder = new Folder(project.toAbsolutePath().normalize().resolve(".postgres"));
        try {
            if (!Files.exists(folder.path)) {
                Files.createDirectory(folder.path);
                folder.closeToOthers();
                Owner.of(project).take(folder.path);
            }
        } catch (IOException e) {
            throw folder.unusable(e);
        }
        if (!Files.isWritable(folder.path) || !Files.isReadable(folder.path) || !Files.isExecutable(folder.path)) {
            throw new MigratorException("""
                    The embedded PostgreSQL's folder %1$s cannot be written by %2$s.
                    It keeps the database, so no goal can run on it. Take it over:
                        sudo chown -R %2$s %1$s && chmod u+rwx %1$s
                    or use a PostgreSQL server: copy liquibase.properties.example to liquibase.properties.""".formatted(folder.path, System.getProperty("user.name")));
        }
        return folder;
    }

    Path data() {
        return path.resolve("data");
    }

    Path passfile() {
        return path.resolve("pgpass");
    }

    Path log() {
        return path.resolve("log");
    }

    Path lock() {
        return path.resolve("lock");
    }

    /** Removes a file or a folder with all that is in it; nothing where there is none. */
    static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    /** The message for what has no message of its own. */
    MigratorException unusable(Exception e) {
        return new MigratorException("""
                The embedded PostgreSQL in %1$s cannot be used: %2$s
                Put that right, or start with an empty database, which forgets the one in there:
                    rm -rf %1$s""".formatted(path, e), e);
    }

    private void closeToOthers() {
        path.toFile().setReadable(false, false);
        path.toFile().setWritable(false, false);
        path.toFile().setExecutable(false, false);
        path.toFile().setReadable(true, true);
        path.toFile().setWritable(true, true);
        path.toFile().setExecutable(true, true);
    }
}
