package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of a comparison.
 *
 * @param message the author's description of the migration, or null
 * @param author the changeset's author
 * @param allow what the user permits: {@code drop} (loss of data), {@code drift} (a schema that differs)
 * @param rename the renames, as in {@code notes.title:headline}, or null
 * @param exclude patterns of tables to ignore, or null
 */
public record Settings(String message, String author, Set<String> allow, String rename, String exclude) {

    private static final Set<String> ALLOWED = Set.of("drop", "drift");

    /**
     * Reads the settings from what the user gave.
     *
     * @param given values by name; without {@code author}, {@code user.name} is the author
     * @throws MigratorException if {@code allow} has an unknown value
     */
    public static Settings of(Map<String, String> given) throws MigratorException {
        return new Settings(
                given.get("message"),
                given.getOrDefault("author", given.getOrDefault("user.name", "unknown")),
                allowed(given.getOrDefault("allow", "")),
                given.get("rename"),
                given.get("exclude"));
    }

    /** These settings, with the history table left out as well: Liquibase's settings may give it another name. */
    public Settings without(String historyTable) {
        String tables = "%s,*.%1$s".formatted(historyTable.replace("*", ""));
        return new Settings(message, author, allow, rename, exclude == null ? tables : exclude + "," + tables);
    }

    private static Set<String> allowed(String names) throws MigratorException {
        Set<String> allowed = new TreeSet<>(Arrays.asList(names.strip().split("\\s*,\\s*")));
        allowed.remove("");
        for (String name : allowed) {
            if (!ALLOWED.contains(name)) {
                throw new MigratorException("""
                        -Dallow=%s is not known. Nothing was done. Choose one of these:
                          -Dallow=drop     data may be lost
                          -Dallow=drift    the schema may differ from the one that the migrations create""".formatted(name));
            }
        }
        return allowed;
    }
}
