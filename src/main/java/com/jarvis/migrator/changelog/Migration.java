package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.change.Changes;
import com.jarvis.migrator.changelog.change.Entry;
import com.jarvis.migrator.changelog.change.LiquibaseNames;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operations;
import java.util.List;
import java.util.Map;

/**
 * One migration: a changelog file with one changeset and its rollback.
 *
 * @param revision the name of the file without extension, which is also the id and the tag of the changeset
 * @param author the changeset's author
 * @param operations the changes and their rollback; none for a migration that the author writes
 * @param inTransaction whether it runs in one transaction; otherwise it creates and drops indexes concurrently
 * @param format in which it is written
 * @param comment what its file begins with; null for what the operations do
 * @param preConditions where it counts as run; usually none
 */
public record Migration(
        String revision,
        String author,
        Operations operations,
        boolean inTransaction,
        MigrationFormat format,
        String comment,
        PreConditions preConditions) {

    /** A migration in YAML. */
    public Migration(String revision, String author, Operations operations, boolean inTransaction) {
        this(revision, author, operations, inTransaction, MigrationFormat.YAML, null, PreConditions.NONE);
    }

    /** A migration in YAML that runs in one transaction. */
    public Migration(String revision, String author, Operations operations) {
        this(revision, author, operations, true);
    }

    /** What a database had before its first migration, so that an empty one gets it. */
    public static Migration baseline(String revision, String author, Operations operations) {
        return new Migration(
                revision,
                author,
                operations,
                true,
                MigrationFormat.YAML,
                "Baseline: what the database had before its first migration, with all names. A new database runs it; in the"
                        + " one that it was read from, it counts as run.",
                PreConditions.NONE);
    }

    /** The same migration, which counts as run where these preconditions are not met. */
    public Migration with(PreConditions conditions) {
        return new Migration(revision, author, operations, inTransaction, format, comment, conditions);
    }

    /**
     * What replaces other changesets for new databases.
     *
     * @param comment what its file begins with
     */
    public static Migration squash(
            String revision, String author, Operations operations, String comment, PreConditions conditions) {
        return new Migration(revision, author, operations, true, MigrationFormat.YAML, comment, conditions);
    }

    /** The same migration in another format. */
    public Migration in(MigrationFormat other) {
        return new Migration(revision, author, operations, inTransaction, other, comment, preConditions);
    }

    /** The name of the file in the folder of the migrations. */
    public String fileName() {
        return revision + format.extension();
    }

    /**
     * The text of the file.
     *
     * @throws MigratorException if the format cannot express it
     */
    public String text() throws MigratorException {
        return format.text(this);
    }

    /** The comment at the top of the file, in lines. */
    public List<String> header() {
        return comment == null ? Header.lines(operations.upgrade()) : Header.wrapped(List.of(comment));
    }

    /** The entries under {@code changes}, without the tag. */
    public List<Entry> changes() {
        return Changes.of(operations.upgrade(), inTransaction);
    }

    /** The entries under {@code rollback}. */
    public List<Entry> rollback() {
        return Changes.of(operations.downgrade(), inTransaction);
    }

    /** Whether its author has to write a part of it. */
    public boolean isForTheAuthor() {
        return operations.isEmpty() || operations.upgrade().stream().anyMatch(AuthorNote.class::isInstance);
    }

    /** The attributes of the changeset. */
    Map<String, Object> attributes() {
        boolean quotes = LiquibaseNames.needQuotes(changes()) || LiquibaseNames.needQuotes(rollback());
        return Entry.attributes(
                "id",
                revision,
                "author",
                author,
                "objectQuotingStrategy",
                quotes ? "QUOTE_ALL_OBJECTS" : null,
                "runInTransaction",
                inTransaction ? null : false);
    }
}
