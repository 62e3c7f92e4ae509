package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.Digest;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a command was given, apart from its database: the index of a changelog holds for one such set.
 *
 * @param digest names the settings; null if one of them may do more than to tell how the changelog is read
 */
public record HeadSettings(String digest) {

    /** Under which name the commands find the digest among the settings. */
    public static final String IN_SETTINGS = "jarvis.head.settings";

    /** What names the database: which one it is does not count. */
    public static final Set<String> CONNECTION = Set.of("url", "username", "password");

    /** Liquibase's settings that say where the changelog is and how it is read, or what a command without changes ignores. */
    private static final Set<String> HARMLESS = Set.of(
            "analyticsEnabled",
            "changeLogFile",
            "changelogFile",
            "contexts",
            "diffChangeLogFile",
            "driver",
            "includeTestOutputDirectory",
            "labelFilter",
            "labels",
            "logLevel",
            "propertyFile",
            "referenceUrl",
            "searchPath",
            "showBanner");

    /** The settings of a command whose answer is always Liquibase's. */
    public static final HeadSettings NONE = new HeadSettings(null);

    /**
     * @param parameters Liquibase's, by the short name
     * @param others all else that the answer may depend on, by any name
     */
    public static HeadSettings of(Map<String, String> parameters, Map<String, String> others) {
        Map<String, String> relevant = new TreeMap<>(parameters);
        relevant.keySet().removeAll(CONNECTION);
        if (!HARMLESS.containsAll(relevant.keySet())) {
            return NONE;
        }
        others.forEach((name, value) -> relevant.put("= " + name, value));
        String text = relevant.entrySet().stream()
                .map(setting -> setting.getKey().length() + " "
                        + setting.getValue().length() + " " + setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining("\n"));
        return new HeadSettings(Digest.of(text));
    }

    /** The beginnings of the names of Java's own system properties (System.getProperties). */
    private static final List<String> JAVA = List.of(
            "awt.",
            "file.",
            "ftp.",
            "http.",
            "https.",
            "java.",
            "jdk.",
            "line.",
            "native.",
            "os.",
            "path.",
            "socksNonProxyHosts",
            "stderr.",
            "stdout.",
            "sun.",
            "user.");

    /**
     * The settings of the runnable jar, as its user gave them.
     *
     * @throws MigratorException if the properties file is not valid
     */
    public static HeadSettings ofJar(ConnectionSettings given) throws MigratorException {
        Map<String, String> parameters = new TreeMap<>(ofLiquibase(given));
        parameters.putAll(ofFile(given));
        Map<String, String> others = new TreeMap<>(given.commandLine());
        others.keySet()
                .removeIf(name -> name.startsWith("liquibase.") || JAVA.stream().anyMatch(name::startsWith));
        return of(parameters, others);
    }

    /** Liquibase's settings among the properties and in the environment of a process, by their short names. */
    public static Map<String, String> ofLiquibase(ConnectionSettings given) {
        Map<String, String> settings = new TreeMap<>();
        given.commandLine().forEach((name, value) -> {
            if (name.startsWith("liquibase.")) {
                settings.put(shortName(name), value);
            }
        });
        given.environment().forEach((name, value) -> {
            if (name.startsWith("LIQUIBASE_")) {
                String last = name.substring(name.lastIndexOf('_') + 1).toLowerCase(Locale.ROOT);
                settings.put(name.startsWith("LIQUIBASE_COMMAND_") && CONNECTION.contains(last) ? last : name, value);
            }
        });
        return settings;
    }

    /**
     * The settings of the properties file, by their short names.
     *
     * @throws MigratorException if the file is not valid
     */
    public static Map<String, String> ofFile(ConnectionSettings connection) throws MigratorException {
        Map<String, String> settings = new TreeMap<>();
        connection.properties().forEach((key, value) -> settings.put(shortName(key), value));
        return settings;
    }

    /** The last part: {@code contexts} of {@code liquibase.command.update.contexts}. */
    private static String shortName(String setting) {
        return setting.substring(setting.lastIndexOf('.') + 1);
    }
}
