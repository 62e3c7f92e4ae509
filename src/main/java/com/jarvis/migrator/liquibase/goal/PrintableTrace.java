package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Printable;

/** A copy of an exception for {@code mvn -e}, whose texts are as {@link Printable} shows them: Maven prints them unchanged. */
final class PrintableTrace extends Exception {

    private final String text;

    PrintableTrace(Throwable thrown) {
        super(null, thrown.getCause() == null ? null : new PrintableTrace(thrown.getCause()));
        this.text = Printable.text(thrown.toString());
        setStackTrace(thrown.getStackTrace());
        for (Throwable suppressed : thrown.getSuppressed()) {
            addSuppressed(new PrintableTrace(suppressed));
        }
    }

    /** The class and the message of the original. */
    @Override
    public String toString() {
        return text;
    }
}
