package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.embedded.EmbeddedProject;
import com.jarvis.migrator.embedded.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseConnection;
import liquibase.database.DatabaseFactory;
import liquibase.database.core.PostgresDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections as a goal opens them: through Liquibase's DatabaseFactory, with what the POM passes. */
class PostgresConnectionTest {

    @TempDir
    static Path project;

    private static EmbeddedServer server;
    private static String host;

    @BeforeAll
    static void a_server_with_users_that_may_do_little() throws Exception {
        EmbeddedProject.in(project);
        server = EmbeddedServer.join(project);
        host = server.url().replaceFirst(".*//(.*)/jarvis", "$1");
        sql("create role nologin password 'p'");
        sql("create role reader login password 'p'");
        sql("create database elsewhere");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        EmbeddedProject.leave(project);
    }

    @Test
    void no_parameter_of_a_url_is_shown_but_the_schema() {
        assertThat(PostgresConnection.visible(
                        "jdbc:postgresql://db:5432/jarvis?sslpassword=secret&currentSchema=app&sslkey=k"))
                .isEqualTo("jdbc:postgresql://db:5432/jarvis?currentSchema=app");
        assertThat(PostgresConnection.visible("jdbc:postgresql://db/jarvis?sslpassword=secret"))
                .isEqualTo("jdbc:postgresql://db/jarvis");
    }

    @Test
    void the_default_is_the_projects_embedded_server() throws Exception {
        Database database = open(Map.of("basedir", project.toString()));

        assertThat(database).isInstanceOf(PostgresDatabase.class);
        assertThat(database.getConnection().getURL()).isEqualTo(server.url());
        assertThat(database.getConnection().getVisibleUrl()).isEqualTo("embedded PostgreSQL in .postgres/");
        database.close();
        assertThat(Files.exists(project.resolve(".postgres/data/postmaster.pid")))
                .as("this test has a share of its own in the server")
                .isTrue();
    }

    @Test
    void a_url_may_hold_user_and_password_and_neither_is_shown() throws Exception {
        Database database = open(Map.of("liquibase.url", "postgresql://jarvis:" + password() + "@" + host + "/jarvis"));

        assertThat(database.getConnection().getURL()).isEqualTo(server.url());
        assertThat(database.getConnection().getConnectionUserName()).isEqualTo("jarvis");
        database.close();
    }

    @Test
    void the_server_sees_the_migrators_name_unless_the_url_gives_another() throws Exception {
        String url = "postgresql://jarvis:" + password() + "@" + host + "/jarvis";
        assertThat(applicationName(url)).isEqualTo("jarvis-migrator");

        assertThat(applicationName(url + "?application_name=nightly")).isEqualTo("nightly");
    }

    @Test
    void a_url_that_is_not_the_poms_is_taken_as_it_is() throws Exception {
        Database database = open(
                Map.of("liquibase.url", "jdbc:postgresql://nowhere.invalid/jarvis"),
                server.url().replace("/jarvis", "/elsewhere?currentSchema=missing"),
                server.credentials());

        assertThat(database.getConnection().getCatalog()).isEqualTo("elsewhere");
        database.close();
    }

    @Test
    void hibernate_and_offline_urls_are_left_to_their_own_connections() {
        PostgresConnection connection = new PostgresConnection();

        assertThat(connection.supports("hibernate:classic:X")).isFalse();
        assertThat(connection.supports("offline:postgresql")).isFalse();
        assertThat(connection.supports("jarvis:default")).isTrue();
    }

