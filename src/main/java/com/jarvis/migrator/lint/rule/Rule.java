package com.jarvis.migrator.lint.rule;

import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** One thing that can be wrong with a migration, judged by what it did when it was run. */
public abstract class Rule {

    private final String id;
    private final Severity severity;
    private final String description;

    /**
     * @param id its stable name, kebab-case; squawk's where squawk has the rule too
     * @param severity how much its findings weigh
     * @param description in one sentence what it finds, for the list of rules
     */
    protected Rule(String id, Severity severity, String description) {
        this.id = id;
        this.severity = severity;
        this.description = description;
    }

    /** Its stable name, by which its findings are silenced. */
    public final String id() {
        return id;
    }

    /** How much its findings weigh. */
    public final Severity severity() {
        return severity;
    }

    /** In one sentence what it finds. */
    public final String description() {
        return description;
    }

    /** Looks at one migration. */
    public abstract Stream<Finding> check(TracedMigration migration);

    /**
     * A finding of this rule.
     *
     * @param statement null for one about the whole migration
     * @param table null for one that is not about a table
     * @param column null for one that is not about a column
     * @param message what happens and why that matters
     * @param instead the migration to write instead
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
