package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.ModelMetadata;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import liquibase.Scope;
import liquibase.database.DatabaseConnection;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.ext.hibernate.database.HibernateClassicDatabase;
import liquibase.ext.hibernate.database.connection.HibernateConnection;
import org.hibernate.boot.Metadata;

/**
 * The reference database of {@link ModelMetadata}: {@code
 * hibernate:classic:com.jarvis.migrator.hibernate.ModelMetadata?name=value&name=value}, with {@code %3A} for a colon, as
 * liquibase-hibernate splits the URL at its last one.
 *
 * <p>The model is read lazily, as it is usually unchanged and then not needed. It is read with the class loader of this
 * class; the Maven plugin's diff sets a thread context class loader that reads the same class path a second time.
 */
public final class ModelDatabase extends HibernateClassicDatabase {

    private Metadata model;

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

    /** What the model depends on, without reading it. A setting on the command line overrides one in the URL's query. */
    public ModelMetadata source() {
        CommandLine given = CommandLine.current();
        Map<String, String> settings = new TreeMap<>();
        Properties query = getHibernateConnection().getProperties();
        query.stringPropertyNames().forEach(name -> settings.put(name, query.getProperty(name)));
        given.values().forEach((name, value) -> {
            if (!value.isBlank()) {
                settings.put(name, value);
            }
        });
        return ModelMetadata.of(settings, given.project(), getClass().getClassLoader());
    }

    /** @throws UnexpectedLiquibaseException with the text of what {@link ModelMetadata#read()} throws */
    @Override
    public Metadata getMetadata() {
        if (model == null) {
            try {
                model = source().read();
            } catch (MigratorException e) {
                throw new UnexpectedLiquibaseException(e.getMessage(), e);
            }
        }
        return model;
    }

    /** Called by liquibase-hibernate on connecting. */
    @Override
    protected Metadata buildMetadataFromPath() {
        return null;
    }

    /**
     * When two goals run in one Maven process, the driver of the second one comes from its own class loader, but this class
     * is still that of the first one, as Liquibase keeps its registries.
     */
    @Override
    public void setConnection(DatabaseConnection connection) {
        if (connection instanceof JdbcConnection jdbc
                && jdbc.getUnderlyingConnection() instanceof HibernateConnection) {
            super.setConnection(connection);
        } else {
            super.setConnection(new JdbcConnection(new HibernateConnection(
                    connection.getURL(), Scope.getCurrentScope().getResourceAccessor())));
        }
    }
}
