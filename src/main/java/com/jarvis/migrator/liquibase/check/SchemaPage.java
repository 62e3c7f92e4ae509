package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.autogenerate.ChangelogSchema;
import com.jarvis.migrator.autogenerate.RollbackOnlyTransaction;
import com.jarvis.migrator.changelog.AtomicFile;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.schemadoc.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;

/** {@code schema.md} beside the master changelog: the schema that the changelog creates, for reviewers. */
public final class SchemaPage {

    private final Changelog changelog;
    private final Database database;

    /** @param database any PostgreSQL database; a scratch schema is created in it and rolled back */
    public SchemaPage(Changelog changelog, Database database) {
        this.changelog = changelog;
        this.database = database;
    }

    Path file() {
        return changelog.master().resolveSibling("schema.md");
    }

    /** The page as it should be. */
    String text(DatabaseChangeLog parsed) throws Exception {
        return RollbackOnlyTransaction.run(
                database,
                connection -> Markdown.of(
                        ChangelogSchema.of(
                                        parsed.getChangeSets(), new ChangeLogParameters(database), database, connection)
                                .catalog(connection),
                        changelog.name()));
    }

    /**
     * Writes the page if it is out of date and the project has its changelog on disk. If it cannot be written, the user is
     * told and the goal goes on.
     *
     * @return the file, if it was written
     */
    public Optional<Path> refresh(DatabaseChangeLog parsed) {
        if (!Files.isRegularFile(changelog.master())) {
            return Optional.empty();
        }
        try {
            String text = text(parsed);
            if (Files.isRegularFile(file()) && read().equals(text)) {
                return Optional.empty();
            }
            AtomicFile.write(file(), text);
            return Optional.of(file());
        } catch (Exception e) {
            System.err.println(changelog.project().relativize(file()) + " was not updated: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The current page with Unix line breaks; empty if there is none. */
    String read() throws IOException {
        return Files.isRegularFile(file()) ? Files.readString(file()).replace("\r\n", "\n") : "";
    }
}
