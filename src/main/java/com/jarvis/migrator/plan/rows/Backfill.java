package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits an operation that adds a NOT NULL column without a default, or sets NOT NULL on a column that contains nulls. In
 * between, the author fills in the values for existing rows, which only the author knows.
 */
public final class Backfill {

    private Backfill() {}

    /** The replacements for operations of the plan, and what is missing. */
    private record Filled(Map<Operation, Operations> operations, List<String> warnings) {}

    /** See {@link PlanPass}. */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException {
        List<Operation> upgrade = plan.operations().upgrade();
        Filled filled = fill(upgrade, new RowCounts(connection), new NamesBefore(upgrade));
        return plan.warning(filled.warnings()).with(plan.operations().replace(operation -> filled.operations()
                .getOrDefault(operation, Operations.reversible(List.of(operation)))));
    }

    private static Filled fill(List<Operation> operations, RowCounts rows, NamesBefore names) throws SQLException {
        Filled filled = new Filled(new HashMap<>(), new ArrayList<>());
        for (Operation operation : operations) {
            if (operation instanceof Create create
                    && create.object() instanceof Column column
                    && column.isRequired()
                    && rows.mayExist(names.of(column).table())) {
                Column nullable = column.withNotNull(false);
                filled.warnings().add(missing(column, rows, names.of(column), "true"));
                filled.operations()
                        .put(
                                operation,
                                Operations.reversible(List.of(
                                        new Create(nullable), fill(column, false), new AlterColumn(nullable, column))));
            } else if (operation instanceof AlterColumn alter
                    && !alter.before().notNull()
                    && alter.after().notNull()
                    && !ColumnDdl.isRebuild(alter.before(), alter.after())
                    && !isFilled(alter.after(), operations)
                    && rows.mayLack(names.of(alter.before()))) {
                Column before = alter.before();
                Column after = alter.after();
                Column nullable = after.withNotNull(false);
                Column now = names.of(before);
                filled.warnings().add(missing(after, rows, now, quote(now.name()) + " is null"));
                filled.operations()
                        .put(
                                operation,
                                Operations.reversible(
                                        before.type().equals(after.type())
                                                ? List.of(fill(after, true), alter)
                                                : List.of(
                                                        new AlterColumn(before, nullable, alter.constants()),
                                                        fill(after, true),
                                                        new AlterColumn(nullable, after))));
            }
        }
        return filled;
    }

    /** Whether an earlier step adds the column, and gives it values or asks the author for them. */
    private static boolean isFilled(Column column, List<Operation> operations) {
        return operations.contains(new Create(column.withNotNull(false)));
    }

    /** @param condition of the rows that have no value */
    private static String missing(Column column, RowCounts rows, Column now, String condition) throws SQLException {
        String found;
        try {
            long count = rows.where(now, condition);
            found = count == 1 ? "1 row of %s needs" : count + " rows of %s need";
        } catch (RowsHidden e) {
            found = "rows of %s may need";
        }
        return Printable.line(
                "column %s: %s a value, so update would fail until you fill it in where a comment asks for it"
                        .formatted(column.label(), found.formatted(column.table())));
    }

    private static AuthorNote fill(Column column, boolean exists) {
        return new AuthorNote(
                """
                Existing rows need values in %s before it becomes NOT NULL. Fill them in here, for instance:
                - sql:
                    sql: update %s set %s = … where %s is null""".formatted(column.label(), column.table().sql(), quote(column.name()), quote(column.name())),
                exists);
    }

    /** For a column whose default differs from row to row and that existing rows have no value in yet. */
    public static AuthorNote fillWithDefault(Column column) {
        return new AuthorNote("""
                Existing rows have no value in %1$s yet. Fill them in here, in batches if there are many, for instance:
                - sql:
                    sql: update %2$s set %3$s = default where %3$s is null""".formatted(column.label(), column.table().sql(), quote(column.name())));
    }
}
