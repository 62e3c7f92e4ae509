package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The migration would fail on existing rows. */
final class ExistingValuesDoNotFit extends Rule {

    private static final Pattern VARCHAR = Pattern.compile("character varying\\((\\d+)\\)");
    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");
    private static final Pattern NUMBER =
            Pattern.compile("smallint|integer|bigint|real|double precision|numeric(\\(.*\\))?");
    private static final Map<String, String> INTEGERS = Map.of(
            "smallint", "-32768 and 32767",
            "integer", "-2147483648 and 2147483647",
            "bigint", "-9223372036854775808 and 9223372036854775807");

    ExistingValuesDoNotFit() {
        super(
                "existing-values-do-not-fit",
                Severity.ERROR,
                "Existing rows have values that do not fit the new type of a column.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> !c.before().type().equals(c.after().type())
                        && (!s.code().contain("using") || isCastToEnum(s, c)))
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

    private static ViolationQueries queries(TracedStatement statement, ColumnChange change) {
        long table = change.table().oid();
        Column before = statement.original(table, change.before().number());
        return ViolationQueries.where(
                statement.start().table(table).name(),
                labels(statement, change)
                        .map(labels -> "%s::text not in (%s)".formatted(before.name(), labels))
                        .orElseGet(() -> condition(before, change.after().type())));
    }

    /** Lengths and ranges are compared on every version; whether another type takes a value can be asked from PostgreSQL 16 on. */
    private static String condition(Column before, String type) {
        String column = before.name();
        Matcher limit = VARCHAR.matcher(type);
        if (limit.matches()) {
            return "length(rtrim(%s::text)) > %s".formatted(column, limit.group(1));
        }
        Matcher digits = NUMERIC.matcher(type);
        boolean isNumber = NUMBER.matcher(before.type()).matches();
        if (isNumber && INTEGERS.containsKey(type)) {
            return "round(%s::numeric) not between %s".formatted(column, INTEGERS.get(type));
        }
        if (isNumber && digits.matches()) {
            int scale = Integer.parseInt(digits.group(2));
            return "abs(round(%s::numeric, %d)) >= 1e%d and %1$s <> 'NaN'"
                    .formatted(column, scale, Integer.parseInt(digits.group(1)) - scale);
        }
        return "not pg_input_is_valid(%s::text, '%s')".formatted(column, type.replace("'", "''"));
    }

    /** Whether the new type is an enum, and USING only casts the column to it. */
    private static boolean isCastToEnum(TracedStatement statement, ColumnChange change) {
        String column = change.before().name();
        return labels(statement, change).isPresent()
                && statement.alteredColumns().count() == 1
                && (statement.code().contain("using", column, "::")
                        || statement.code().contain("using", "cast", "(", column, "as"));
    }

    /** The labels of the new type, as SQL writes them; empty if it is no enum. */
    private static Optional<String> labels(TracedStatement statement, ColumnChange change) {
        return statement.after().enums().values().stream()
                .filter(type -> type.name().equals(change.after().type()))
                .map(type -> type.labels().values().stream()
                        .map(label -> "'" + label.replace("'", "''") + "'")
                        .collect(Collectors.joining(", ")))
                .filter(labels -> !labels.isEmpty())
                .findFirst();
    }
}
