package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of changesets that one migration replaces, and what becomes of them.
 *
 * @param files in their order
 * @param includes their numbers among the includes of the master
 * @param aside where each of them goes, in the same order; none to delete them
 */
public record ReplacedFiles(List<Path> files, List<Integer> includes, List<Path> aside) {

    /** What the migration and the master will be, by file. */
    public Map<Path, String> texts(Migration migration, MigrationFiles target) throws MigratorException {
        Map<Path, String> texts = new LinkedHashMap<>();
        Path file = target.folder().resolve(migration.fileName());
        texts.put(file, migration.text());
        texts.put(target.master().file(), target.master().replaced(includes, file));
        return texts;
    }

    /**
     * Writes the migration, has the master include it in place of the files, and moves or deletes these; all or nothing.
     *
     * @param texts the migration and the master
     * @throws MigratorException if something cannot be written; then nothing has changed
     */
    public void replace(Map<Path, String> texts, MigrationFiles target) throws MigratorException {
        Path migration = texts.keySet().iterator().next();
        Path master = target.master().file();
        Deque<Path[]> moved = new ArrayDeque<>();
        String before = null;
        Path current = master;
        try {
            before = Files.readString(master);
            target.write(texts, migration);
            for (int i = 0; i < aside.size(); i++) {
                current = aside.get(i);
                Files.createDirectories(current.getParent());
                Files.move(files.get(i), current);
                moved.push(new Path[] {files.get(i), current});
            }
            if (aside.isEmpty()) {
                deleteAll();
            }
        } catch (IOException e) {
            undo(moved, migration, master, before);
            throw new MigratorException(
                    "%s cannot be written (%s), so nothing was changed.\nMake the folder writable."
                            .formatted(current, e),
                    e);
        }
    }

    /** Once the master no longer includes them, a file that stays does no harm. */
    private void deleteAll() throws MigratorException {
        List<String> failed = new ArrayList<>();
        for (Path file : files) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                failed.add(file.toString());
            }
        }
        if (!failed.isEmpty()) {
            throw new MigratorException(
                    "The migration was written, but these files cannot be deleted. No changelog includes them any more; delete them:\n  "
                            + String.join("\n  ", failed));
        }
    }

    private static void undo(Deque<Path[]> moved, Path migration, Path master, String before) {
        try {
            for (Path[] move : moved) {
                Files.move(move[1], move[0]);
            }
            if (before != null) {
                AtomicFile.write(master, before);
                Files.deleteIfExists(migration);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
