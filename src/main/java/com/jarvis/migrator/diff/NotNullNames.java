package com.jarvis.migrator.diff;

import static com.jarvis.migrator.catalog.Identifiers.notNullName;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.Operation.Alter;
import com.jarvis.migrator.diff.Operation.Drop;
import com.jarvis.migrator.diff.Operation.Rename;
import com.jarvis.migrator.diff.Operation.RollbackOnly;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of NOT NULL constraints, which PostgreSQL has since version 18 and no entity can say. A rollback that sets
 * NOT NULL again gets the name that PostgreSQL chooses, and so gives the constraint its own one back.
 */
public final class NotNullNames {

    /** Nothing where the chosen name is another constraint's: PostgreSQL may choose one with a number then. */
    private static final String OTHER_NAME = """
            select k.conname from pg_constraint k
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
            where k.contype = 'n' and k.conrelid = to_regclass(?) and a.attname = ? and k.conname <> ?
              and not exists (select from pg_constraint o where o.connamespace = k.connamespace and o.conname = ?)""";

    private final Connection connection;
    private final NamesNow names;
    private final List<Operation> renames = new ArrayList<>();

    private NotNullNames(Connection connection, NamesNow names) {
        this.connection = connection;
        this.names = names;
    }

    /**
     * The operations, behind those that the way back comes to last.
     *
     * @param connection in a transaction, its search path as it is for the migrations
     */
    public static List<Operation> prepare(Connection connection, List<Operation> operations) throws SQLException {
        NotNullNames found = new NotNullNames(connection, new NamesNow(operations));
        for (Operation operation : operations) {
            if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                for (Column column : table.columns()) {
                    found.add(column);
                }
            } else if (operation instanceof Drop drop && drop.object() instanceof Column column) {
                found.add(column);
            } else if (operation instanceof Alter alter
                    && alter.before() instanceof Column before
                    && alter.after() instanceof Column after
                    && (!after.notNull() || ColumnDdl.isRebuild(before, after))) {
                found.add(before);
            }
        }
        found.renames.addAll(operations);
        return found.renames;
    }

    /** @param column under its names of the moment in which it is made again */
    private void add(Column column) throws SQLException {
        if (!column.notNull()) {
            return;
        }
        Column now = names.of(column);
        String chosen = notNullName(column.table().local(), column.name());
        try (PreparedStatement statement = connection.prepareStatement(OTHER_NAME)) {
            statement.setString(1, now.table().sql());
            statement.setString(2, now.name());
            statement.setString(3, chosen);
            statement.setString(4, chosen);
            ResultSet rows = statement.executeQuery();
            if (rows.next()) {
                Constraint constraint = new Constraint(
                        now.table(),
                        rows.getString(1),
                        Constraint.Type.NOT_NULL,
                        new Expression("NOT NULL"),
                        List.of(now.name()),
                        null,
                        List.of(),
                        null);
                renames.add(new RollbackOnly(new Rename(constraint, constraint.named(chosen))));
            }
        }
    }
}
