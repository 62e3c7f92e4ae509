package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.Renames;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.scratch.DesiredSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The changes from the live database to another schema, as {@code diff} prints them; none if it matches. */
public final class Differences {

    private Differences() {}

    /**
     * @param connection in a transaction that the caller rolls back
     * @param created what belongs to the model even if no entity names it
     * @param exclude as {@code -Dexclude}
     * @throws MigratorException if PostgreSQL rejects the model
     */
    public static List<String> from(Connection connection, DesiredSchema model, CreatedObjects created, String exclude)
            throws SQLException, MigratorException {
        return lines(new Comparison(connection, new ExcludedTables(exclude), created)
                .with(model, new Renames("none"))
                .operations()
                .upgrade());
    }

    /**
     * @param connection in a transaction that the caller rolls back
     * @param exclude as {@code -Dexclude}
     * @throws MigratorException if an object cannot be copied, and so not be compared
     */
    public static List<String> from(Connection connection, ChangelogSchema changelog, String exclude)
            throws SQLException, MigratorException {
        return lines(new Comparison(connection, new ExcludedTables(exclude), CreatedObjects.NONE)
                .with(changelog.schemas(), changelog.catalog())
                .upgrade());
    }

    private static List<String> lines(List<Operation> operations) {
        return operations.stream().map(OperationText::line).toList();
    }
}
