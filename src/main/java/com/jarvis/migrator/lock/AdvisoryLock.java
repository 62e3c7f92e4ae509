package com.jarvis.migrator.lock;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.session.Backend;
import com.jarvis.migrator.session.ClientTimeouts;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The lock that lets one migrator at a time work on a schema: a session-level advisory lock on the connection that runs the
 * migrations. PostgreSQL releases it when the session ends, however it ends
 * (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
 *
 * <p>The lock is polled, never waited for inside PostgreSQL: a waiting statement holds a snapshot, and the holder's CREATE
 * INDEX CONCURRENTLY would wait for that snapshot while this session waits for the lock.
 *
 * @param key one for each schema of a database; PostgreSQL keeps the locks of databases apart
 * @param isPoolerAccepted whether the connection may go through a pooler
 */
public record AdvisoryLock(Connection connection, int key, boolean isPoolerAccepted) {

    /** The first of the two keys, which keeps our locks apart from other programs': "jarv" in ASCII. */
    private static final int SPACE = 0x6a617276;

    /** Longer than the longest pause between two attempts of a migration, see {@link LockSettings#pause}. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    /**
     * The lock of a schema, on a direct connection.
     *
     * @param schema the schema of databasechangelog
     */
    public static AdvisoryLock of(Connection connection, String schema) {
        return of(connection, schema, LockSettings.DEFAULT);
    }

    /** @param schema the schema of databasechangelog */
    public static AdvisoryLock of(Connection connection, String schema, LockSettings settings) {
        return new AdvisoryLock(connection, schema.hashCode(), settings.isPoolerAccepted());
    }

    /**
     * @return false if another session holds the lock
     * @throws MigratorException if the connection goes through a pooler and none is accepted
     */
    public boolean tryAcquire() throws SQLException, MigratorException {
        refusePooler();
        return ask("select pg_try_advisory_lock(?, ?)");
    }

    /** Does nothing if this session does not hold the lock. */
    public void release() throws SQLException {
        if (ask("select pg_advisory_unlock(?, ?)")) {
            ClientTimeouts.unlimitIdleSession(connection);
        }
    }

    /** The session that holds the lock. */
    public Optional<Session> holder() throws SQLException {
        List<Array> pids =
                SystemQuery.list(connection, """
                select array_agg(pid) from pg_locks
                where locktype = 'advisory' and granted and objsubid = 2
                and database = (select oid from pg_database where datname = current_database())
                and classid::bigint = ? and objid::bigint = ?
                having count(*) > 0""", row -> row.getArray(1), (long) SPACE, Integer.toUnsignedLong(key));
        return pids.isEmpty()
                ? Optional.empty()
                : Session.read(connection, pids.get(0)).stream().findFirst();
    }

    /**
     * Makes the server notice within seconds that this process is gone: while a statement runs (since PostgreSQL 14, and
     * not on every platform), and after a failure of the machine or the network. Otherwise an orphaned CREATE INDEX would
     * hold the lock for hours.
     */
    public void endWithThisProcess() throws SQLException {
        ClientTimeouts.set(connection, Duration.ofMinutes(1));
        ClientTimeouts.limitIdleSession(connection, IDLE);
    }

    /** A pooler may run each transaction in another session, and the lock would stay in the previous one. */
    private void refusePooler() throws SQLException, MigratorException {
        if (!isPoolerAccepted && Backend.of(connection).isPooled()) {
            throw new MigratorException("""
                    This connection goes through a pooler (PgBouncer or the like), and no migration was run.
                    A pooler may run each transaction in another session, so the lock that keeps two migrations from \
                    running at once would not work.
                    Give the URL of PostgreSQL itself, as in -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis, or, if \
                    the pooler keeps one session per connection (pool_mode = session), add -Dlock.pooler=session""");
        }
    }

    private boolean ask(String question) throws SQLException {
        return SystemQuery.one(connection, question, row -> row.getBoolean(1), SPACE, key);
    }
}
