package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.embedded.Supplies;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Decides how a changeset continues after a statement fails. First, the server is supplied with what the live database has. A
 * statement that still fails is left out if it needs the rights of a superuser, or in an applied changeset if it creates what was
 * supplied or needs what only the live database has.
 */
final class LeftOut {

    private final Supplies supplies;
    private final boolean isApplied;
    private final Connection live;
    private final Set<Integer> statements = new HashSet<>();
    private boolean isToRunAgain;

    /** @param live a connection to the live database; null if that is unknown */
    LeftOut(Supplies supplies, boolean isApplied, Connection live) {
        this.live = live;
        this.supplies = supplies;
        this.isApplied = isApplied;
    }

    /** Whether the statement is left out. */
    boolean contains(int statement) {
        return statements.contains(statement);
    }

    /** Decides after a failure. */
    void failed(int statement, Throwable thrown) throws SQLException {
        Failure failure = Failure.of(statement, "", thrown);
        boolean canBeLeftOut = failure.isForRights()
                || isApplied && PostgresError.isDuplicate(failure.sqlState())
                || isApplied && LackingObject.of(live, supplies, failure).isPresent();
        isToRunAgain = !supplies.areProvided() || canBeLeftOut;
        if (supplies.areProvided() && canBeLeftOut) {
            statements.add(statement);
        }
    }

    /** Whether the failed statement, or the transaction that it was in, is to run again; outside that transaction. */
    boolean runAgain() throws SQLException {
        if (!isToRunAgain) {
            return false;
        }
        isToRunAgain = false;
        supplies.provide();
        return true;
    }
}
