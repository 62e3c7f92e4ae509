package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.MigratorException;
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
            super(text);
            addSuppressed(thrown); // For mvn -e; Maven would append the text of a cause to ours.
        }

        /** The text alone, without the class name. */
        @Override
        public String toString() {
            return getMessage();
        }
    }

    private UserErrors() {}

    /** Runs a command. A {@link MigratorException}, however deeply Liquibase has wrapped it, becomes a UserError. */
    static void explain(Command command) throws Exception {
        try {
            command.run();
        } catch (Exception e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (Loaders.isA(MigratorException.class, t)) {
                    throw new UserError(t.getMessage(), e);
                }
            }
            throw e;
        }
    }
}
