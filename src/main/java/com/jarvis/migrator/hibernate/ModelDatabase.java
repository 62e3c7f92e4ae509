package com.jarvis.migrator.hibernate;

import liquibase.Scope;
import liquibase.database.DatabaseConnection;
import liquibase.database.jvm.JdbcConnection;
import liquibase.ext.hibernate.database.HibernateClassicDatabase;
import liquibase.ext.hibernate.database.connection.HibernateConnection;

/**
 * The reference database of {@link ModelMetadata}.
 *
 * <p>The Maven plugin's diff sets a thread context class loader that is not the one Liquibase has loaded
 * liquibase-hibernate with, though both read the same class path. Liquibase-hibernate would find {@link ModelMetadata}
 * there, not recognize it and take its name for the path of a configuration file. So this class makes its own class
 * loader the thread's while the model is read, and all of the model, Hibernate and its services come from there.
 */
public final class ModelDatabase extends HibernateClassicDatabase {

    @Override
    public boolean isCorrectDatabaseImplementation(DatabaseConnection connection) {
        return connection.getURL().startsWith("hibernate:classic:" + ModelMetadata.class.getName());
    }

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public String getShortName() {
        return "jarvisModel";
    }

    @Override
    public void setConnection(DatabaseConnection connection) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(getClass().getClassLoader());
        try {
            super.setConnection(connectionOfThisLoader(connection));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * When two goals run in one Maven process, the second one's driver comes from a class loader of its own, while this
     * class is still the first one's, as Liquibase keeps its registries.
     */
    private static DatabaseConnection connectionOfThisLoader(DatabaseConnection connection) {
        if (connection instanceof JdbcConnection jdbc
                && jdbc.getUnderlyingConnection() instanceof HibernateConnection) {
            return connection;
        }
        return new JdbcConnection(new HibernateConnection(
                connection.getURL(), Scope.getCurrentScope().getResourceAccessor()));
    }
}
