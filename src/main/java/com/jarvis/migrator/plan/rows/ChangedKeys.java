package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Drops the foreign keys over a column whose values change, and adds them again after the values of both sides have changed.
 * In between, PostgreSQL would find rows that refer to nothing.
 */
public final class ChangedKeys {

    /** The foreign keys to or from a column. */
    private static final String FOREIGN_KEYS = """
            select conrelid::regclass::text, conname from pg_constraint
            where contype = 'f' and conparentid = 0 and (
              confrelid = to_regclass(?) and (select attnum from pg_attribute where attrelid = confrelid and attname = ?) = any (confkey)
              or conrelid = to_regclass(?) and (select attnum from pg_attribute where attrelid = conrelid and attname = ?) = any (conkey))
            order by 1, 2""";

    private final Connection connection;
    private final Catalog live;
    private final Catalog desired;
    private final List<Operation> operations;
    private final NamesBefore names;

    private ChangedKeys(Connection connection, Catalog live, Catalog desired, List<Operation> operations) {
        this.connection = connection;
        this.live = live;
        this.desired = desired;
        this.operations = operations;
        this.names = new NamesBefore(operations);
    }

    /**
     * See {@link PlanPass}.
     *
     * @param desired the catalog after the operations
     * @throws MigratorException if a foreign key belongs to a table that the model does not have
     */
    public static MigrationPlan apply(Connection connection, Catalog live, Catalog desired, MigrationPlan plan)
            throws SQLException, MigratorException {
        List<Operation> upgrade = plan.operations().upgrade();
        ChangedKeys keys = new ChangedKeys(connection, live, desired, upgrade);
        keys.requireNoLargeObjects();
        Set<Column> changed = keys.changed();
        if (changed.isEmpty()) {
            return plan;
        }
        keys.requireKnown(changed);
        List<Constraint> kept = keys.foreignKeys(changed).stream()
                .filter(key -> upgrade.stream().noneMatch(new Create(key)::equals))
                .toList();
        return kept.isEmpty() ? plan : plan.with(plan.operations().withUpgrade(around(upgrade, kept)));
    }

    /** The columns whose values change, under the names that they have today. */
    private Set<Column> changed() throws SQLException {
        Set<Column> changed = new HashSet<>();
        for (Operation operation : operations) {
            for (Column column : KeptConstraints.changed(operation)) {
                Column now = names.in(live, column.table(), column.name());
                if (now != null && (operation instanceof UpdateRows || isChanged(now, (AlterColumn) operation))) {
                    changed.add(now);
                }
            }
        }
        return changed;
    }

    private boolean isChanged(Column now, AlterColumn alter) throws SQLException {
        Column before = alter.before();
        Column after = alter.after();
        if (before.type().equals(after.type()) || TypeConversion.using(before, after) != null) {
            return false; // the comparison has dropped the foreign key
        }
        try {
            return new RowCounts(connection).changedByWayBack(now, after.in(now.table())) > 0;
        } catch (RowsHidden e) {
            return true;
        }
    }

    /** Each conversion creates a large object, so that equal values get different OIDs. */
    private void requireNoLargeObjects() throws SQLException, MigratorException {
        RowCounts rows = new RowCounts(connection);
        List<String> keys = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof AlterColumn alter
                    && TypeConversion.createsLargeObjects(alter.before(), alter.after())) {
                Column now = names.in(live, alter.after().table(), alter.after().name());
                List<Constraint> over = now == null || !rows.mayHave(now) ? List.of() : foreignKeys(Set.of(now));
                over.forEach(key -> keys.add(Printable.line("column %s %s → %s, used by foreign key %s"
                        .formatted(
                                alter.after().label(),
                                OperationText.type(alter.before().type()),
                                OperationText.type(alter.after().type()),
                                key.label()))));
            }
        }
        if (!keys.isEmpty()) {
            throw new MigratorException("""
                    Values of a foreign key would become large objects:
                      %s
                    Each of them gets an OID of its own, even if the values are equal, so rows would no longer refer to each other.
                    Nothing was written. Map the key without @Lob, for instance with @Column(columnDefinition = "text"):
                      mvn compile liquibase:diff""".formatted(String.join("\n  ", keys)));
        }
    }

    /** Tables that are excluded, or in other schemas, keep their values, so their foreign keys would be violated. */
    private void requireKnown(Set<Column> changed) throws SQLException, MigratorException {
        List<String> unknown = new ArrayList<>();
        for (Column column : changed) {
            String table = column.table().sql();
            SystemQuery.list(
                            connection,
                            FOREIGN_KEYS,
                            row -> List.of(row.getString(1), row.getString(2)),
                            table,
                            column.name(),
                            table,
                            column.name())
                    .stream()
                    .filter(key -> !isKnown(key.get(0), key.get(1)))
                    .map(key -> Printable.line("foreign key %s of table %s uses column %s"
                            .formatted(key.get(1), key.get(0), column.label())))
                    .forEach(unknown::add);
        }
        if (!unknown.isEmpty()) {
            throw new MigratorException("""
                    The migration changes values that a foreign key outside the model uses:
                      %s
                    PostgreSQL would reject the new values, so nothing was written. Drop the foreign key in a migration by hand first:
                      mvn compile liquibase:diff -Dempty -Dmessage="drop foreign key\"""".formatted(String.join("\n  ", unknown)));
        }
    }

    private boolean isKnown(String table, String key) {
        return live.tables().stream()
                .filter(found -> found.name().sql().equals(table))
                .filter(found -> isInModel(found.name()))
                .flatMap(found -> found.constraints().stream())
                .anyMatch(found -> found.name().equals(key));
    }

    private boolean isInModel(Name table) {
        return desired.tables().stream()
                        .anyMatch(found -> names.of(found.name()).equals(table))
                || operations.stream()
                        .anyMatch(operation -> operation instanceof Drop drop
                                && drop.object() instanceof Table dropped
                                && dropped.name().equals(table));
    }

    /** The foreign keys over these columns after the operations. */
    private List<Constraint> foreignKeys(Set<Column> columns) {
        return desired.tables().stream()
                .flatMap(table -> table.constraints().stream())
                .filter(key -> key.type() == Constraint.Type.FOREIGN_KEY)
                .filter(key -> isOver(key.table(), key.columns(), columns)
                        || isOver(key.referenced(), key.referencedColumns(), columns))
                .toList();
    }

    private boolean isOver(Name table, List<String> columns, Set<Column> changed) {
        return columns.stream().anyMatch(column -> changed.contains(names.in(live, table, column)));
    }

    /** Drops the keys before the first operation that may change values, and creates them after the last. */
    private static List<Operation> around(List<Operation> upgrade, List<Constraint> keys) {
        int first = 0;
        while (!changesRows(upgrade.get(first))) {
            first++;
        }
        int last = upgrade.size() - 1;
        while (!changesRows(upgrade.get(last))) {
            last--;
        }
        List<Operation> all = new ArrayList<>(upgrade);
        all.addAll(last + 1, keys.stream().map(Create::new).toList());
        all.addAll(first, keys.stream().map(Drop::new).toList());
        return all;
    }

    private static boolean changesRows(Operation operation) {
        return operation instanceof UpdateRows || operation instanceof AlterColumn;
    }
}
