package com.jarvis.migrator.liquibase.connection;

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
 * Every connection to PostgreSQL. The POM's URL {@code jarvis:default} stands for the database that
 * {@link ConnectionSettings} names, or the embedded PostgreSQL; any other URL is taken as it is.
 *
 * <p>Liquibase finds it through {@code META-INF/services} and takes it over its own for its priority. What goes wrong is
 * thrown by the first question after {@link #open}, not by it: Liquibase puts two class names in front of the text of
 * whatever open() throws (ConnectionServiceFactory.create and DatabaseFactory.openConnection, 5.0.4).
 */
public class PostgresConnection extends JdbcConnection {

    /** How the POM's URL begins, which stands for what the settings say. */
    private static final String GOALS = "jarvis:";

    private EmbeddedServer embedded;
    private ConnectionRefused refused;

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(String url) {
        return !url.startsWith("hibernate:") && !url.startsWith("offline:");
    }

    @Override
    public void open(String url, Driver driver, Properties given) throws DatabaseException {
        try {
            connect(url, given);
        } catch (MigratorException e) {
            close();
            refused = new ConnectionRefused(e);
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

    /** For messages: the port of the embedded PostgreSQL differs from command to command. */
    @Override
    public String getVisibleUrl() {
        refuse();
        return embedded == null ? super.getVisibleUrl() : "embedded PostgreSQL in .postgres/";
    }

    @Override
    public void close() throws DatabaseException {
        try {
            if (getUnderlyingConnection() != null) {
                super.close();
            }
        } finally {
            leave();
        }
    }

    /**
     * Another connection to the database of the goal, in auto-commit mode, for the caller to close.
     *
     * @param first the connection that it is to go with, which may be to some other database: a throw-away one, for instance
     * @throws UnexpectedLiquibaseException with the text for the user, when there is none to be had
     * @throws DatabaseException when the first one is to another database
     */
    public static JdbcConnection second(JdbcConnection first) throws DatabaseException, MigratorException {
        Optional<Target> named = ConnectionSettings.current().target();
        boolean isGoals = named.isPresent()
                ? named.get().url().equals(first.getURL())
                : first.getClass().getName().equals(PostgresConnection.class.getName()); // of another loader, too
        if (!isGoals) {
            throw new DatabaseException(first.getURL() + " is not the database of the goal");
        }
        PostgresConnection second = new PostgresConnection();
        second.open(GOALS, null, new Properties());
        second.getDatabaseProductName();
        second.setAutoCommit(true);
        return second;
    }

    private void connect(String url, Properties given) throws MigratorException {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "jarvis-migrator");
        boolean goals = url.startsWith(GOALS);
        Target target = goals ? goalsTarget(properties) : Target.parse(url, "--url");
        if (!goals) {
            properties.putAll(given);
        }
        if (target.username() != null) {
            properties.setProperty("user", target.username());
        }
        if (target.password() != null) {
            properties.setProperty("password", target.password());
        }
        try {
            super.open(target.url(), new org.postgresql.Driver(), properties);
            if (goals) {
                Privileges.check(getWrappedConnection());
            }
        } catch (DatabaseException e) {
            throw e.getCause() instanceof SQLException sql
                    ? ConnectionFailure.explain(target, sql)
                    : new MigratorException(e.getMessage(), e);
        } catch (SQLException e) {
            throw ConnectionFailure.explain(target, e);
        }
    }

    private Target goalsTarget(Properties properties) throws MigratorException {
        ConnectionSettings settings = ConnectionSettings.current();
        Optional<Target> named = settings.target();
        if (named.isPresent()) {
            return named.get();
        }
        embedded = EmbeddedServer.join(settings.project());
        try {
            properties.putAll(embedded.credentials());
        } catch (IOException e) {
            throw new MigratorException(e.getMessage(), e);
        }
        return new Target(embedded.url(), null, null, "the embedded PostgreSQL");
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
    private static final class ConnectionRefused extends UnexpectedLiquibaseException {
        ConnectionRefused(MigratorException cause) {
            super(cause.getMessage(), cause);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
