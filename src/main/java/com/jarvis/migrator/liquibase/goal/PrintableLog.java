package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.liquibase.execution.OuterLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Level;
import liquibase.logging.Logger;

/** The surrounding log, to which Liquibase writes names, statements and messages of the server as {@link Printable} shows them. */
final class PrintableLog extends OuterLog {

    @Override
    protected void log(Logger log, Level level, String message, Throwable thrown) {
        log.log(level, Printable.text(thrown == null ? message : message + "\n" + trace(thrown)), null);
    }

    /** As text, because a logger would print the messages of an exception as they are. */
    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
