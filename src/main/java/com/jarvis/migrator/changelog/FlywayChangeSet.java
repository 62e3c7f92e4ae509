package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.change.Entry;
import com.jarvis.migrator.changelog.change.LiquibaseParameters;
import com.jarvis.migrator.flyway.FlywayFile;
import com.jarvis.migrator.flyway.FlywayHistory;
import java.util.List;
import java.util.Map;

/**
 * An SQL file of Flyway as a changeset with the same statements. Where Flyway has run it, it counts as run. It does not say how to
 * roll back, as Flyway's file does not.
 *
 * @param file of Flyway
 * @param sql what Flyway runs
 * @param history in which it counts as run
 */
public record FlywayChangeSet(FlywayFile file, String sql, FlywayHistory history) {

    private static final String AUTHOR = "flyway";

    /**
     * A changelog with a changeset that refuses databases that Flyway left at another version.
     *
     * @param revision its name
     */
    public static String guard(String revision, FlywayHistory history) {
        String version = history.current().orElse("");
        Map<String, Object> preConditions = Entry.attributes(
                "onFail",
                "HALT",
                "onFailMessage",
                """
                Flyway did not leave this database at version %1$s, after which this changelog continues, so nothing was run. \
                Have Flyway migrate it to version %1$s first.""".formatted(version),
                "onSqlOutput",
                "TEST",
                "or",
                List.of(
                        Map.of("sqlCheck", Unless.check(0, history.exists())),
                        Map.of("sqlCheck", Unless.check(1, history.isAtSameVersion()))));
        StringBuilder text = new StringBuilder();
        Header.wrapped(List.of("""
                        Refuses databases that Flyway left at another version than %s. New databases have no %s. Keep this file while \
                        there are databases that Flyway has migrated.""".formatted(version, history.table())))
                .forEach(line -> text.append(Yaml.comment(line, 0)));
        return text
                + changelog(Entry.attributes(
                        "id",
                        revision,
                        "author",
                        AUTHOR,
                        "preConditions",
                        preConditions,
                        "changes",
                        List.of(Map.of("tagDatabase", Map.of("tag", revision))),
                        "rollback",
                        List.of()));
    }

    /** As formatted SQL. */
    public String formattedSql() {
        return """
                --liquibase formatted sql

                --changeset %s:%s %s stripComments:false%s
                %s%s
                """.formatted(
                        AUTHOR,
                        file.id(),
                        isInTransaction() ? "splitStatements:false" : "runInTransaction:false",
                        file.isRepeatable() ? " runOnChange:true" : "",
                        file.isRepeatable() ? "" : Unless.formattedSql(history.exists()),
                        text());
    }

    /** As YAML, which can express any text. */
    public String yaml() {
        return changelog(Entry.attributes(
                "id",
                file.id(),
                "author",
                AUTHOR,
                "runInTransaction",
                isInTransaction() ? null : false,
                "runOnChange",
                file.isRepeatable() ? true : null,
                "preConditions",
                file.isRepeatable() ? null : Unless.preConditions(history.exists()),
                "changes",
                List.of(Map.of(
                        "sql",
                        Entry.attributes(
                                "splitStatements",
                                isInTransaction() ? false : null,
                                "stripComments",
                                false,
                                "sql",
                                text())))));
    }

    private boolean isInTransaction() {
        return file.isInTransaction(sql);
    }

    /** The statements, spelled as Liquibase has to read them. */
    public String text() {
        return LiquibaseParameters.ofSqlChange(sql).strip();
    }

    private static String changelog(Map<String, Object> changeSet) {
        return "databaseChangeLog:\n" + Yaml.of(List.of(Map.of("changeSet", changeSet)), 0);
    }
}
