package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.changelog.ChangeSet;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.precondition.ErrorPrecondition;
import liquibase.precondition.FailedPrecondition;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.NotPrecondition;

/** Says which precondition was not met. Liquibase's text for {@code not} is "Not precondition failed" (5.0.4). */
public final class UnmetPrecondition {

    /** An attribute of a changeset of which only the row in the history was written or removed; nothing of it was run. May be the reason, as text. */
    public static final String HISTORY_ONLY = "jarvis.historyOnly";

    private UnmetPrecondition() {}

    /** The preconditions that failed, as in {@code not tableExists depot}. */
    public static String text(PreconditionFailedException failure) {
        return failure.getFailedPreconditions().stream()
                .map(UnmetPrecondition::text)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** The errors that stopped the check of preconditions. */
    public static String text(PreconditionErrorException failure) {
        return failure.getErrorPreconditions().stream()
                .map(UnmetPrecondition::text)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String text(FailedPrecondition failed) {
        return failed.getPrecondition() instanceof NotPrecondition not
                ? not.getNestedPreconditions().stream()
                        .map(nested -> "not " + text(nested))
                        .collect(Collectors.joining(", "))
                : firstLine(failed.getMessage());
    }

    private static String text(ErrorPrecondition error) {
        Throwable cause = error.getCause();
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return firstLine(String.valueOf(cause.getMessage()));
    }

    private static String text(Precondition precondition) {
        Stream<String> parts = precondition instanceof PreconditionLogic logic
                ? logic.getNestedPreconditions().stream().map(nested -> "(" + text(nested) + ")")
                : precondition.getSerializableFields().stream()
                        .map(precondition::getSerializableFieldValue)
                        .filter(value -> value instanceof String || value instanceof Number || value instanceof Boolean)
                        .map(value -> firstLine(value.toString()));
        return Stream.concat(Stream.of(precondition.getName()), parts).collect(Collectors.joining(" "));
    }

    private static String firstLine(String text) {
        return Printable.line(text.strip().lines().findFirst().orElse(""));
    }

    /** The line about a changeset that was marked as run, and whose row in the history a rollback removed. */
    public static String removed(ChangeSet changeSet) {
        return "Removed from the history: %s (it was marked as run, not executed, so there is nothing to undo)"
                .formatted(ChangeSetName.of(changeSet));
    }
}
