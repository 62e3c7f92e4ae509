package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/**
 * What a database notes of the migrations that it has run, as it stands there: Liquibase answers from what it has read
 * before.
 *
 * @param rows a row of databasechangelog each, as text
 */
public record AppliedChangeSets(List<String> rows) {

    public static AppliedChangeSets of(Database database) throws SQLException {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        String table = table(database);
        List<String> rows = new ArrayList<>();
        try (var exists = connection.prepareStatement("select to_regclass(?) is not null");
                Statement statement = connection.createStatement()) {
            exists.setString(1, table);
            try (ResultSet answer = exists.executeQuery()) {
                answer.next();
                if (!answer.getBoolean(1)) {
                    return new AppliedChangeSets(rows);
                }
            }
            try (ResultSet found =
                    statement.executeQuery("select m::text from " + table + " m order by orderexecuted")) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
        }
        return new AppliedChangeSets(rows);
    }

    /** The table of the marks, as it stands in SQL. */
    public static String table(Database database) {
        return database.escapeTableName(
                database.getLiquibaseCatalogName(),
                database.getLiquibaseSchemaName(),
                database.getDatabaseChangeLogTableName());
    }

    /**
     * Checks that nobody has migrated the database in the meantime: a comparison does not hold the others up, and what it
     * has seen then may be a half of each.
     *
     * @throws MigratorException when the database has run something else by now
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
