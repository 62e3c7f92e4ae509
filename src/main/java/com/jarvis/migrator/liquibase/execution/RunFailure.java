package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.execution.NoLockException;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.ServerFailure;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.lock.Session;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text for the user when a migration, or a command, fails in the database.
 *
 * @param what failed: the migration's file, or the command
 * @param state what that means, after "failed": {@code and is not applied; those before it are}
 * @param again runs it again
 * @param isTransaction whether it leaves nothing behind
 */
record RunFailure(String what, String state, CommandHint again, boolean isTransaction) {

    RunFailure {
        what = Printable.line(what);
    }

    /**
     * The exception for the user.
     *
     * @param connection that it failed on
     * @return what was thrown, if it is not the failure of a statement
     */
    Exception explain(Exception thrown, Connection connection) {
        return blocked(thrown)
                .or(() -> failed(thrown, connection))
                .<Exception>map(text -> explained(thrown, text))
                .orElse(thrown);
    }

    /** The causes are kept as suppressed exceptions, for {@code mvn -e}: Maven would append the text of a cause to ours. */
    static MigratorException explained(Exception thrown, String text) {
        MigratorException explained = new MigratorException(text);
        explained.addSuppressed(thrown);
        return explained;
    }

    /** The text for a statement that got no lock; empty if it is another failure. */
    Optional<String> blocked(Exception thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof NoLockException noLock) {
                return Optional.of(blocked(noLock));
            }
        }
        return Optional.empty();
    }

    /** The text for a statement that failed otherwise; empty if it is another failure. */
    Optional<String> failed(Exception thrown, Connection connection) {
        return FailedStatement.in(thrown).map(failed -> failed(failed, connection));
    }

    /** The text for another failure. */
    String text(String reason) {
        return "%s failed %s.%s%n%n%s.%n%nFix the migration and run it again:%n  %s"
                .formatted(what, state, partly(), reason, again.typed());
    }

    private String failed(FailedStatement failed, Connection connection) {
        String next = failed.isAboutConnection()
                ? "The connection was lost; PostgreSQL rolls back what was not committed. Run it again when the server is back:"
                : ServerFailure.of(failed.cause(), connection)
                        .map(failure -> failure.text() + "\nThen run it again:")
                        .orElse("Fix " + (again == CommandHint.DROP_ALL ? "what the message names" : "the migration")
                                + " and run it again:");
        return "%s failed %s.%s\n\n%s\n\n%s\n  %s".formatted(what, state, partly(), failed.text(), next, again.typed());
    }

    private String blocked(NoLockException noLock) {
        LockSettings settings = noLock.settings();
        List<Session> blockers = noLock.blockers();
        String who = blockers.isEmpty()
                ? "It is not known which session blocked it."
                : "Blocked by: " + blockers.stream().map(Session::doing).collect(Collectors.joining("\n            "));
        String end = blockers.isEmpty() || blockers.get(0).pid() == 0
                ? ""
                : "\nor end the session that blocks it:\n  select pg_terminate_backend(%d)"
                        .formatted(blockers.get(0).pid());
        return """
                %s got no lock in %d attempts of %s %s.%s

                %s

                %s
                Run it again when that session has ended, or wait longer:
                  %s%s""".formatted(
                what,
                settings.retries() + 1,
                LockSettings.text(settings.timeout()),
                state,
                partly(),
                noLock.failed().text(),
                who,
                again.typed(
                        "lock.%s=%s"
                                .formatted(
                                        isTransaction || !settings.timeout().equals(settings.patience())
                                                ? "timeout"
                                                : "wait",
                                        LockSettings.text(settings.timeout().multipliedBy(2))
                                                .replace(" ", "")),
                        "lock.retries=" + (settings.retries() * 2 + 1)),
                end);
    }

    private String partly() {
        return isTransaction ? "" : "\nIt runs outside a transaction, so its statements before this one stay applied.";
    }
}
