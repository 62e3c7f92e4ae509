package com.jarvis.migrator.liquibase.check;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.AndPrecondition;
import liquibase.precondition.core.RowCountPrecondition;
import liquibase.precondition.core.SqlPrecondition;
import liquibase.precondition.core.TableIsEmptyPrecondition;

/**
 * The preconditions at the top of the changelog's files. Liquibase evaluates them whenever it reads the changelog, on the live
 * database. Those that run SQL or a class of the changelog's may do anything there.
 */
public final class ChangelogPreconditions {

    private ChangelogPreconditions() {}

    /** Whether a command runs the changelog, so that all of its preconditions are to be evaluated. */
    public static boolean areEvaluated(String command) {
        return command.matches("(update|rollback|migrate).*") && !command.matches("(?i).*sql");
    }

    /**
     * Removes the preconditions that run SQL or a class, each with the {@code not} or {@code or} around it.
     *
     * @return the texts of what was removed, for instance {@code sqlCheck select count(*) from users}
     */
    public static List<String> removeActing(DatabaseChangeLog changelog) {
        return remove(changelog.getPreconditions()).toList();
    }

    private static Stream<String> remove(PreconditionLogic all) {
        return List.copyOf(all.getNestedPreconditions()).stream()
                .filter(ChangelogPreconditions::acts)
                .flatMap(precondition -> {
                    if (precondition instanceof AndPrecondition and) { // the preConditions of a file are one, too
                        return remove(and);
                    }
                    all.getNestedPreconditions().remove(precondition);
                    return Stream.of(text(precondition));
                });
    }

    /**
     * What is not of Liquibase's core only looks at the catalog by chance. Nor is a name with a quote: Liquibase puts the
     * schema of indexExists into SQL as it is (IndexExistsPrecondition, 5.0.4).
     */
    private static boolean acts(Precondition precondition) {
        return precondition instanceof PreconditionLogic logic
                ? logic.getNestedPreconditions().stream().anyMatch(ChangelogPreconditions::acts)
                : precondition instanceof SqlPrecondition
                        || precondition instanceof RowCountPrecondition
                        || precondition instanceof TableIsEmptyPrecondition
                        || !precondition.getClass().getPackageName().equals("liquibase.precondition.core")
                        || precondition.getSerializableFields().stream()
                                .map(precondition::getSerializableFieldValue)
                                .anyMatch(value -> value instanceof String name && name.matches("(?s).*['\\\\;].*"));
    }

    private static String text(Precondition precondition) {
        if (precondition instanceof PreconditionLogic logic) {
            return precondition.getName()
                    + logic.getNestedPreconditions().stream()
                            .map(ChangelogPreconditions::text)
                            .collect(Collectors.joining(", ", " (", ")"));
        }
        return precondition instanceof SqlPrecondition check
                ? check.getName() + " " + check.getSql().strip()
                : precondition.getName();
    }
}
