package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.embedded.EmbeddedServer;
import java.io.IOException;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.UnexpectedLiquibaseException;

/**
 * Every connection of a goal: to the database that {@link ConnectionSettings} names, or to the embedded PostgreSQL.
 *
 * <p>Liquibase finds it through {@code META-INF/services} and takes it over its own for its priority. What goes wrong is
 * thrown by the first question after {@link #open}, not by it: Liquibase puts two class names in front of the text of
 * whatever open() throws (ConnectionServiceFactory.create and DatabaseFactory.openConnection, 5.0.4).
 */
public class PostgresConnection extends JdbcConnection {

    private EmbeddedServer embedded;
    private Refused refused;

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(String url) {
        return !url.startsWith("hibernate:") && !url.startsWith("offline:");
    }

    @Override
    public void open(String url, Driver driver, Properties given) {
        try {
            connect();
        } catch (MigratorException e) {
            refused = new Refused(e);
            leave();
        }
    }

    @Override
    public String getDatabaseProductName() throws DatabaseException {
        refuse();
        return super.getDatabaseProductName();
    }

    @Override
    public String getURL() {
        refuse();
        return super.getURL();
    }

    @Override
    public void close() throws DatabaseException {
        try {
            if (refused == null) {
                super.close();
            }
        } finally {
            leave();
        }
    }

    private void connect() throws MigratorException {
        ConnectionSettings settings = ConnectionSettings.ofThisProcess();
        Optional<Target> named = settings.target();
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "jarvis-migrator");
        Target target;
        if (named.isPresent()) {
            target = named.get();
            if (target.username() != null) {
                properties.setProperty("user", target.username());
            }
            if (target.password() != null) {
                properties.setProperty("password", target.password());
            }
        } else {
            embedded = EmbeddedServer.join(settings.project());
            target = new Target(embedded.url(), null, null, "the embedded PostgreSQL");
            try {
                properties.putAll(embedded.credentials());
            } catch (IOException e) {
                throw new MigratorException(e.getMessage(), e);
            }
        }
        try {
            super.open(target.url(), new org.postgresql.Driver(), properties);
            Privileges.check(getWrappedConnection());
        } catch (DatabaseException e) {
            throw e.getCause() instanceof SQLException sql
                    ? ConnectionFailure.explain(target, sql)
                    : new MigratorException(e.getMessage(), e);
        } catch (SQLException e) {
            throw ConnectionFailure.explain(target, e);
        }
    }

    private void refuse() {
        if (refused != null) {
            throw refused;
        }
    }

    private void leave() {
        if (embedded != null) {
            embedded.close();
            embedded = null;
        }
    }

    /** Unchecked, for getURL() declares nothing; its text is the message alone. */
    private static final class Refused extends UnexpectedLiquibaseException {
        Refused(MigratorException cause) {
            super(cause.getMessage(), cause);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
