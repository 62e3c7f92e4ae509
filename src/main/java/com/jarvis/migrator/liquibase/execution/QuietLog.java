package com.jarvis.migrator.liquibase.execution;

import java.util.logging.Level;
import liquibase.Scope;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;

/**
 * The log around it, without "ChangeSet … encountered an exception.", which Liquibase prints as an error for every
 * attempt of a changeset, the ones that are tried again among them (ChangeSet.execute, 5.0.4).
 */
class QuietLog extends AbstractLogService {

    private final Scope outer = Scope.getCurrentScope();

    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings({"rawtypes", "try"}) // as LogService and Logger have it
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
