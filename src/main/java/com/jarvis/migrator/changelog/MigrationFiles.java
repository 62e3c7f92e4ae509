package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The migrations' files.
 *
 * @param master the changelog that includes them
 * @param folder the folder in which they are
 */
public record MigrationFiles(MasterChangelog master, Path folder) {

    /** The revisions of the migrations that are there: the stems of the files in the folder. */
    public List<String> revisions() throws MigratorException {
        return names().stream().map(name -> name.replaceFirst("\\.[^.]*$", "")).toList();
    }

    /** The names of the files in the folder, in their order. */
    List<String> names() throws MigratorException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new MigratorException(
                    folder + " cannot be read (" + e + "), so no migration was written.\nMake the folder readable.", e);
        }
    }

    /**
     * Writes the migration and includes it in the master; either both or none.
     *
     * @return the migration's file
     * @throws MigratorException if one of them can't be written; nothing is changed then
     */
    public Path write(Migration migration) throws MigratorException {
        return write(List.of(migration)).get(0);
    }

    /**
     * Writes the migrations and includes them in the master, in their order; either all of it or nothing.
     *
     * @return the migrations' files
     * @throws MigratorException if something can't be written; nothing is changed then
     */
    public List<Path> write(List<Migration> migrations) throws MigratorException {
        List<Path> written = new ArrayList<>();
        boolean included = false;
        try {
            for (Migration migration : migrations) {
                written.add(writeFile(migration));
            }
            master.append(written);
            included = true;
        } finally {
            if (!included) {
                for (Path file : written) {
                    delete(file);
                }
            }
        }
        return written;
    }

    private Path writeFile(Migration migration) throws MigratorException {
        Path file = folder.resolve(migration.fileName());
        if (Files.exists(file)) {
            throw new MigratorException(file + " already exists, so no migration was written.\nRun the command again.");
        }
        try {
            Files.createDirectories(folder);
            AtomicFile.write(file, migration.text());
        } catch (IOException e) {
            throw new MigratorException(
                    file + " cannot be written (" + e + "), so no migration was written.\nMake the folder writable.",
                    e);
        }
        return file;
    }

    private static void delete(Path file) throws MigratorException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new MigratorException(
                    file + " is not included in the master changelog and cannot be deleted (" + e
                            + ").\nDelete the file.",
                    e);
        }
    }
}
