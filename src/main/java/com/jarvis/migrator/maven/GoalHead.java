package com.jarvis.migrator.maven;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.migrator.liquibase.head.HeadCheck;
import com.jarvis.migrator.liquibase.head.HeadIndex;
import com.jarvis.migrator.liquibase.head.HeadSettings;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.maven.execution.MojoExecutionEvent;

/**
 * What a goal prints, if that can be found out without Liquibase.
 *
 * @param given the parameters that the user has set
 * @param missing the defaults of those that the user has not set
 * @param commandSettings the system properties that the commands read
 */
record GoalHead(
        MojoExecutionEvent event,
        Map<String, String> given,
        Map<String, String> missing,
        Map<String, String> commandSettings) {

    private static final Set<String> GOALS = Set.of("update", "history");

    /** What the answer depends on, apart from the database; {@link HeadSettings#NONE} if it is Liquibase's to answer. */
    HeadSettings settings() {
        if (!GOALS.contains(event.getExecution().getGoal())
                || !(event.getMojo().getClass().getClassLoader() instanceof URLClassLoader plugin)) {
            return HeadSettings.NONE;
        }
        try {
            ConnectionSettings connection = ConnectionSettings.ofProcess();
            Map<String, String> parameters = new TreeMap<>(given);
            parameters.putAll(HeadSettings.ofLiquibase(connection));
            parameters.putAll(HeadSettings.ofFile(connection));
            Map<String, String> others = new TreeMap<>(commandSettings);
            event.getSession()
                    .getUserProperties()
                    .forEach((name, value) -> others.put(String.valueOf(name), String.valueOf(value)));
            HeadSettings.CONNECTION.forEach(name -> others.remove("liquibase." + name));
            for (URL library : plugin.getURLs()) {
                File file = new File(library.getPath());
                others.put(library.getPath(), file.length() + " " + file.lastModified());
            }
            return HeadSettings.of(parameters, others);
        } catch (MigratorException e) {
            return HeadSettings.NONE; // Liquibase's own way says why
        }
    }

    /** The output of the goal; empty if it is Liquibase's to answer. */
    Optional<String> answer(HeadSettings settings) {
        ConnectionSettings connection = ConnectionSettings.ofProcess();
        return switch (event.getExecution().getGoal()) {
            case "update" ->
                HeadCheck.isAtHead(HeadIndex.file(connection.project()), settings, connection)
                        ? Optional.of(HeadCheck.NOTHING + System.lineSeparator())
                        : Optional.empty();
            case "history" ->
                missing.containsKey("searchPath") // so that Liquibase searches in the project alone
                        ? HeadCheck.history(
                                settings,
                                connection,
                                file -> Files.isRegularFile(connection.project().resolve(file)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
