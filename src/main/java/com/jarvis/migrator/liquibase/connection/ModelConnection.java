package com.jarvis.migrator.liquibase.connection;

import java.sql.Driver;
import java.util.Properties;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;

/** The connection of a {@link ModelDatabase}, which leads nowhere. Liquibase finds it through {@code META-INF/services}. */
public final class ModelConnection extends OfflineConnection {

    private String url;

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(String url) {
        return ModelDatabase.isUrl(url);
    }

    @Override
    public void open(String url, Driver driver, Properties given) {
        this.url = url;
    }

    @Override
    public String getURL() {
        return url;
    }

    @Override
    public boolean isCorrectDatabaseImplementation(Database database) {
        return database.getShortName().equals(ModelDatabase.NAME);
    }

    /** Without the file and the snapshot that a database without a connection has in their place. */
    @Override
    public void attached(Database database) {}
}
