package com.jarvis.migrator.liquibase.history;

import liquibase.database.Database;

/**
 * Has Liquibase write the default schema in front of names, as a statement needs it that runs with the search path {@code
 * pg_catalog}. The Maven plugin switches it off by default ({@code liquibase.outputDefaultSchema}).
 */
public final class QualifiedNames {

    private QualifiedNames() {}

    /** Work that may throw. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** @throws E what the work throws */
    public static <T, E extends Exception> T in(Database database, Work<T, E> work) throws E {
        boolean before = database.getOutputDefaultSchema();
        database.setOutputDefaultSchema(true);
        try {
            return work.run();
        } finally {
            database.setOutputDefaultSchema(before);
        }
    }
}
