package com.jarvis.migrator.maven;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.migrator.liquibase.head.HeadCheck;
import com.jarvis.migrator.liquibase.head.HeadIndex;
import com.jarvis.migrator.liquibase.head.HeadSettings;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.execution.MojoExecutionEvent;

/**
 * Whether the database of a goal is at the head of its changelog, as an index tells that an earlier run has written.
 *
 * @param parameters what the user has set for the goal
 */
record GoalHead(MojoExecutionEvent event, Map<String, String> parameters) {

    private static final String UPDATE = "org.liquibase.maven.plugins.LiquibaseUpdate";

    /** What the answer depends on, apart from the database; {@link HeadSettings#NONE} if it is Liquibase's to answer. */
    HeadSettings settings() {
        if (!event.getMojo().getClass().getName().equals(UPDATE)
                || !(event.getMojo().getClass().getClassLoader() instanceof URLClassLoader plugin)) {
            return HeadSettings.NONE;
        }
        try {
            Map<String, String> given = new TreeMap<>(parameters);
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

    /** Whether nothing is pending. */
    boolean isReached(HeadSettings settings) {
        ConnectionSettings connection = ConnectionSettings.ofProcess();
        return HeadCheck.isAtHead(HeadIndex.file(connection.project()), "update", settings, connection);
    }
}
