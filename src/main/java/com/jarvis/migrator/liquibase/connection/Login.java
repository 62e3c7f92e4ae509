package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.session.Backend;
import com.jarvis.migrator.session.ClientTimeouts;
import com.jarvis.migrator.session.PinnedSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * How to connect to a database, and what a session is given there before it does anything.
 *
 * @param properties the driver's, with user and password
 * @param silence how long the server may not answer; zero for any time
 */
public record Login(Target target, Properties properties, Duration silence, LockSettings locks) {

    /** The name of Liquibase's table, where no setting changes it. */
    public static final String TABLE = "databasechangelog";

    /** The setting for how long a connection may be silent, and its default. */
    private static final String SILENCE = "connection.timeout";

    /**
     * @param more of the driver's properties
     * @param given what the user gave with {@code -D}, by name
     * @throws MigratorException if a setting is not valid
     */
    static Login of(Target target, Properties more, Map<String, String> given) throws MigratorException {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "jarvis-migrator");
        properties.setProperty("tcpKeepAlive", "true");
        properties.putAll(more);
        if (target.username() != null) {
            properties.setProperty("user", target.username());
        }
        if (target.password() != null) {
            properties.setProperty("password", target.password());
        }
        return new Login(target, properties, LockSettings.duration(given, SILENCE, "1min"), LockSettings.of(given));
    }

    /**
     * The login to the server that the settings name, if it can be used without a word to the user.
     *
     * @param seconds how long to wait for the server
     * @return empty for the embedded PostgreSQL, which has to be started, and if there is something to warn of
     * @throws MigratorException if a setting is not valid
     */
    public static Optional<Login> quiet(ConnectionSettings settings, int seconds) throws MigratorException {
        List<String> warnings = new ArrayList<>();
        Optional<Target> target = settings.target(warnings::add);
        if (target.isEmpty() || !warnings.isEmpty()) {
            return Optional.empty();
        }
        Login login = of(target.get(), new Properties(), settings.commandLine());
        return Optional.of(new Login(login.target, login.waiting(seconds), login.silence, login.locks));
    }

    /**
     * Opens a prepared connection in auto-commit mode. The caller closes it.
     *
     * @throws SQLException if the server refuses it
     * @throws MigratorException if the user may not create databasechangelog there
     */
    public Connection connect() throws SQLException, MigratorException {
        Connection connection = new Driver().connect(target.url(), properties);
        try {
            prepare(connection);
            Privileges.check(connection, null, TABLE);
            return connection;
        } catch (SQLException | MigratorException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Sets what every session needs. Through a pooler, what a session sets may reach the sessions of others, so nothing is set there.
     *
     * @return the server process behind the connection
     */
    Backend prepare(Connection connection) throws SQLException {
        Backend backend = Backend.of(connection);
        if (!backend.isPooled() || locks.isPoolerAccepted()) {
            PinnedSettings.pin(connection);
            ClientTimeouts.set(connection, silence);
            ClientTimeouts.limitIdleTransaction(connection, silence);
            ClientTimeouts.limitLockWait(connection, locks.timeout());
        }
        return backend;
    }

    /** The server answers at once until the session is prepared, so a longer silence means that it is gone. */
    Properties connecting() {
        Properties connecting = new Properties();
        connecting.putAll(properties);
        if (!silence.isZero()) {
            connecting.setProperty("socketTimeout", String.valueOf(Math.max(1, silence.toSeconds())));
        }
        return connecting;
    }

    /** For a connection that only observes another one, and gives up soon if there is no answer. */
    Properties observing() {
        return waiting(Math.max(1, silence.toSeconds() / 6));
    }

    private Properties waiting(long seconds) {
        Properties waiting = new Properties();
        waiting.putAll(properties);
        waiting.setProperty("connectTimeout", String.valueOf(seconds));
        waiting.setProperty("socketTimeout", String.valueOf(seconds));
        return waiting;
    }

    /** A record's own text would hold the password. */
    @Override
    public String toString() {
        return target.toString();
    }
}
