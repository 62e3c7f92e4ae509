package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
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
import com.jarvis.migrator.sql.ViolationQueries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds existing rows that violate new constraints, so that the migration would fail. Only the author knows how to fix
 * them.
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
        Optional<String> from = rows.from(key.table(), key.columns());
        Optional<String> other =
                rows.isMade(key.referenced()) ? Optional.of("") : rows.from(key.referenced(), key.referencedColumns());
        if (other.isPresent() && from.isPresent() && mayProject(key, from.get()) && mayProject(key, other.get())) {
            List<String> columns = quoted(key.columns());
            count(
                    key,
                    key.table(),
                    key.columns(),
                    other.get().isEmpty()
                            ? ViolationQueries.ofForeignKeyToEmptyTable(from.get(), columns)
                            : ViolationQueries.ofForeignKey(
                                    from.get(), columns, other.get(), quoted(key.referencedColumns())),
                    "have no matching row in " + key.referenced(),
                    replaced(key));
        }
    }

    private void check(Constraint check) throws SQLException {
        String expression = "(" + check.check().text() + ")";
        Optional<String> from = rows.from(check.table(), check.columns());
        if (from.isPresent()
                && mayQuery()
                && mayRun(check, "its expression", "select from %s t where not %s".formatted(from.get(), expression))) {
            count(
                    check,
                    check.table(),
                    check.columns(),
                    ViolationQueries.ofCheck(from.get(), expression),
                    "violate it",
                    "");
        }
    }

    private void unique(SchemaObject key, Name table, List<String> columns) throws SQLException {
        Optional<String> from = rows.from(table, columns);
        if (from.isPresent() && mayProject(key, from.get())) {
            count(
                    key,
                    table,
                    columns,
                    ViolationQueries.ofUnique(from.get(), quoted(columns)),
                    "have the same " + String.join(", ", columns) + " as another row",
                    "");
        }
    }

    /** Values that the rows do not have yet are conversions, or defaults of the model. */
    private boolean mayProject(SchemaObject object, String from) throws SQLException {
        return mayQuery()
                && (!from.startsWith("(")
                        || mayRun(object, "the new value of a column", "select * from %s t".formatted(from)));
    }

    /** Whether queries may run; if not, the user is warned once. */
    private boolean mayQuery() throws SQLException {
        live.danger()
                .map(
                        "existing rows were not checked against new constraints, because %s, and a query could call it"
                                ::formatted)
                .filter(line -> !lines.contains(line))
                .ifPresent(lines::add);
        return live.danger().isEmpty();
    }

    /** An expression of the model may call any function, and it would run in the live database. */
    private boolean mayRun(SchemaObject object, String what, String query) throws SQLException {
        if (live.onlyReads(query)) {
            return true;
        }
        lines.add("%s: existing rows were not checked, because %s uses more than immutable functions of PostgreSQL"
                .formatted(OperationText.what(object), what));
        return false;
    }

    private static List<String> quoted(List<String> columns) {
        return columns.stream().map(column -> quote(column)).toList();
    }

    private void count(
            SchemaObject object, Name table, List<String> columns, ViolationQueries queries, String why, String hint)
            throws SQLException {
        long count = live.inTheWay(queries.count());
        if (count == 0) {
            return;
        }
        String found = count == 1
                ? "1 row of %s %s"
                        .formatted(table, why.replaceFirst("^have ", "has ").replaceFirst("^violate ", "violates "))
                : "%d rows of %s %s".formatted(count, table, why);
        lines.add(Printable.line(OperationText.what(object) + ": " + found + ", so update would fail"));
        upgrade.add(new AuthorNote("""
                %s: %s. Until they are fixed, update fails at this step. To list them:
                  %s
                %sFix them here or in an earlier migration, for instance:
                - sql:
                    sql: update %s set %s = … where …""".formatted(
                        OperationText.what(object), found, queries.list(), hint, table.sql(), quote(columns.get(0)))));
    }

    /** A hint if the referenced table replaces a dropped one: it may be the same table, renamed. */
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
                        "The rows that they reference are dropped with table %1$s. If %2$s is %1$s under a new name, use -Drename=%1$s:%2$s instead.\n"
                                .formatted(before, key.referenced()))
                .orElse("");
    }
}
