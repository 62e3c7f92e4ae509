package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Printable;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** A copy of an exception for {@code mvn -e}, whose texts are as {@link Printable} shows them: Maven prints them unchanged. */
final class PrintableTrace extends Exception {

    private final String text;

    private PrintableTrace(Throwable thrown, Set<Throwable> copied) {
        super(null, copy(thrown.getCause(), copied));
        this.text = Printable.text(thrown.toString());
        setStackTrace(thrown.getStackTrace());
        Stream.of(thrown.getSuppressed())
                .map(suppressed -> copy(suppressed, copied))
                .filter(Objects::nonNull)
                .forEach(this::addSuppressed);
    }

    static Throwable of(Throwable thrown) {
        return copy(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** @return null if it is null, or among its own causes */
    private static Throwable copy(Throwable thrown, Set<Throwable> copied) {
        return thrown == null || !copied.add(thrown) ? null : new PrintableTrace(thrown, copied);
    }

    /** The class and the message of the original. */
    @Override
    public String toString() {
        return text;
    }
}
