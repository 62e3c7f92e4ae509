package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.execution.DataLossScan;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.SqlStatement;

/** Stops a command that would destroy data, unless {@code -Dallow=drop} permits it. */
public final class DataLossGuard {

    private DataLossGuard() {}

    /**
     * @param undone the changesets to roll back, the oldest first
     * @param command the command that rolls them back anyway, for the message
     * @throws MigratorException if their rollbacks would drop a table with rows or a column with values
     */
    public static void refuseRollback(
            List<RanChangeSet> undone,
            DatabaseChangeLog changelog,
            Database database,
            Settings settings,
            String command)
            throws LiquibaseException, MigratorException {
        List<String> statements = new ArrayList<>();
        for (int i = undone.size() - 1; i >= 0; i--) {
            ChangeSet changeSet = changelog.getChangeSet(undone.get(i));
            if (changeSet != null && undone.get(i).getExecType() != ChangeSet.ExecType.MARK_RAN) {
                statements.addAll(rollback(changeSet, database));
            }
        }
        refuse(
                "This rollback would destroy",
                settings,
                command,
                database,
                connection -> DataLossScan.of(statements, connection));
    }

    /**
     * @param schemas the schemas to empty
     * @throws MigratorException if their tables have rows
     */
    public static void refuseDropAll(List<String> schemas, Database database, Settings settings)
            throws LiquibaseException, MigratorException {
        refuse(
                "dropAll would destroy",
                settings,
                CommandHint.DROP_ALL.typed("allow=drop"),
                database,
                connection -> DataLossScan.ofSchemas(schemas, connection));
    }

    @FunctionalInterface
    private interface Count {
        List<DataLossScan> in(Connection connection) throws SQLException;
    }

    private static void refuse(String what, Settings settings, String command, Database database, Count count)
            throws LiquibaseException, MigratorException {
        if (settings.allow().contains("drop") || !(database.getConnection() instanceof JdbcConnection jdbc)) {
            return;
        }
        List<DataLossScan> losses;
        try {
            losses = count.in(jdbc.getUnderlyingConnection());
            database.rollback();
        } catch (SQLException e) {
            database.rollback();
            throw new MigratorException(
                    "The rows that this would destroy cannot be counted, so nothing was done: " + e.getMessage());
        }
        if (!losses.isEmpty()) {
            throw new MigratorException("""
                    %s data of %s, so nothing was done:
                    %s
                    Save what you need. To destroy the rest:
                      %s""".formatted(
                            what,
                            database.getConnection().getCatalog(),
                            losses.stream().map(loss -> "  " + loss.text()).collect(Collectors.joining("\n")),
                            command));
        }
    }

    private static List<String> rollback(ChangeSet changeSet, Database database) throws LiquibaseException {
        List<SqlStatement> statements = new ArrayList<>();
        if (changeSet.hasCustomRollbackChanges()) {
            for (Change change : changeSet.getRollback().getChanges()) {
                statements.addAll(List.of(change.generateStatements(database)));
            }
        } else {
            List<Change> changes = changeSet.getChanges();
            for (int i = changes.size() - 1; i >= 0; i--) {
                statements.addAll(List.of(changes.get(i).generateRollbackStatements(database)));
            }
        }
        return statements.stream()
                .flatMap(
                        statement -> Stream.of(SqlGeneratorFactory.getInstance().generateSql(statement, database)))
                .map(Sql::toSql)
                .toList();
    }
}
