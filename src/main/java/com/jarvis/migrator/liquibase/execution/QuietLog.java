package com.jarvis.migrator.liquibase.execution;

import java.util.logging.Level;
import liquibase.Scope;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;

/**
 * The surrounding log without "ChangeSet … encountered an exception.", which Liquibase logs as an error for every failed
 * attempt of a changeset, even if it is retried (ChangeSet.execute, 5.0.4).
 */
class QuietLog extends AbstractLogService {

    private final Scope outer = Scope.getCurrentScope();

    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings({"rawtypes", "try"}) // as in LogService and Logger
    public Logger getLog(Class source) {
        Logger log = outer.getLog(source);
        return new AbstractLogger() {
            @Override
            public void log(Level level, String message, Throwable e) {
                if (!String.valueOf(message).endsWith(" encountered an exception.")) {
                    log.log(level, message, e);
                }
            }
        };
    }
}
