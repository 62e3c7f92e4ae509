package com.jarvis.migrator;

import liquibase.exception.CommandExecutionException;

/**
 * Something that the user can put right. The message says what is wrong, what that means and the exact command or
 * snippet that fixes it; it is all that the user sees.
 */
public class MigratorException extends CommandExecutionException {

    /** @param message the whole text for the user, without a trailing line break */
    public MigratorException(String message) {
        super(message);
    }

    /** @param cause kept for {@code mvn -e}; its text is not shown otherwise */
    public MigratorException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message alone: Liquibase shows a cause by its toString(), and a class name tells a user nothing. */
    @Override
    public String toString() {
        return getMessage();
    }
}
