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
import java.util.TreeMap;
import org.apache.maven.execution.MojoExecutionEvent;

/** What a goal prints, if that can be found out without Liquibase. */
record GoalHead(MojoExecutionEvent event, GoalParameters parameters) {

    /** What the answer depends on, apart from the database; {@link HeadSettings#NONE} if it is Liquibase's to answer. */
    HeadSettings settings() {
        if (!(event.getMojo().getClass().getClassLoader() instanceof URLClassLoader plugin)) {
            return HeadSettings.NONE;
        }
        try {
            Map<String, String> given = new TreeMap<>(parameters.given());
            ConnectionSettings connection = ConnectionSettings.ofProcess();
            given.putAll(HeadSettings.ofLiquibase(connection));
            given.putAll(HeadSettings.ofFile(connection));
            Map<String, String> others = new TreeMap<>(new CommandSettings(event).values());
            event.getSession()
                    .getUserProperties()
                    .forEach((name, value) -> others.put(String.valueOf(name), String.valueOf(value)));
            HeadSettings.CONNECTION.forEach(name -> others.remove("liquibase." + name));
            for (URL library : plugin.getURLs()) {
                File file = new File(library.getPath());
                others.put(library.getPath(), file.length() + " " + file.lastModified());
            }
            return HeadSettings.of(given, others);
        } catch (MigratorException e) {
            return HeadSettings.NONE; // Liquibase's own way says why
        }
    }

    /** The output of the goal; empty if it is Liquibase's to answer. */
    Optional<String> answer(HeadSettings settings) {
        ConnectionSettings connection = ConnectionSettings.ofProcess();
        return switch (event.getExecution().getGoal()) {
            case "update" ->
                HeadCheck.isAtHead(HeadIndex.file(connection.project()), "update", settings, connection)
                        ? Optional.of(HeadCheck.NOTHING + System.lineSeparator())
                        : Optional.empty();
            case "history" ->
                parameters.missing().containsKey("searchPath") // so that Liquibase searches in the project alone
                        ? HeadCheck.history(
                                settings,
                                connection,
                                file -> Files.isRegularFile(connection.project().resolve(file)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
