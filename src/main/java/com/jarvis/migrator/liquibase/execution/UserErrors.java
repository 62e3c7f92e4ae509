package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.MigratorException;

/** What a user is to see of an exception. */
public final class UserErrors {

    private UserErrors() {}

    /**
     * Takes our own words out of what Liquibase has wrapped around them, each layer with a class name in front.
     *
     * @return the exception itself when none of its causes is ours
     */
    public static Exception plain(Exception thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (Loaders.isA(MigratorException.class, t)) {
                MigratorException plain = new MigratorException(t.getMessage());
                plain.addSuppressed(thrown); // mvn -e shows it
                return plain;
            }
        }
        return thrown;
    }
}
