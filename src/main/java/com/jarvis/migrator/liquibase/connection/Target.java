package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PostgreSQL database to connect to.
 *
 * @param url for the JDBC driver, {@code jdbc:postgresql:…}, without user and password
 * @param username null if none is given
 * @param password null if none is given
 * @param source where the URL came from, for messages: {@code liquibase.properties}
 */
record Target(String url, String username, String password, String source) {

    /** libpq's parameters that have another name in the JDBC driver (libpq-connect, "Parameter Key Words"). */
    private static final Map<String, String> LIBPQ =
            Map.of("application_name", "ApplicationName", "connect_timeout", "connectTimeout");

    private static final Pattern URI = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?(?:\\+\\w+)?://(?:(?<user>[^/?]*)@)?(?<rest>[^?@]*)(?:\\?(?<query>.*))?");

    /**
     * Reads a URL as JDBC, libpq and SQLAlchemy write it: {@code jdbc:postgresql://host:5432/db?user=…},
     * {@code postgresql://user:password@host:5432/db}, {@code postgres://…}, {@code postgresql+psycopg2://…}. User and
     * password in a URI are percent-encoded.
     *
     * @param source where the URL was given
     * @throws MigratorException if it is not a URL for PostgreSQL; the message does not repeat it, as it may hold a password
     */
    static Target parse(String url, String source) throws MigratorException {
        if (url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:postgresql://")) {
            return new Target(url, null, null, source);
        }
        Matcher uri = URI.matcher(url);
        if (!uri.matches()) {
            throw new MigratorException("""
                    The database URL from %s (%s…) is not a PostgreSQL URL, and this migrator supports only PostgreSQL.
                    Write it as jdbc:postgresql://localhost:5432/jarvis or postgresql://user:password@localhost:5432/jarvis \
                    (percent-encode @, :, / and ? in the password).""".formatted(source, scheme(url)));
        }
        Map<String, String> parameters;
        String username;
        String password;
        try {
            parameters = parameters(uri.group("query"));
            username = parameters.remove("user");
            password = parameters.remove("password");
            if (uri.group("user") != null) {
                String[] credentials = uri.group("user").split(":", 2);
                username = decode(credentials[0]);
                password = credentials.length == 2 ? decode(credentials[1]) : password;
            }
        } catch (IllegalArgumentException e) {
            throw new MigratorException("""
                    The user or the password in the URL from %s has a %% that is not followed by two hexadecimal digits.
                    Write a percent sign itself as %%25.""".formatted(source));
        }
        String query = parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        String jdbc = "jdbc:postgresql://" + uri.group("rest") + (query.isEmpty() ? "" : "?" + query);
        return new Target(jdbc, username, password, source);
    }

    Target with(String username, String password) {
        return new Target(
                url, username == null ? this.username : username, password == null ? this.password : password, source);
    }

    /** A record's own text would hold the password. */
    @Override
    public String toString() {
        return PostgresConnection.visible(url);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String parameter : query.split("&")) {
                String[] pair = parameter.split("=", 2);
                String name = LIBPQ.getOrDefault(pair[0], pair[0]);
                String value = pair.length == 2 ? pair[1] : "";
                boolean secret = name.equals("user") || name.equals("password");
                parameters.put(name, secret ? decode(value) : value);
            }
        }
        return parameters;
    }

    /** In a URI, unlike in a form, a plus sign stands for itself. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String scheme(String url) {
        Matcher scheme = Pattern.compile("(jdbc:)?[A-Za-z][\\w+.-]*:").matcher(url);
        return scheme.lookingAt() ? scheme.group() : url.substring(0, Math.min(url.length(), 4));
    }
}