    @Test
    void no_server() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        assertRefused("jdbc:postgresql://127.0.0.1:" + port + "/jarvis", """
                Cannot connect to the database jarvis at 127.0.0.1:%d (the URL is from -Dliquibase.url).
                No PostgreSQL server answers there.
                Start it (for docker-compose.yml: docker compose up -d db), or correct the URL, or leave -Dliquibase.url out.""".formatted(port));
    }

    @Test
    void an_unknown_host() {
        assertRefused("jdbc:postgresql://nowhere.invalid/jarvis", """
                Cannot connect to the database jarvis at nowhere.invalid:5432 (the URL is from -Dliquibase.url).
                The host name is not known.
                Correct the URL, or leave -Dliquibase.url out.""");
    }

    @Test
    void a_wrong_password() {
        assertRefused("postgresql://jarvis:wrong@" + host + "/jarvis", """
                Cannot connect to the database jarvis at %s (the URL is from -Dliquibase.url).
                The server rejected this user and password: FATAL: password authentication failed for user "jarvis"
                Correct username and password where the URL is given; @, :, / and ? in a URL's password are percent-encoded.""".formatted(host));
    }

    @Test
    void no_password() {
        assertRefused("postgresql://jarvis@" + host + "/jarvis", """
                Cannot connect to the database jarvis at %s (the URL is from -Dliquibase.url).
                The server requires a password, and none was given with the URL.
                Give -Dliquibase.username and -Dliquibase.password, or put both where the URL is.""".formatted(host));
    }

    @Test
    void a_database_that_does_not_exist() throws IOException {
        assertRefused("postgresql://jarvis:" + password() + "@" + host + "/missing", """
                Cannot connect to the database missing at %s (the URL is from -Dliquibase.url).
                The server has no such database.
                Create it: createdb -h %s -p %s -U <user> missing""".formatted(
                        host, host.split(":")[0], host.split(":")[1]));
    }

    @Test
    void a_role_that_may_not_log_in() {
        assertRefused("postgresql://nologin:p@" + host + "/jarvis", """
                Cannot connect to the database jarvis at %s (the URL is from -Dliquibase.url).
                The server does not let this user log in: FATAL: role "nologin" is not permitted to log in
                Allow it (alter role … login, or a line in the server's pg_hba.conf), or use another user.""".formatted(host));
    }

    @Test
    void no_encryption() throws IOException {
        assertRefused(
                "postgresql://jarvis:" + password() + "@" + host + "/jarvis?sslmode=require", """
                Cannot connect to the database jarvis at %s (the URL is from -Dliquibase.url).
                No encrypted connection: The server does not support SSL.
                Set sslmode, and sslrootcert where the server has its own authority, in the URL: …?sslmode=verify-full&sslrootcert=/path/to/ca.pem""".formatted(host));
    }

    @Test
    void no_right_to_create_tables() {
        assertRefused("postgresql://reader:p@" + host + "/elsewhere", """
                The user reader may not create tables in the schema public of the database elsewhere, so nothing can be migrated there.
                Grant it, as the schema's owner: grant create on schema "public" to "reader\"""");
    }

    @Test
    void no_schema_to_create_tables_in() {
        assertRefused("postgresql://reader:p@" + host + "/elsewhere?currentSchema=missing", """
                None of the schemas in the search path of reader (missing) exists in the database elsewhere, so there is nowhere to create a table.
                Create one, as its owner: create schema authorization "reader\"""");
    }

    private static void assertRefused(String url, String message) {
        assertThatThrownBy(() -> open(Map.of("liquibase.url", url))).hasToString(message);
    }

    private static Database open(Map<String, String> commandLine) throws Exception {
        return open(commandLine, "jarvis:default", new Properties());
    }

    private static Database open(Map<String, String> commandLine, String url, Properties properties) throws Exception {
        return Scope.child(Map.of(CommandLine.IN_SCOPE, commandLine), () -> DatabaseFactory.getInstance()
                .openDatabase(
                        url,
                        null,
                        "org.postgresql.Driver",
                        null,
                        properties,
                        Scope.getCurrentScope().getResourceAccessor()));
    }

    private static String applicationName(String url) throws Exception {
        Database database = open(Map.of("liquibase.url", url));
        DatabaseConnection connection = database.getConnection();
        try (var statement = ((PostgresConnection) connection).createStatement();
                var row = statement.executeQuery("show application_name")) {
            row.next();
            return row.getString(1);
        } finally {
            database.close();
        }
    }

    private static String password() throws IOException {
        return server.credentials().getProperty("password");
    }

    private static void sql(String statement) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(server.url(), server.credentials())) {
            connection.createStatement().execute(statement);
        }
    }
}
