package com.jarvis.migrator;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A problem that the user can fix. The message is all that the user sees: what is wrong, what that means, and the exact
 * command or snippet that fixes it.
 *
 * <p>Liquibase wraps what a command throws in its own exception, whose text is the cause's {@link #toString()}
 * (CommandScope.execute, 5.0.4); Maven and the jar print that text once.
 */
public class MigratorException extends Exception {

    /** @param message the whole text for the user, without a trailing line break; it is kept as {@link Printable#text} shows it */
    public MigratorException(String message) {
        super(Printable.text(message));
    }

    /** @param cause for {@code mvn -e} only: its text is not shown otherwise */
    public MigratorException(String message, Throwable cause) {
        super(Printable.text(message), cause);
    }

    /** The first one among an exception and its causes, whichever class loader loaded its class; empty if there is none. */
    public static Optional<Throwable> in(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(cause -> Loaders.isA(MigratorException.class, cause))
                .findFirst();
    }

    /** The message alone, without the class name. */
    @Override
    public String toString() {
        return getMessage();
    }
}
