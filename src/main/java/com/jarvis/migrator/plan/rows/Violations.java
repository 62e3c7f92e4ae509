package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterConstraint;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rollback.PlaceholderParents;
import com.jarvis.migrator.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows that there are now and that new constraints do not accept: the migration would fail on them. Only the author
 * knows what to make of them.
 */
public final class Violations {

    private final RowCounts live;
    private final ProjectedRows rows;
    private final List<Operation> all;
    private final List<String> lines = new ArrayList<>();
    private final List<Operation> upgrade = new ArrayList<>();

    private Violations(Connection connection, Catalog live, List<Operation> operations) {
        this.live = new RowCounts(connection);
        this.rows = new ProjectedRows(live, operations);
        this.all = operations;
    }

    /** See {@link PlanPass}. */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException {
        Violations violations =
                new Violations(connection, live, plan.operations().upgrade());
        for (Operation operation : plan.operations().upgrade()) {
            violations.count(operation);
            violations.upgrade.add(operation);
        }
        return plan.with(plan.operations().withUpgrade(violations.upgrade)).warning(violations.lines);
    }

    private void count(Operation operation) throws SQLException {
        SchemaObject added = operation instanceof Create create
                ? create.object()
                : operation instanceof AlterConstraint alter ? alter.after() : null;
        if (added instanceof Constraint key && !rows.isMade(key.table())) {
            switch (key.type()) {
                case FOREIGN_KEY -> foreignKey(key);
                case CHECK -> check(key);
                case UNIQUE, PRIMARY_KEY -> unique(key, key.table(), key.columns());
                case EXCLUSION, NOT_NULL -> {}
            }
        } else if (added instanceof Index index && index.unique() && index.plain() && !rows.isMade(index.table())) {
            unique(
                    index,
                    index.table(),
                    index.keys().stream()
                            .map(key -> Identifiers.unquote(key.column()))
                            .toList());
        }
    }

    private void foreignKey(Constraint key) throws SQLException {
        String filled = each(key.columns(), "t.%s is not null");
        Optional<String> other = rows.isMade(key.referenced())
                ? Optional.of("")
                : rows.from(key.referenced(), key.referencedColumns())
                        .map(from -> " and not exists (select from " + from + " r where "
                                + IntStream.range(0, key.columns().size())
                                        .mapToObj(i -> "r."
                                                + quote(key.referencedColumns().get(i)) + " = t."
                                                + quote(key.columns().get(i)))
                                        .collect(Collectors.joining(" and "))
                                + ")");
        Optional<String> from = rows.from(key.table(), key.columns());
        if (other.isPresent() && from.isPresent()) {
            count(
                    key,
                    key.table(),
                    key.columns(),
                    "select count(*) from " + from.get() + " t where " + filled + other.get(),
                    "select * from " + from.get() + " t where " + filled + other.get(),
                    "refer to no row of " + key.referenced(),
                    replaced(key));
        }
    }

    private void check(Constraint check) throws SQLException {
        String condition = check.definition().text().substring("CHECK ".length());
        Optional<String> from = rows.from(check.table(), check.columns());
        if (from.isPresent()) {
            String rest = from.get() + " t where not " + condition;
            count(
                    check,
                    check.table(),
                    check.columns(),
                    "select count(*) from " + rest,
                    "select * from " + rest,
                    "do not pass it",
                    "");
        }
    }

    private void unique(SchemaObject key, Name table, List<String> columns) throws SQLException {
        Optional<String> from = rows.from(table, columns);
        if (from.isPresent()) {
            String same = " from %s t where %s group by %s having count(*) > 1"
                    .formatted(from.get(), each(columns, "t.%s is not null"), quote(columns));
            count(
                    key,
                    table,
                    columns,
                    "select coalesce(sum(same), 0) from (select count(*) as same" + same + ") s",
                    "select " + quote(columns) + ", count(*)" + same,
                    "have the same " + String.join(", ", columns) + " as another",
                    "");
        }
    }

    private static String each(List<String> columns, String condition) {
        return columns.stream()
                .map(column -> condition.formatted(quote(column)))
                .collect(Collectors.joining(" and "));
    }

    private void count(
            SchemaObject object,
            Name table,
            List<String> columns,
            String counting,
            String showing,
            String why,
            String hint)
            throws SQLException {
        long count = live.inTheWay(counting);
        if (count == 0) {
            return;
        }
        String found = count == 1
                ? "1 row of %s %s"
                        .formatted(table, why.replaceFirst("^refer ", "refers ").replaceFirst("^do ", "does "))
                : "%d rows of %s %s".formatted(count, table, why);
        lines.add(OperationText.what(object) + ": " + found + ", so update would fail");
        upgrade.add(new AuthorNote(
                """
                %s: %s. With these, update would fail, and nothing of that step would be applied:
                  %s
                %sMend them here, or in a migration before, for instance:
                - sql:
                    sql: update %s set %s = … where …""".formatted(OperationText.what(object), found, showing, hint, table.sql(), quote(columns.get(0)))));
    }

    /** A word on a table that takes the place of one that is dropped: it may be the same one under another name. */
    private String replaced(Constraint key) {
        return all.stream()
                .filter(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Constraint before
                        && before.type() == Constraint.Type.FOREIGN_KEY
                        && before.table().equals(key.table())
                        && before.columns().equals(key.columns())
                        && rows.isMade(key.referenced())
                        && PlaceholderParents.dropped(all, before.referenced()).isPresent())
                .map(operation -> ((Constraint) ((Drop) operation).object()).referenced())
                .findFirst()
                .map(before ->
                        "The rows that they refer to go with table %1$s. If %2$s is %1$s under another name, say so instead: -Drename=%1$s:%2$s\n"
                                .formatted(before, key.referenced()))
                .orElse("");
    }
}
