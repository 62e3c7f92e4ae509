package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.change.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.ChangeSetExecutedPrecondition;

/**
 * The preconditions of a changeset, as Liquibase has them. They are also checked where only a script is written.
 *
 * @param options what happens if they are not met, by name
 * @param conditions each its kind, and its attributes or the conditions in it
 */
public record PreConditions(Map<String, Object> options, List<Map<String, Object>> conditions) {

    /** Those of an ordinary migration. */
    static final PreConditions NONE = new PreConditions(Map.of(), List.of());

    /**
     * The changeset counts as run where another tool has done the same.
     *
     * @param query whose result is not 0 there
     * @param reason what is said then
     */
    public static PreConditions unless(String query, String reason) {
        return new PreConditions(
                Entry.attributes("onFail", "MARK_RAN", "onFailMessage", reason, "onSqlOutput", "TEST"),
                List.of(sqlCheck(0, query)));
    }

    /**
     * The changeset counts as run where all of these have run. For one that is a squash itself, a database may have run what that
     * one has replaced.
     */
    public static PreConditions unlessRun(List<ChangeSet> changeSets) {
        List<Map<String, Object>> replaced =
                changeSets.stream().map(PreConditions::executed).toList();
        return new PreConditions(
                Entry.attributes("onFail", "MARK_RAN", "onSqlOutput", "TEST"),
                List.of(Map.of("not", List.of(Map.of("and", replaced)))));
    }

    /**
     * Nothing runs where none of these conditions is met.
     *
     * @param reason what is said then
     */
    static PreConditions require(String reason, List<Map<String, Object>> oneOf) {
        return new PreConditions(
                Entry.attributes("onFail", "HALT", "onFailMessage", reason, "onSqlOutput", "TEST"),
                List.of(Map.of("or", oneOf)));
    }

    /** The condition that a query has this result. */
    static Map<String, Object> sqlCheck(int expected, String query) {
        return Map.of("sqlCheck", Entry.attributes("expectedResult", expected, "sql", query));
    }

    private static Map<String, Object> executed(ChangeSet changeSet) {
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
                                        .map(PreConditions::condition)
                                        .toList());
    }

    private static Map<String, Object> executed(String id, String author, String file) {
        return Map.of("changeSetExecuted", Entry.attributes("id", id, "author", author, "changeLogFile", file));
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** The entries in YAML. */
    List<Object> entries() {
        List<Object> entries = new ArrayList<>();
        options.forEach((name, value) -> entries.add(Map.of(name, value)));
        entries.addAll(conditions);
        return entries;
    }

    /** The lines in formatted SQL, which has no other conditions than queries; empty if that cannot express them. */
    public Optional<String> formattedSql() {
        StringBuilder lines = new StringBuilder(isEmpty() ? "" : "--preconditions");
        options.forEach((name, value) -> lines.append(
                " %s:%s".formatted(name, name.equals("onFailMessage") ? '"' + value.toString() + '"' : value)));
        lines.append(isEmpty() ? "" : "\n");
        for (Map<String, Object> condition : conditions) {
            if (!(condition.get("sqlCheck") instanceof Map<?, ?> check)) {
                return Optional.empty();
            }
            lines.append("--precondition-sql-check expectedResult:%s %s\n"
                    .formatted(check.get("expectedResult"), check.get("sql")));
        }
        return Optional.of(lines.toString());
    }
}
