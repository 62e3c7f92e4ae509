package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Level;
import liquibase.Scope;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;

/** The surrounding log, to which Liquibase writes names, statements and messages of the server as {@link Printable} shows them. */
final class PrintableLog extends AbstractLogService {

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
                log.log(level, Printable.text(e == null ? String.valueOf(message) : message + "\n" + trace(e)), null);
            }
        };
    }

    /** As text, because a logger would print the messages of an exception as they are. */
    private static String trace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
