package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The project's {@code .postgres}, which git ignores: the data, the programs, the password and the server's log.
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
            if (!Files.isWritable(folder.path)) {
                throw new AccessDeniedException(folder.path.toString());
            }
            folder.create(folder.path.resolve(".gitignore"), "*\n"); // git ignores the folder, in any project
            folder.create(folder.lock(), "");
        } catch (IOException e) {
            throw folder.unusable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw folder.unusable(e);
        }
        return folder;
    }

    private void create(Path file, String text) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            Files.writeString(file, text);
            Owner.of(path).take(file);
        }
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

    /** Removes a file, or a folder with its content, if it exists. */
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

    /** The message for a failure that has no message of its own. */
    MigratorException unusable(Exception e) {
        if (e instanceof AccessDeniedException || String.valueOf(e.getMessage()).contains("Read-only file system")) {
            return new MigratorException(
                    """
                    The embedded PostgreSQL keeps its database in %1$s, and %2$s cannot write there.
                    Make it writable:
                        sudo chown -R %2$s %3$s && chmod -R u+rwX %3$s
                    or use a PostgreSQL server: copy liquibase.properties.example to liquibase.properties.""".formatted(path, System.getProperty("user.name"), Files.exists(path) ? path : path.getParent()));
        }
        return broken(e instanceof SQLException ? e.getMessage() : e.toString());
    }

    /** @param why the reason, as a sentence */
    MigratorException broken(String why) {
        return new MigratorException("""
                The embedded PostgreSQL in %1$s does not start.
                %2$s
                To keep its data, fix that (the server's log is %3$s). To start with an empty database instead:
                    rm -rf %1$s""".formatted(path, why, log()));
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
