package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/**
 * A snapshot of databasechangelog, read from the database: Liquibase would answer from its cache.
 *
 * @param rows the rows as text, in the order of their execution
 */
public record AppliedChangeSets(List<String> rows) {

    /** Reads databasechangelog; no rows if the table does not exist. */
    public static AppliedChangeSets of(Database database) throws SQLException {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        String table = qualifiedTable(database);
        boolean exists =
                SystemQuery.one(connection, "select to_regclass(?) is not null", row -> row.getBoolean(1), table);
        return new AppliedChangeSets(
                exists
                        ? SystemQuery.list(
                                connection,
                                "select m::text from " + table + " m order by orderexecuted",
                                row -> row.getString(1))
                        : List.of());
    }

    /** The name of databasechangelog with its schema, for SQL. */
    public static String qualifiedTable(Database database) {
        return QualifiedNames.in(database, () -> table(database));
    }

    /** The name of databasechangelog as Liquibase writes it, for a script. */
    public static String table(Database database) {
        return database.escapeTableName(
                database.getLiquibaseCatalogName(),
                database.getLiquibaseSchemaName(),
                database.getDatabaseChangeLogTableName());
    }

    /**
     * Checks that nobody has migrated the database since this snapshot: a comparison takes no lock, and may then have seen
     * a mix of both states.
     *
     * @throws MigratorException if databasechangelog has changed
     */
    public void requireSame(Database database) throws SQLException, MigratorException {
        if (!of(database).equals(this)) {
            throw new MigratorException("""
                    Migrations were applied or rolled back while the database was compared.
                    The comparison may mix both states, so nothing was written. Compare again:
                      mvn compile liquibase:diff""");
        }
    }
}
