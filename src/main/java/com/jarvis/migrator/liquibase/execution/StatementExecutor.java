package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.execution.ConcurrentIndex;
import com.jarvis.migrator.execution.LockRetry;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.executor.jvm.JdbcExecutor;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.SqlStatement;

/**
 * Runs the statements of a changeset with {@code runInTransaction: false} one by one, as there is no transaction to retry
 * as a whole: each runs in a {@link LockRetry}, and an index that an earlier run left behind is dropped or kept.
 */
public class StatementExecutor extends JdbcExecutor {

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(Database database) {
        return database instanceof PostgresDatabase;
    }

    @Override
    public void execute(SqlStatement statement, List<SqlVisitor> visitors) throws DatabaseException {
        Object changeSet = Scope.getCurrentScope().get(Scope.Attr.changeSet, Object.class);
        if (!(changeSet instanceof ChangeSet migration)
                || migration.isRunInTransaction()
                || !(database.getConnection() instanceof JdbcConnection jdbc)
                || !jdbc.getAutoCommit()) {
            super.execute(statement, visitors);
            return;
        }
        Connection connection = jdbc.getUnderlyingConnection();
        String sql = String.join(";", applyVisitors(statement, visitors));
        Optional<ConcurrentIndex> index = ConcurrentIndex.in(sql);
        try {
            LockSettings settings = LockSettings.of(CommandLine.current().values());
            if (SqlTokens.of(sql).isConcurrent()) {
                settings = settings.concurrently();
            }
            new LockRetry(connection, settings, () -> PostgresConnection.second(jdbc)).run(migration.getId(), () -> {
                if (index.isEmpty() || index.get().prepare(connection)) {
                    super.execute(statement, visitors);
                }
                return null;
            });
        } catch (DatabaseException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException(e);
        }
    }
}
