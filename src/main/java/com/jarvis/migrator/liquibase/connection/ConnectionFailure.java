package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.sql.PostgresError;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postgresql.Driver;

/**
 * Explains why a connection failed and what to do about it. The codes are from PostgreSQL's manual, appendix A,
 * "PostgreSQL Error Codes".
 *
 * @param target the database
 * @param failure the driver's exception
 */
record ConnectionFailure(Target target, SQLException failure) {

    private static final String AGAIN = "Run the goal again in a few seconds.";

    static MigratorException explain(Target target, SQLException failure) {
        MigratorException explained = new MigratorException(new ConnectionFailure(target, failure).text());
        explained.addSuppressed(failure); // For mvn -e; Maven would append the text of a cause to ours.
        return explained;
    }

    private String text() {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String said = PostgresError.text(failure);
        if (because(UnknownHostException.class)) {
            return message("The host name is not known.", "Correct the URL, or " + leave());
        }
        if (because(ConnectException.class) || because(NoRouteToHostException.class)) {
            return message(
                    "No PostgreSQL server answers there.",
                    "Start it (for docker-compose.yml: docker compose up -d db), or correct the URL, or " + leave());
        }
        if (because(SocketTimeoutException.class)) {
            return message(
                    "The server did not answer in time.",
                    "Check that it is up and that no firewall is in between, or " + leave());
        }
        if (because(SSLException.class) || because(GeneralSecurityException.class) || said.contains("SSL")) {
            return message(
                    "No encrypted connection: " + said,
                    "Set sslmode, and sslrootcert where the server has its own authority, in the URL: "
                            + "…?sslmode=verify-full&sslrootcert=/path/to/ca.pem");
        }
        if (because(EOFException.class) || because(SocketException.class) || state.matches("0800[367]")) {
            return message("The server closed the connection: " + said, AGAIN);
        }
        if (said.contains("no password was provided")) {
            return message(
                    "The server requires a password, and none was given with the URL.",
                    "Give %s, or put both where the URL is."
                            .formatted(
                                    CommandHint.isMaven()
                                            ? "-Dliquibase.username and -Dliquibase.password"
                                            : "--username and --password"));
        }
        return switch (state) {
            case "28P01" ->
                message(
                        "The server rejected this user and password: " + said,
                        "Correct username and password where the URL is given; @, :, / and ? in a URL's password are "
                                + "percent-encoded.");
            case "28000" ->
                message(
                        "The server does not let this user log in: " + said,
                        "Allow it (alter role … login, or a line in the server's pg_hba.conf), or use another user.");
            case "3D000" ->
                message(
                        "The server has no such database.",
                        "Create it: createdb -h %s -p %s -U <user> %s".formatted(host(), port(), database()));
            case "57P01", "57P02", "57P03" -> message("The server is starting or stopping: " + said, AGAIN);
            case "53300" ->
                message(
                        "The server has no free connection: " + said,
                        "End sessions that nobody needs (select * from pg_stat_activity), or raise max_connections.");
            default -> message(said, "Correct the URL, or " + leave());
        };
    }

    private String message(String why, String way) {
        return "Cannot connect to the database %s at %s:%s (the URL is from %s).%n%s%n%s"
                .formatted(database(), host(), port(), target.source(), why, way);
    }

    /** How not to use this database. */
    private String leave() {
        String source = target.source();
        if (source.equals(ConnectionSettings.commandLineUrl())) {
            return "leave %s out.".formatted(source);
        }
        if (source.endsWith("_URL")) {
            return "unset %s.".formatted(source);
        }
        return CommandHint.isMaven()
                ? "remove %s to work on the embedded PostgreSQL.".formatted(source)
                : "correct it in %s.".formatted(source);
    }

    private boolean because(Class<? extends Throwable> type) {
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(type::isInstance);
    }

    private String host() {
        return part("PGHOST");
    }

    private String port() {
        return part("PGPORT");
    }

    private String database() {
        return part("PGDBNAME");
    }

    private String part(String name) {
        Properties parts = Driver.parseURL(target.url(), new Properties());
        return Printable.line(parts == null ? target.url() : parts.getProperty(name, ""));
    }
}
