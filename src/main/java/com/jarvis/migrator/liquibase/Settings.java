package com.jarvis.migrator.liquibase;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command line says to a goal: {@code -D} sets system properties.
 *
 * @param message what the author says that the migration does, or null
 * @param author who is written into the changeset
 * @param allow what the user permits in spite of a loss: {@code drop}, {@code drift}
 * @param rename what was renamed, or null
 * @param exclude the tables that the model has no say in, or null
 */
record Settings(String message, String author, Set<String> allow, String rename, String exclude) {

    /** Whether {@code -D<name>} is given, other than as {@code false}. */
    static boolean isSet(String name) {
        String value = System.getProperty(name);
        return value != null && !value.strip().equalsIgnoreCase("false");
    }

    static Settings ofThisProcess() {
        return new Settings(
                System.getProperty("message"),
                System.getProperty("author", System.getProperty("user.name", "unknown")),
                new TreeSet<>(
                        Arrays.asList(System.getProperty("allow", "").strip().split("\\s*,\\s*"))),
                System.getProperty("rename"),
                System.getProperty("exclude"));
    }
}
