package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The database that the goals use. The first of these that names one wins:
 *
 * <ol>
 *   <li>{@code -Dliquibase.url} on the command line,
 *   <li>the environment: {@code DATABASE_URL}, then Liquibase's own {@code LIQUIBASE_COMMAND_URL},
 *   <li>{@code url} in {@code liquibase.properties}; a file without one is an error,
 *   <li>the embedded PostgreSQL in the project's {@code .postgres}.
 * </ol>
 *
 * <p>User and password come from the same source as the URL or from one above it: {@code -Dliquibase.password} may go with
 * the file's URL, but the file's password is never sent to a server that the command line names.
 *
 * @param commandLine what the user gave with {@code -D}, by name
 * @param project the project's folder
 */
public record ConnectionSettings(Map<String, String> commandLine, Map<String, String> environment, Path project) {

    /** The option that names a URL on the command line. */
    static String commandLineUrl() {
        return CommandHint.isMaven() ? "-Dliquibase.url" : "--url";
    }

    /** The settings of this process: its environment, and what the user gave. */
    public static ConnectionSettings current() {
        return of(CommandLine.current());
    }

    /** The settings of this process. It does not load Liquibase. */
    public static ConnectionSettings ofProcess() {
        return of(CommandLine.ofProcess());
    }

    private static ConnectionSettings of(CommandLine given) {
        return new ConnectionSettings(given.values(), System.getenv(), given.project());
    }

    /**
     * Warns of a password that others can read.
     *
     * @return empty for the embedded PostgreSQL
     * @throws MigratorException if a source is invalid
     */
    public Optional<Target> target() throws MigratorException {
        return target(Console.err()::println);
    }

    /** @param warnings takes the warning of a password that others can read */
    Optional<Target> target(Consumer<String> warnings) throws MigratorException {
        String username = commandLine.get("liquibase.username");
        String password = commandLine.get("liquibase.password");
        String url = given(commandLine.get("liquibase.url"));
        if (url != null) {
            return Optional.of(Target.parse(url, commandLineUrl()).with(username, password));
        }
        username = first(username, environment.get("LIQUIBASE_COMMAND_USERNAME"));
        password = first(password, environment.get("LIQUIBASE_COMMAND_PASSWORD"));
        for (String variable : new String[] {"DATABASE_URL", "LIQUIBASE_COMMAND_URL"}) {
            url = given(environment.get(variable));
            if (url != null) {
                return Optional.of(Target.parse(url, variable).with(username, password));
            }
        }
        Optional<PropertiesFile> file = PropertiesFile.in(project, commandLine.get("liquibase.propertyFile"));
        if (file.isPresent()) {
            file.get().warning().ifPresent(warnings);
            Target target = Target.parse(file.get().url(), file.get().name());
            return Optional.of(
                    target.with(file.get().get("username"), file.get().get("password"))
                            .with(username, password));
        }
        if (username != null || password != null) {
            throw new MigratorException("""
                    A user or a password is given, but no database URL, so it is not clear which server they are for.
                    Add the URL: %s=jdbc:postgresql://localhost:5432/jarvis, or DATABASE_URL in the \
                    environment, or url in liquibase.properties.""".formatted(commandLineUrl()));
        }
        return Optional.empty();
    }

    /**
     * What {@code liquibase.properties} sets, by the keys in the file; nothing without such a file.
     *
     * @throws MigratorException if the file is not valid
     */
    public Map<String, String> properties() throws MigratorException {
        Map<String, String> values = new TreeMap<>();
        PropertiesFile.in(project, commandLine.get("liquibase.propertyFile")).ifPresent(file -> file.properties()
                .stringPropertyNames()
                .forEach(key -> values.put(key, file.properties().getProperty(key))));
        return values;
    }

    private static String given(String url) {
        return url == null || url.isBlank() ? null : url.strip();
    }

    private static String first(String one, String other) {
        return one != null ? one : other;
    }
}
