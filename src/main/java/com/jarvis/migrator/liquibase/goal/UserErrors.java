package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.liquibase.connection.ServerFailure;
import com.jarvis.migrator.liquibase.history.ProjectFiles;
import com.jarvis.migrator.liquibase.history.Reason;
import java.sql.Connection;
import java.util.Optional;
import liquibase.Scope;
import liquibase.command.CommandResultsBuilder;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CommandExecutionException;

/**
 * Makes a command fail with the text for the user alone. Liquibase puts the class name of each exception that it wraps in
 * front of its text, but leaves a {@link CommandExecutionException} as it is (CommandScope.execute, 5.0.4).
 */
public final class UserErrors {

    /** What a command does. */
    @FunctionalInterface
    interface Command {
        void run() throws Exception;
    }

    /** A failure with a text for the user. */
    public static final class UserError extends CommandExecutionException {

        private UserError(String text, Exception thrown) {
            super(Printable.text(text));
            addSuppressed(PrintableTrace.of(thrown)); // For mvn -e; Maven would append the text of a cause to ours.
        }

        /** The text alone, without the class name. */
        @Override
        public String toString() {
            return getMessage();
        }
    }

    private UserErrors() {}

    /**
     * Runs a command. A {@link MigratorException}, however deeply Liquibase has wrapped it, becomes a UserError, and so does
     * any other failure, in plain words. The command reads the {@linkplain ProjectFiles project's own files} of its changelog.
     * What is logged meanwhile is printable.
     *
     * @param results of the command, whose connection names the role in a text
     */
    static void explain(CommandResultsBuilder results, Command command) throws Exception {
        try {
            ProjectFiles.alone(() -> {
                Scope.child(Scope.Attr.logService, new PrintableLog(), () -> {
                    if (writesScript(results)) {
                        command.run();
                    } else {
                        Console.guarded(command::run);
                    }
                });
                return null;
            });
        } catch (Exception e) {
            Optional<Throwable> refusal = MigratorException.in(e);
            if (refusal.isPresent()) {
                throw new UserError(refusal.get().getMessage(), e);
            }
            Optional<FailedStatement> failed = FailedStatement.in(e);
            if (failed.isPresent()) {
                throw new UserError(text(failed.get(), connection(results)), e);
            }
            throw new UserError(
                    "The command failed: %s.%nWhat it had finished before stays; mvn liquibase:status shows it."
                            .formatted(Reason.of(e)),
                    e);
        }
    }

    /** A script has the characters of the changelog. */
    private static boolean writesScript(CommandResultsBuilder results) {
        return results.getCommandScope().getCommand().getName()[0].matches("(?i).*sql");
    }

    private static String text(FailedStatement failed, Connection connection) {
        return failed.text() + "\n\n"
                + ServerFailure.of(failed.cause(), connection)
                        .map(failure -> failure.text() + "\nThen run the command again.")
                        .orElse("So the command stopped, and PostgreSQL rolled back what was not committed.");
    }

    private static Connection connection(CommandResultsBuilder results) {
        return results.getCommandScope().getDependency(Database.class) instanceof Database database
                        && database.getConnection() instanceof JdbcConnection jdbc
                ? jdbc.getUnderlyingConnection()
                : null;
    }
}
