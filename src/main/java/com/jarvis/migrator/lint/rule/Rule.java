package com.jarvis.migrator.lint.rule;

import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** Finds one kind of problem in a migration, by what the migration did on the throw-away server. */
public abstract class Rule {

    private final String id;
    private final Severity severity;
    private final String description;

    /**
     * @param id its stable name in kebab-case; that of squawk if squawk has the rule
     * @param severity of its findings
     * @param description one sentence on what it finds, for the list of rules
     */
    protected Rule(String id, Severity severity, String description) {
        this.id = id;
        this.severity = severity;
        this.description = description;
    }

    /** Its stable name, by which its findings are suppressed. */
    public final String id() {
        return id;
    }

    /** The severity of its findings. */
    public final Severity severity() {
        return severity;
    }

    /** One sentence on what it finds. */
    public final String description() {
        return description;
    }

    /** Checks one migration. */
    public abstract Stream<Finding> check(TracedMigration migration);

    /**
     * Creates a finding of this rule.
     *
     * @param statement null if it is about the whole migration
     * @param table null if it is about no table
     * @param column null if it is about no column
     * @param message what happens, and why it matters
     * @param instead what to write or do instead
     */
    protected final Finding finding(
            TracedMigration migration,
            TracedStatement statement,
            Table table,
            String column,
            String message,
            String instead) {
        return new Finding(
                id,
                severity,
                migration.source().revision(),
                migration.source().file(),
                migration.source().line(statement),
                statement == null ? 0 : statement.number(),
                table == null ? null : table.name(),
                column,
                message.strip(),
                instead.strip());
    }
}
