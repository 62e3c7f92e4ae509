package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Refuses to add a key to a partitioned table if the key lacks a part of the partition key (manual, 5.12.2.3). */
final class PartitionedKeys {

    /** The columns of a partition key; null for an expression. */
    private static final String COLUMNS = """
            select a.attname from pg_partitioned_table p cross join unnest(p.partattrs::smallint[]) with ordinality k (attnum, position)
            left join pg_attribute a on a.attrelid = p.partrelid and a.attnum = k.attnum and k.attnum > 0
            where p.partrelid = to_regclass(?) order by k.position""";

    private PartitionedKeys() {}

    /** @throws MigratorException with the key and what it lacks, if PostgreSQL does not accept a key */
    static void requireComplete(Connection connection, Catalog live, List<Operation> operations)
            throws SQLException, MigratorException {
        NamesBefore names = new NamesBefore(operations);
        for (Operation operation : operations) {
            if (operation instanceof Create create && isKey(create.object())) {
                Name now = names.of(create.object().table());
                Table table = live.table(now).orElse(null);
                if (table != null && table.partitionKey() != null) {
                    List<String> lacks = new ArrayList<>(SystemQuery.list(
                            connection, COLUMNS, row -> row.getString(1) == null ? "" : row.getString(1), now.sql()));
                    lacks.removeAll(columns(create.object()));
                    if (!lacks.isEmpty()) {
                        throw refusal(table, create.object(), lacks);
                    }
                }
            }
        }
    }

    private static boolean isKey(SchemaObject object) {
        return object instanceof Index index && index.unique()
                || object instanceof Constraint constraint && constraint.isKey();
    }

    private static Collection<String> columns(SchemaObject key) {
        return key instanceof Constraint constraint
                ? constraint.columns()
                : ((Index) key).references().columns();
    }

    private static MigratorException refusal(Table table, SchemaObject key, List<String> lacks) {
        if (lacks.contains("")) {
            return new MigratorException(
                    """
                    Table %1$s is partitioned by %2$s, so PostgreSQL does not accept %3$s: the partition key has an expression.
                    Nothing was written. Remove the key from the entity, or exclude the table:
                      mvn compile liquibase:diff -Dexclude=%1$s""".formatted(table.label(), Printable.line(table.partitionKey()), OperationText.what(key)));
        }
        return new MigratorException("""
                Table %1$s is partitioned by %2$s, so PostgreSQL does not accept %3$s: it lacks %4$s.
                Nothing was written. Make %4$s part of the key in the entity, or exclude the table:
                  mvn compile liquibase:diff -Dexclude=%1$s""".formatted(
                        table.label(),
                        Printable.line(table.partitionKey()),
                        OperationText.what(key),
                        Printable.line(String.join(" and ", lacks))));
    }
}
