package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
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
 * @param inTransaction whether Flyway runs it in a transaction
 * @param history in which it counts as run
 */
public record FlywayChangeSet(FlywayFile file, String sql, boolean inTransaction, FlywayHistory history) {

    private static final String AUTHOR = "flyway";

    /**
     * Reads the file.
     *
     * @param placeholders their values, by name
     * @throws MigratorException if the file cannot be read, or a placeholder has no value
     */
    public static FlywayChangeSet of(FlywayFile file, Map<String, String> placeholders, FlywayHistory history)
            throws MigratorException {
        String sql = file.sql(placeholders);
        return new FlywayChangeSet(file, sql, file.isInTransaction(sql), history);
    }

    /** The preconditions of what Flyway has done in some databases. */
    public static PreConditions unlessDone(FlywayHistory history) {
        return PreConditions.unless(history.exists(), "Flyway has done it");
    }

    /**
     * A changelog with a changeset that refuses databases that Flyway left at another version.
     *
     * @param revision its name
     */
    public static String guard(String revision, FlywayHistory history) {
        String version = history.current().orElse("");
        PreConditions preConditions = PreConditions.require(
                """
                Flyway did not leave this database at version %1$s, after which this changelog continues, so nothing was run. \
                Have Flyway migrate it to version %1$s first.""".formatted(version),
                List.of(
                        PreConditions.sqlCheck(0, history.exists()),
                        PreConditions.sqlCheck(1, history.isAtSameVersion())));
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
                        preConditions.entries(),
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
                        inTransaction ? "splitStatements:false" : "runInTransaction:false",
                        file.isRepeatable() ? " runOnChange:true" : "",
                        preConditions().formattedSql().orElse(""),
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
                inTransaction ? null : false,
                "runOnChange",
                file.isRepeatable() ? true : null,
                "preConditions",
                file.isRepeatable() ? null : preConditions().entries(),
                "changes",
                List.of(Map.of(
                        "sql",
                        Entry.attributes(
                                "splitStatements",
                                inTransaction ? false : null,
                                "stripComments",
                                false,
                                "sql",
                                text())))));
    }

    /** Flyway runs a repeatable file again when its text changes, and so does Liquibase, in every database. */
    private PreConditions preConditions() {
        return file.isRepeatable() ? PreConditions.NONE : unlessDone(history);
    }

    /** The statements, spelled as Liquibase has to read them. */
    public String text() {
        return LiquibaseParameters.ofSqlChange(sql).strip();
    }

    private static String changelog(Map<String, Object> changeSet) {
        return "databaseChangeLog:\n" + Yaml.of(List.of(Map.of("changeSet", changeSet)), 0);
    }
}
