package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.autogenerate.ChangelogSchema;
import com.jarvis.migrator.autogenerate.ChangelogSchemaCache;
import com.jarvis.migrator.autogenerate.ChangelogScript;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.changelog.AtomicFile;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.schemadoc.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;

/** {@code schema.md}: the schema that the changelog creates, for reviewers. */
public final class SchemaPage {

    private final Changelog changelog;
    private final Database database;

    /** @param database the live one; it is only read */
    public SchemaPage(Changelog changelog, Database database) {
        this.changelog = changelog;
        this.database = database;
    }

    Path file() {
        return changelog.page();
    }

    /** The page as it should be, without what is cached. */
    String text(DatabaseChangeLog parsed) throws Exception {
        return text(ChangelogSchema.of(script(parsed)));
    }

    private String text(ChangelogSchema schema) {
        return Markdown.of(schema.catalog(), changelog.name());
    }

    private ChangelogScript script(DatabaseChangeLog parsed) throws Exception {
        return ChangelogScript.of(parsed.getChangeSets(), Changelog.parameters(database), database);
    }

    /**
     * Writes the page if it is out of date and the project has its changelog on disk. If that fails, it prints why, and the
     * goal continues.
     *
     * @return the file, if it was written
     */
    public Optional<Path> refresh(DatabaseChangeLog parsed) {
        return refreshing(parsed, null).get();
    }

    /**
     * As {@link #refresh}, in the background; the result waits for it.
     *
     * @param affected the tables and views that the new changesets affect; null if that is not known
     */
    public Supplier<Optional<Path>> refreshing(DatabaseChangeLog parsed, Catalog affected) {
        if (!Files.isRegularFile(changelog.master())) {
            return Optional::empty;
        }
        try {
            ChangelogScript script = script(parsed);
            FutureTask<String> text =
                    new FutureTask<>(() -> text(new ChangelogSchemaCache(changelog.project()).of(script, affected)));
            Thread thread = new Thread(text, "schema page");
            thread.setDaemon(true);
            thread.start();
            return () -> write(text);
        } catch (Exception e) {
            return () -> notUpdated(e);
        }
    }

    private Optional<Path> write(FutureTask<String> text) {
        try {
            if (Files.isRegularFile(file()) && read().equals(text.get())) {
                return Optional.empty();
            }
            AtomicFile.write(file(), text.get());
            return Optional.of(file());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notUpdated(e);
        } catch (ExecutionException e) {
            return notUpdated(e.getCause());
        } catch (IOException e) {
            return notUpdated(e);
        }
    }

    private Optional<Path> notUpdated(Throwable e) {
        Console.err().println(changelog.project().relativize(file()) + " was not updated: " + e.getMessage());
        return Optional.empty();
    }

    /** The current page with Unix line breaks; empty if there is none. */
    String read() throws IOException {
        return Files.isRegularFile(file()) ? Files.readString(file()).replace("\r\n", "\n") : "";
    }
}
