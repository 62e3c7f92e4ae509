package com.jarvis.migrator.liquibase.execution;

import java.util.logging.Level;
import liquibase.logging.Logger;

/**
 * The surrounding log without "ChangeSet … encountered an exception.", which Liquibase logs as an error for every failed
 * attempt of a changeset, even if it is retried (ChangeSet.execute, 5.0.4).
 */
final class QuietLog extends OuterLog {

    @Override
    protected void log(Logger log, Level level, String message, Throwable thrown) {
        if (!message.endsWith(" encountered an exception.")) {
            log.log(level, message, thrown);
        }
    }
}
