package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** The texts of migrations, by the files that they will have. */
    public Map<Path, String> texts(List<Migration> migrations) throws MigratorException {
        Map<Path, String> texts = new LinkedHashMap<>();
        for (Migration migration : migrations) {
            texts.put(folder.resolve(migration.fileName()), migration.text());
        }
        return texts;
    }

    /**
     * Writes migrations and includes them in the master changelog, in their order; either all or nothing.
     *
     * @return the files of the migrations
     * @throws MigratorException if something cannot be written; then nothing has changed
     */
    public List<Path> write(List<Migration> migrations) throws MigratorException {
        return write(texts(migrations), true);
    }

    /**
     * Writes migrations; either all or nothing.
     *
     * @param migrations their texts, by file, in their order
     * @param isIncluded whether they are included in the master changelog, in their order; it may include all files already
     * @return the files of the migrations
     * @throws MigratorException if something cannot be written; then nothing has changed
     */
    public List<Path> write(Map<Path, String> migrations, boolean isIncluded) throws MigratorException {
        Map<Path, String> texts = new LinkedHashMap<>(migrations);
        List<Path> files = List.copyOf(texts.keySet());
        for (Path file : files) {
            if (Files.exists(file)) {
                throw new MigratorException(
                        file + " already exists, so no migration was written.\nRun the command again.");
            }
        }
        if (isIncluded) {
            texts.put(master.file(), master.appended(files));
        }
        replace(texts, files);
        return files;
    }

    /**
     * Writes a migration and a master in which it replaces other files; either both or nothing.
     *
     * @param texts of both, by file
     * @throws MigratorException if one of them cannot be written; then nothing has changed
     */
    void write(Map<Path, String> texts, Path migration) throws MigratorException {
        if (Files.exists(migration)) {
            throw new MigratorException(
                    migration + " already exists, so no migration was written.\nRun the command again.");
        }
        replace(texts, List.of(migration));
    }

    /** All texts are on the disk before the first file is replaced, so a kill in between is unlikely. */
    private void replace(Map<Path, String> texts, List<Path> created) throws MigratorException {
        List<AtomicFile> prepared = new ArrayList<>();
        Path current = folder;
        boolean done = false;
        try {
            Files.createDirectories(folder);
            removeLeftOver();
            for (Map.Entry<Path, String> text : texts.entrySet()) {
                current = text.getKey();
                prepared.add(AtomicFile.prepare(current, text.getValue()));
            }
            for (AtomicFile file : prepared) {
                file.move();
            }
            done = true;
        } catch (IOException e) {
            throw new MigratorException(
                    "%s cannot be written (%s), so no migration was written.\nMake the %s writable."
                            .formatted(current, e, current.equals(master.file()) ? "file" : "folder"),
                    e);
        } finally {
            prepared.forEach(AtomicFile::close);
            if (!done) {
                for (Path file : created) {
                    delete(file);
                }
            }
        }
    }

    /** What a killed command was about to write. Only one command at a time writes in a project. */
    private void removeLeftOver() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("\\.(\\d{14}_|V|R__).*\\.(yaml|xml|sql)\\.tmp")) {
                    Files.deleteIfExists(file);
                }
            }
        }
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
