package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import liquibase.database.Database;

/**
 * The empty master changelog that the first diff of a project needs to begin with. If that diff is refused, the file goes again:
 * with it, {@code update} would find nothing to apply in a project that has no migrations yet.
 */
final class BegunChangelog implements AutoCloseable {

    private final Changelog changelog;
    private final boolean hadFolder;
    private boolean isUndecided;

    /** Creates the file, if the project has none. */
    BegunChangelog(Changelog changelog, Database database) throws Exception {
        this.changelog = changelog;
        this.hadFolder = Files.exists(folder());
        this.isUndecided = changelog.begin(database);
    }

    /** Says that the file was created, and keeps it. */
    void keep() {
        if (isUndecided) {
            Console.out().println("Created " + changelog.name());
        }
        isUndecided = false;
    }

    @Override
    public void close() throws IOException {
        if (isUndecided && Files.readString(changelog.master()).equals(Changelog.EMPTY)) {
            Files.delete(changelog.master());
            if (!hadFolder) {
                Files.delete(folder());
            }
        }
    }

    private Path folder() {
        return changelog.master().getParent();
    }
}
