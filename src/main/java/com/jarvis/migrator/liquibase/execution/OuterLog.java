package com.jarvis.migrator.liquibase.execution;

import java.util.logging.Level;
import liquibase.Scope;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;

/** The log that surrounds a scope of Liquibase, of which the scope changes some messages or leaves them out. */
public abstract class OuterLog extends AbstractLogService {

    private final Scope outer = Scope.getCurrentScope();

    /** Writes a message to the surrounding log, or does not. */
    protected abstract void log(Logger log, Level level, String message, Throwable thrown);

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
            public void log(Level level, String message, Throwable thrown) {
                OuterLog.this.log(log, level, String.valueOf(message), thrown);
            }
        };
    }
}
