package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.notNullName;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Restores the names of NOT NULL constraints, which exist since PostgreSQL 18 and which entities cannot describe. A rollback
 * that sets NOT NULL again gets a name that PostgreSQL chooses, so the downgrade renames the constraint.
 */
public final class NotNullNames {

    /** No row if another constraint has the chosen name: PostgreSQL then appends a number to it. An inherited one has the name of the parent's. */
    private static final String OTHER_NAMES = """
            select position, k.conname
            from unnest(?, ?, ?) with ordinality n (relation, attribute, chosen, position)
            join pg_constraint k on k.conrelid = to_regclass(relation)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
            where k.contype = 'n' and k.coninhcount = 0 and a.attname = attribute and k.conname <> chosen
              and not exists (select from pg_constraint o where o.connamespace = k.connamespace and o.conname = chosen)
            order by position""";

    private NotNullNames() {}

    /** See {@link PlanPass}. */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException {
        List<Operation> operations = plan.operations().upgrade();
        List<Column> remade = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                remade.addAll(table.columns());
            } else if (operation instanceof Drop drop && drop.object() instanceof Column column) {
                remade.add(column);
            } else if (operation instanceof AlterColumn alter
                    && (!alter.after().notNull() || ColumnDdl.isRebuild(alter.before(), alter.after()))) {
                remade.add(alter.before());
            }
        }
        remade.removeIf(column -> !column.notNull());
        return plan.with(
                plan.operations().withLastInDowngrade(renames(connection, remade, new NamesBefore(operations))));
    }

    /** @param columns with the names that they have when the downgrade creates them again */
    private static List<Operation> renames(Connection connection, List<Column> columns, NamesBefore names)
            throws SQLException {
        List<Column> now = columns.stream().map(names::of).toList();
        List<String> chosen = columns.stream()
                .map(column -> notNullName(column.table().local(), column.name()))
                .toList();
        SystemQuery.Row<Operation> rename = row -> {
            Column column = now.get(row.getInt(1) - 1);
            Constraint constraint = Constraint.notNull(column.table(), row.getString(2), column.name());
            return new Rename(constraint.named(chosen.get(row.getInt(1) - 1)), constraint);
        };
        List<Operation> renames = new ArrayList<>(SystemQuery.list(
                connection,
                OTHER_NAMES,
                rename,
                now.stream().map(column -> column.table().sql()).toList(),
                now.stream().map(Column::name).toList(),
                chosen));
        Collections.reverse(renames);
        return renames;
    }
}
