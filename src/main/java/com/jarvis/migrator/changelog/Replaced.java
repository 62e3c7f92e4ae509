package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.change.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.ChangeSetExecutedPrecondition;

/**
 * What a squash replaces, as preconditions of Liquibase's: its precondition is that the database has not run all of it.
 *
 * @param conditions one for each changeset: its kind, and its attributes or the conditions in it
 */
public record Replaced(List<Map<String, Object>> conditions) {

    /** What happens if the condition is not met. Commands that write a script check it as well. */
    static final Map<String, Object> OPTIONS = Entry.attributes("onFail", "MARK_RAN", "onSqlOutput", "TEST");

    /** What an ordinary migration replaces. */
    static final Replaced NOTHING = new Replaced(List.of());

    /** The changesets, in their order. For one that is a squash itself, a database may have run what that one has replaced. */
    public static Replaced of(List<ChangeSet> changeSets) {
        return new Replaced(changeSets.stream().map(Replaced::condition).toList());
    }

    private static Map<String, Object> condition(ChangeSet changeSet) {
        Map<String, Object> executed =
                executed(changeSet.getId(), changeSet.getAuthor(), changeSet.getStoredFilePath());
        Optional<Squash> squash = Squash.of(changeSet);
        return squash.isEmpty()
                ? executed
                : Map.of("or", List.of(executed, condition(squash.get().replaced())));
    }

    private static Map<String, Object> condition(Precondition written) {
        return written instanceof ChangeSetExecutedPrecondition one
                ? executed(one.getId(), one.getAuthor(), one.getChangeLogFile())
                : Map.of(
                        written.getName(),
                        ((PreconditionLogic) written)
                                .getNestedPreconditions().stream()
                                        .map(Replaced::condition)
                                        .toList());
    }

    private static Map<String, Object> executed(String id, String author, String file) {
        return Map.of("changeSetExecuted", Entry.attributes("id", id, "author", author, "changeLogFile", file));
    }

    /** Whether this is of an ordinary migration. */
    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** The condition that the database has not run all of them. */
    Map<String, Object> not() {
        return Map.of("not", List.of(Map.of("and", conditions)));
    }
}
