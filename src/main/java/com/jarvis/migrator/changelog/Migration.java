package com.jarvis.migrator.changelog;

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
 */
public record Migration(String revision, String author, Operations operations, boolean inTransaction) {

    /** A migration that runs in one transaction. */
    public Migration(String revision, String author, Operations operations) {
        this(revision, author, operations, true);
    }

    /** The name of the file in the folder of the migrations. */
    public String fileName() {
        return revision + ".yaml";
    }

    /** The entries under {@code rollback}. */
    public List<Entry> rollback() {
        return Changes.of(operations.downgrade(), inTransaction);
    }

    /** The text of the file. */
    public String text() {
        List<Entry> changes = Changes.of(operations.upgrade(), inTransaction);
        List<Entry> rollback = rollback();
        boolean quotes = LiquibaseNames.needQuotes(changes) || LiquibaseNames.needQuotes(rollback);
        Map<String, Object> attributes = Entry.attributes(
                "id",
                revision,
                "author",
                author,
                "objectQuotingStrategy",
                quotes ? "QUOTE_ALL_OBJECTS" : null,
                "runInTransaction",
                inTransaction ? null : false);
        StringBuilder text = new StringBuilder();
        Header.lines(operations.upgrade()).forEach(l -> text.append(Yaml.comment(l, 0)));
        text.append("databaseChangeLog:\n- changeSet:\n")
                .append(Yaml.of(attributes, 4))
                .append("    changes:\n");
        if (operations.isEmpty()) {
            text.append(Yaml.comment("Write the changes here: https://docs.liquibase.com/change-types", 4));
        }
        text.append(Yaml.list(changes, 4));
        text.append(Yaml.list(List.of(Entry.Change.of("tagDatabase", "tag", revision)), 4));
        if (rollback.isEmpty()) {
            if (operations.isEmpty() || operations.upgrade().stream().anyMatch(AuthorNote.class::isInstance)) {
                text.append(Yaml.comment("Replace the [] by the changes that undo them, the last one first.", 4));
            }
            return text.append("    rollback: []\n").toString();
        }
        return text.append("    rollback:\n").append(Yaml.list(rollback, 4)).toString();
    }
}
