package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
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
public record Settings(String message, String author, Set<String> allow, String rename, String exclude) {

    private static final Set<String> ALLOWED = Set.of("drop", "drift");

    /** Whether {@code -D<name>} is given, other than as {@code false}. */
    public static boolean isSet(String name) {
        String value = System.getProperty(name);
        return value != null && !value.strip().equalsIgnoreCase("false");
    }

    /** @throws MigratorException when {@code -Dallow} says what nothing is called */
    public static Settings ofThisProcess() throws MigratorException {
        return new Settings(
                System.getProperty("message"),
                System.getProperty("author", System.getProperty("user.name", "unknown")),
                allowed(System.getProperty("allow", "")),
                System.getProperty("rename"),
                System.getProperty("exclude"));
    }

    private static Set<String> allowed(String names) throws MigratorException {
        Set<String> allowed = new TreeSet<>(Arrays.asList(names.strip().split("\\s*,\\s*")));
        allowed.remove("");
        for (String name : allowed) {
            if (!ALLOWED.contains(name)) {
                throw new MigratorException("""
                        -Dallow=%s allows nothing, so nothing was done. There are two to choose from:
                          -Dallow=drop     rows and values may be lost
                          -Dallow=drift    the schema may differ from what the migrations make""".formatted(name));
            }
        }
        return allowed;
    }
}
