package com.jarvis.migrator.maven;

import com.jarvis.migrator.liquibase.connection.ModelDatabase;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** The parameters of a goal: those that the user has set, and defaults for the others. */
final class GoalParameters {

    private static final Map<String, String> DEFAULTS = Map.of(
            "url", "jarvis:default",
            "driver", "org.postgresql.Driver",
            "referenceUrl", ModelDatabase.URL,
            "includeTestOutputDirectory", "false",
            "showBanner", "false",
            "analyticsEnabled", "false",
            // The plugin reports what it does; the commands say themselves what the user has to know.
            "logLevel", "WARNING");

    /** The user's own database and Liquibase's other settings. */
    private static final String PROPERTIES = "liquibase.properties";

    /** The value of a parameter that the POM does not set: the property that may set it. */
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    private final MavenSession session;
    private final MavenProject project;
    private final Xpp3Dom configuration;

    GoalParameters(MojoExecutionEvent event) {
        session = event.getSession();
        project = event.getProject();
        configuration = event.getExecution().getConfiguration();
    }

    /** The defaults of the parameters that the user has not set. */
    Map<String, String> missing() {
        Map<String, String> defaults = new TreeMap<>(DEFAULTS);
        String changelog = Objects.requireNonNullElse(given("changeLogFile"), Changelog.DEFAULT);
        defaults.put("changeLogFile", changelog);
        defaults.put("diffChangeLogFile", changelog.replaceFirst("[^/]*$", "changes"));
        Path folder = project.getBasedir().toPath();
        if (Files.exists(folder.resolve(changelog)) && given("changeLogDirectory") == null) {
            // A copy may be on the class path, for the start of the application.
            defaults.put("searchPath", folder.toString());
        }
        if (Files.exists(folder.resolve(PROPERTIES))) {
            defaults.put("propertyFile", PROPERTIES);
        }
        defaults.keySet().removeIf(parameter -> given(parameter) != null);
        return defaults;
    }

    /** All that the user has set in the POM or on the command line, but for the URL on the command line. */
    Map<String, String> given() {
        Map<String, String> given = new TreeMap<>();
        for (Xpp3Dom element : configuration == null ? new Xpp3Dom[0] : configuration.getChildren()) {
            String name = element.getName();
            String value = element.getChildCount() > 0 ? element.toString() : given(name);
            if (value != null) {
                given.put(name, value);
            }
        }
        return given;
    }

    /** What the user has set in the POM or, except for the URL, on the command line, from where the commands read that. */
    private String given(String parameter) {
        Xpp3Dom element = configuration == null ? null : configuration.getChild(parameter);
        if (element == null || element.getValue() == null) {
            return null;
        }
        Matcher property = PROPERTY.matcher(element.getValue());
        if (!property.matches()) {
            return element.getValue();
        }
        String name = property.group(1);
        String onCommandLine = session.getUserProperties().getProperty(name);
        if (onCommandLine != null) {
            return parameter.equals("url") ? null : onCommandLine;
        }
        return Stream.of(project.getProperties(), session.getSystemProperties())
                .map(properties -> properties.getProperty(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
