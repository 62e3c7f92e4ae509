package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of the migrations.
 *
 * @param master the changelog that includes them
 * @param folder the folder that contains them
 */
public record MigrationFiles(MasterChangelog master, Path folder) {

    /** The revisions of the migrations: the file names in the folder, without extension. */
    public List<String> revisions() throws MigratorException {
        return names().stream().map(name -> name.replaceFirst("\\.[^.]*$", "")).toList();
    }

    /** The file names in the folder, sorted. */
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

    /** The names of the files in the folder that Liquibase could include, sorted; other files cannot be migrations. */
    List<String> changelogs() throws MigratorException {
        return names().stream()
                .filter(name -> name.matches("(?i)[^.].*\\.(yaml|yml|xml|json|sql)"))
                .filter(name -> Files.isRegularFile(folder.resolve(name)))
                .toList();
    }

    /**
     * Writes a migration and includes it in the master changelog; either both or nothing.
     *
     * @return the file of the migration
     * @throws MigratorException if one of them cannot be written; then nothing has changed
     */
    public Path write(Migration migration) throws MigratorException {
        return write(List.of(migration)).get(0);
    }

    /**
     * Writes migrations and includes them in the master changelog, in their order; either all or nothing.
     *
     * @return the files of the migrations
     * @throws MigratorException if something cannot be written; then nothing has changed
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
