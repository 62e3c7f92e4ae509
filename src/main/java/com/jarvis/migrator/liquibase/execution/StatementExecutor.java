package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.execution.ConcurrentIndex;
import com.jarvis.migrator.execution.LockRetry;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.executor.jvm.JdbcExecutor;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.ExecutablePreparedStatement;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import liquibase.statement.core.RuntimeStatement;

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
        if (GuardedTransaction.isOpen()) {
            executeGuarded(statement, visitors);
            return;
        }
        Object changeSet = Scope.getCurrentScope().get(Scope.Attr.changeSet, Object.class);
        if (!(changeSet instanceof ChangeSet migration)
                || migration.isRunInTransaction()
                || !(database.getConnection() instanceof JdbcConnection jdbc)
                || !jdbc.getAutoCommit()) {
            super.execute(statement, visitors);
            return;
        }
        Connection connection = jdbc.getUnderlyingConnection();
        Generated generated = generate(statement, visitors);
        String sql = String.join(";", generated.sql());
        Optional<ConcurrentIndex> index = ConcurrentIndex.in(sql);
        try {
            LockSettings settings = LockSettings.of(CommandLine.current().values());
            if (SqlTokens.of(sql).isConcurrent()) {
                settings = settings.concurrently();
            }
            Callable<Object> once = () -> {
                if (index.isEmpty() || index.get().prepare(connection)) {
                    super.execute(generated.statement(), generated.visitors());
                }
                return null;
            };
            UnaryOperator<Callable<Object>> guard = guard();
            new LockRetry(connection, settings, () -> PostgresConnection.second(jdbc))
                    .run(ChangeSetName.of(migration), guard == null || index.isPresent() ? once : guard.apply(once));
        } catch (DatabaseException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static UnaryOperator<Callable<Object>> guard() {
        return Scope.getCurrentScope().get(StatementGuard.IN_SCOPE, UnaryOperator.class);
    }

    private void executeGuarded(SqlStatement statement, List<SqlVisitor> visitors) throws DatabaseException {
        Generated generated = generate(statement, visitors);
        try {
            GuardedTransaction.execute(() -> {
                super.execute(generated.statement(), generated.visitors());
                return null;
            });
        } catch (DatabaseException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException(e);
        }
    }

    /** A statement that can be executed several times, and its SQL. */
    private record Generated(SqlStatement statement, List<SqlVisitor> visitors, List<String> sql) {}

    /** Generates the SQL once: generating it may run a program or a class of the user's. */
    private Generated generate(SqlStatement statement, List<SqlVisitor> visitors) throws DatabaseException {
        if (statement instanceof ExecutablePreparedStatement) {
            return new Generated(statement, visitors, List.of());
        }
        List<String> sql = Stream.of(applyVisitors(statement, visitors))
                .filter(Objects::nonNull)
                .toList();
        if (statement instanceof RawParameterizedSqlStatement) {
            return new Generated(statement, visitors, sql);
        }
        Sql[] unparsed = sql.stream().map(UnparsedSql::new).toArray(Sql[]::new);
        SqlStatement again = new RuntimeStatement() {
            @Override
            public Sql[] generate(Database on) {
                return unparsed;
            }
        };
        return new Generated(again, List.of(), sql);
    }
}
