package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import liquibase.exception.CommandExecutionException;

/** What a user is to see of an exception. */
final class Failures {

    private Failures() {}

    /**
     * Takes our own words out of what Liquibase has wrapped around them, each layer with a class name in front.
     *
     * @return the exception itself when none of its causes is ours
     */
    static Exception plain(Exception thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof MigratorException ours) {
                return new Plain(ours);
            }
        }
        return thrown;
    }

    /** CommandScope lets it through as it is; dropAll wraps even that once more, and would name its class. */
    private static final class Plain extends CommandExecutionException {
        Plain(MigratorException cause) {
            super(cause.getMessage(), cause);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
