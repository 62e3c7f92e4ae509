package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The migration would fail on existing rows. */
final class ExistingValuesDoNotFit extends Rule {

    private static final Pattern VARCHAR = Pattern.compile("character varying\\((\\d+)\\)");

    ExistingValuesDoNotFit() {
        super(
                "existing-values-do-not-fit",
                Severity.ERROR,
                "Existing rows have values that do not fit the new type of a column.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c ->
                        !c.before().type().equals(c.after().type()) && !s.code().contain("using"))
                .filter(c -> s.original(c.table().oid(), c.before().number()) != null)
                .filter(c -> !ExistingRows.changed(migration, s, c.table().oid()))
                .flatMap(c -> ExistingRows.violating(migration, c.table().oid(), queries(s, c))
                        .map(rows -> finding(
                                migration,
                                s,
                                c.table(),
                                c.after().name(),
                                """
                                The change of type fails on %s of %s with a value in %s that does not fit %s, for example %s.
                                """.formatted(
                                                Snippet.rows(rows.count()),
                                                c.table().name(),
                                                c.after().name(),
                                                c.after().type(),
                                                rows.example()),
                                "To see them:\n  %s;".formatted(queries(s, c).list())))));
    }

    /** Lengths are compared on every version; whether another type takes a value can be asked from PostgreSQL 16 on. */
    private static ViolationQueries queries(TracedStatement statement, ColumnChange change) {
        long table = change.table().oid();
        String column = statement.original(table, change.before().number()).name();
        String type = change.after().type();
        Matcher limit = VARCHAR.matcher(type);
        return ViolationQueries.where(
                statement.start().table(table).name(),
                limit.matches()
                        ? "length(rtrim(%s::text)) > %s".formatted(column, limit.group(1))
                        : "not pg_input_is_valid(%s::text, '%s')".formatted(column, type.replace("'", "''")));
    }
}
