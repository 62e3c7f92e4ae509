package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.embedded.EmbeddedServer;
import com.jarvis.migrator.session.Backend;
import com.jarvis.migrator.session.ConnectionWatch;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.GlobalConfiguration;
import liquibase.database.DatabaseConnection;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.UnexpectedLiquibaseException;

/**
 * Every connection to PostgreSQL. The POM's URL {@code jarvis:default} stands for the database that
 * {@link ConnectionSettings} names, or the embedded PostgreSQL; any other URL is used as it is.
 *
 * <p>Liquibase finds this class through {@code META-INF/services} and prefers it to its own for its priority. A failure of
 * {@link #open} is thrown by the first call after it: Liquibase puts two class names in front of the text of whatever
 * open() throws (ConnectionServiceFactory.create and DatabaseFactory.openConnection, 5.0.4).
 */
public class PostgresConnection extends JdbcConnection {

    /** The prefix of the POM's URL, which stands for the database that the settings name. */
    private static final String GOALS = "jarvis:";

    private static final Pattern CURRENT_SCHEMA = Pattern.compile("[?&](currentSchema=[^&]*)");

    private Connection underlying;
    private EmbeddedServer embedded;
    private ConnectionRefused refused;
    private ConnectionWatch watch;
    /** Whether it only observes another connection, and gives up soon if there is no answer. */
    private boolean isObserver;

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
    public Connection getUnderlyingConnection() {
        return underlying == null ? super.getUnderlyingConnection() : underlying;
    }

    @Override
    public DatabaseMetaData getMetaData() throws DatabaseException {
        try {
            return getUnderlyingConnection().getMetaData();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
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
        return embedded == null ? visible(super.getVisibleUrl()) : "embedded PostgreSQL in .postgres/";
    }

    /** Does nothing on a connection that is lost; Liquibase restores the mode before it closes one. */
    @Override
    public void setAutoCommit(boolean autoCommit) throws DatabaseException {
        if (!isClosed()) {
            super.setAutoCommit(autoCommit);
        }
    }

    /** The URL without its parameters, of which some are secret, such as {@code sslpassword}; only {@code currentSchema} is kept. */
    static String visible(String url) {
        Matcher schema = CURRENT_SCHEMA.matcher(url);
        return url.replaceFirst("(?s)\\?.*", "") + (schema.find() ? "?" + schema.group(1) : "");
    }

    @Override
    public void close() throws DatabaseException {
        if (watch != null) {
            watch.close();
        }
        try {
            if (getUnderlyingConnection() != null) {
                super.close();
            }
        } finally {
            leave();
        }
    }

    /** Whether the migrator has opened it; its class may be another loader's. */
    public static boolean isOwn(DatabaseConnection connection) {
        return connection.getClass().getName().equals(PostgresConnection.class.getName());
    }

    /**
     * Opens another connection to the database of the goal, in auto-commit mode. The caller closes it.
     *
     * @param first the existing connection
     * @throws UnexpectedLiquibaseException with the text for the user, if it cannot connect
     * @throws DatabaseException if the existing connection is to another database, such as the scratch server
     */
    public static JdbcConnection second(JdbcConnection first) throws DatabaseException, MigratorException {
        Optional<Target> named = ConnectionSettings.current().target();
        boolean isGoals = named.isPresent() ? named.get().url().equals(first.getURL()) : isOwn(first);
        if (!isGoals) {
            throw new DatabaseException(visible(first.getURL()) + " is not the database of the goal");
        }
        PostgresConnection second = new PostgresConnection();
        second.isObserver = true;
        second.open(GOALS, null, new Properties());
        second.getDatabaseProductName();
        second.setAutoCommit(true);
        return second;
    }

    private void connect(String url, Properties given) throws MigratorException {
        boolean goals = url.startsWith(GOALS);
        Properties properties = new Properties();
        Target target = goals ? goalsTarget(properties) : Target.parse(url, "--url");
        if (!goals) {
            properties.putAll(given);
        }
        Login login = Login.of(target, properties, CommandLine.current().values());
        try {
            super.open(target.url(), new org.postgresql.Driver(), isObserver ? login.observing() : login.connecting());
            underlying = SystemMetaData.in(getWrappedConnection());
            prepareSession(login);
            if (goals) {
                Privileges.check(
                        getWrappedConnection(),
                        GlobalConfiguration.LIQUIBASE_SCHEMA_NAME.getCurrentValue(),
                        GlobalConfiguration.DATABASECHANGELOG_TABLE_NAME.getCurrentValue());
            }
        } catch (DatabaseException e) {
            throw e.getCause() instanceof SQLException sql
                    ? ConnectionFailure.explain(target, sql)
                    : new MigratorException(e.getMessage(), e);
        } catch (SQLException e) {
            throw ConnectionFailure.explain(target, e);
        }
    }

    private void prepareSession(Login login) throws SQLException {
        Connection connection = getWrappedConnection();
        Backend backend = login.prepare(connection);
        if (!isObserver && !login.silence().isZero()) {
            connection.setNetworkTimeout(Runnable::run, 0); // from here on the watch tells silence from work
            Properties observer = login.observing();
            watch = new ConnectionWatch(connection, backend, login.silence(), () -> new org.postgresql.Driver()
                    .connect(login.target().url(), observer));
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
        if (isLost()) {
            throw new ConnectionRefused(
                    new MigratorException(ServerFailure.lost().text() + "\nThen run the command again."));
        }
    }

    /** Whether it was open and is closed now; Liquibase itself asks nothing more of a connection that it has closed. */
    private boolean isLost() {
        try {
            return getUnderlyingConnection() != null && isClosed();
        } catch (DatabaseException e) {
            return true;
        }
    }

    private void leave() {
        if (embedded != null) {
            embedded.close();
            embedded = null;
        }
    }

    /** Unchecked, as getURL() declares no exception; its text is the message alone. */
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
