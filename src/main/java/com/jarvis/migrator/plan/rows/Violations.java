package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
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
import com.jarvis.migrator.plan.rows.ProjectedRows.Source;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.ViolationQueries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds existing rows that violate new constraints, or existing ones once their values are converted, so that the migration
 * would fail. Only the author knows how to fix them.
 */
public final class Violations {

    private final RowCounts live;
    private final ProjectedRows rows;
    private final KeptConstraints kept;
    private final Connection connection;
    private final List<Operation> all;
    private final List<String> lines = new ArrayList<>();
    private final List<Operation> upgrade = new ArrayList<>();

    /** Where the author can fix the rows. */
    private record Place(Name table, String column) {}

    private Violations(Connection connection, Catalog live, List<Operation> operations) {
        this.connection = connection;
        this.live = new RowCounts(connection);
        this.rows = new ProjectedRows(live, operations);
        this.kept = new KeptConstraints(live, operations);
        this.all = operations;
    }

    /** See {@link PlanPass}. */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException {
        Violations violations =
                new Violations(connection, live, plan.operations().upgrade());
        for (Operation operation : plan.operations().upgrade()) {
            violations.count(operation);
            for (Column changed : KeptConstraints.changed(operation)) {
                for (KeptConstraints.Kept kept : violations.kept.over(changed)) {
                    violations.count(kept, changed);
                }
            }
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
                case FOREIGN_KEY -> {
                    if (all.stream()
                            .noneMatch(note -> note instanceof AuthorNote asked && key.equals(asked.translated()))) {
                        foreignKey(key);
                    }
                }
                case CHECK -> check(key, at(key.table(), key.columns()), rows.from(key.table(), key.columns()));
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

    /** @param changed the column whose values the next operation changes */
    private void count(KeptConstraints.Kept kept, Column changed) throws SQLException {
        Place place = new Place(changed.table(), changed.name());
        Optional<Source> from = rows.fromLive(kept.table(), kept.columns());
        if (kept.object() instanceof Index index) {
            List<String> keys = index.keys().stream().map(Index.Key::column).toList();
            boolean nulls = index.definition().contains(" NULLS NOT DISTINCT");
            unique(index, place, from, keys, predicate(index), nulls);
        } else if (kept.object() instanceof Constraint key && key.type() == Constraint.Type.CHECK) {
            check(key, place, from);
        } else if (kept.object() instanceof Constraint key
                && (key.type() == Constraint.Type.EXCLUSION
                        || key.properties().contains(Constraint.Property.WITHOUT_OVERLAPS))) {
            lines.add("%s: the new values of existing rows were not checked against it"
                    .formatted(OperationText.what(key)));
        } else if (kept.object() instanceof Constraint key) {
            boolean nulls = key.properties().contains(Constraint.Property.NULLS_NOT_DISTINCT);
            unique(key, place, from, quoted(key.columns()), null, nulls);
        }
    }

    /** The condition for the rows in the index; null if it contains all. */
    private String predicate(Index index) throws SQLException {
        return SystemQuery.one(
                connection,
                "select (select pg_get_expr(indpred, indrelid) from pg_index where indexrelid = to_regclass(?))",
                row -> row.getString(1),
                index.name().sql());
    }

    private void foreignKey(Constraint key) throws SQLException {
        Optional<Source> from = rows.from(key.table(), key.columns());
        boolean isEmpty = rows.isMade(key.referenced());
        Optional<Source> other = isEmpty ? from : rows.from(key.referenced(), key.referencedColumns());
        if (other.isPresent() && from.isPresent() && mayProject(key, from.get()) && mayProject(key, other.get())) {
            List<String> columns = quoted(key.columns());
            count(
                    key,
                    at(key.table(), key.columns()),
                    isEmpty
                            ? ViolationQueries.ofForeignKeyToEmptyTable(
                                    from.get().sql(), columns)
                            : ViolationQueries.ofForeignKey(
                                    from.get().sql(), columns, other.get().sql(), quoted(key.referencedColumns())),
                    "have no matching row in " + key.referenced(),
                    replaced(key));
        }
    }

    private void check(Constraint check, Place place, Optional<Source> from) throws SQLException {
        String expression = "(" + check.check().text() + ")";
        if (from.isPresent()
                && mayQuery()
                && mayRun(
                        check,
                        "its expression",
                        "select from %s t where not %s".formatted(from.get().empty(), expression))) {
            count(check, place, ViolationQueries.ofCheck(from.get().sql(), expression), "violate it", "");
        }
    }

    private void unique(SchemaObject key, Name table, List<String> columns) throws SQLException {
        Optional<Source> from = rows.from(table, columns);
        if (from.isPresent() && mayProject(key, from.get())) {
            count(
                    key,
                    at(table, columns),
                    ViolationQueries.ofUnique(from.get().sql(), quoted(columns)),
                    same(columns),
                    "");
        }
    }

    /**
     * A key or unique index that stays.
     *
     * @param keys its columns and expressions
     * @param predicate the condition for its rows; null for all
     * @param nulls whether nulls are equal
     */
    private void unique(
            SchemaObject key, Place place, Optional<Source> from, List<String> keys, String predicate, boolean nulls)
            throws SQLException {
        if (from.isPresent()
                && mayQuery()
                && mayRun(
                        key,
                        "its expression",
                        ViolationQueries.ofUniqueIndex(from.get().empty(), keys, predicate, nulls)
                                .rows())) {
            count(
                    key,
                    place,
                    ViolationQueries.ofUniqueIndex(from.get().sql(), keys, predicate, nulls),
                    same(keys.stream().map(name -> Identifiers.unquote(name)).toList()),
                    "");
        }
    }

    private static String same(List<String> columns) {
        return "have the same " + String.join(", ", columns) + " as another row";
    }

    /** Values that the rows do not have yet may be defaults of the model. */
    private boolean mayProject(SchemaObject object, Source from) throws SQLException {
        return mayQuery()
                && (!from.usesDefaults()
                        || mayRun(object, "the new value of a column", "select * from %s t".formatted(from.empty())));
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

    private static Place at(Name table, List<String> columns) {
        return new Place(table, columns.isEmpty() ? "…" : columns.get(0));
    }

    private void count(SchemaObject object, Place place, ViolationQueries queries, String why, String hint)
            throws SQLException {
        Name table = place.table();
        long count = live.inTheWay(queries.count());
        if (count == 0) {
            return;
        }
        String found = count == 1
                ? "1 row of %s %s"
                        .formatted(table, why.replaceFirst("^have ", "has ").replaceFirst("^violate ", "violates "))
                : "%d rows of %s %s".formatted(count, table, why);
        lines.add(Printable.line(OperationText.what(object) + ": " + found + ", so update would fail"));
        upgrade.add(new AuthorNote(
                """
                %s: %s. Until they are fixed, update fails at this step. To list them:
                  %s
                %sFix them here or in an earlier migration, for instance:
                - sql:
                    sql: update %s set %s = … where …""".formatted(
                        OperationText.what(object), found, queries.list(), hint, table.sql(), quote(place.column())),
                !isAdded(place)));
    }

    private boolean isAdded(Place place) {
        return all.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof Column column
                        && column.table().equals(place.table())
                        && column.name().equals(place.column()));
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
