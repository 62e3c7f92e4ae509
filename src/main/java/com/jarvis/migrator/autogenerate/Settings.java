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
 * @param adopt how exact a schema that other means made is brought into line: {@code strict}, {@code names} or null
 * @param drop patterns of what goes although no migration made it, or null
 */
public record Settings(
        String message, String author, Set<String> allow, String rename, String exclude, String adopt, String drop) {

    private static final Set<String> ALLOWED = Set.of("drop", "drift");

    private static final Set<String> ADOPT = Set.of("strict", "names");

    /** Settings with which everything stays that no migration made. */
    public Settings(String message, String author, Set<String> allow, String rename, String exclude) {
        this(message, author, allow, rename, exclude, null, null);
    }

    /**
     * Reads the settings from what the user gave.
     *
     * @param given values by name; without {@code author}, {@code user.name} is the author
     * @throws MigratorException if {@code allow} or {@code adopt} has an unknown value
     */
    public static Settings of(Map<String, String> given) throws MigratorException {
        return new Settings(
                given.get("message"),
                given.getOrDefault("author", given.getOrDefault("user.name", "unknown")),
                allowed(given.getOrDefault("allow", "")),
                given.get("rename"),
                excluded(given),
                adopt(given.get("adopt")),
                given.get("drop"));
    }

    /** With the table of Flyway, if its setting gives it another name. */
    private static String excluded(Map<String, String> given) {
        String table = given.get("flyway.table");
        return table == null ? given.get("exclude") : given.getOrDefault("exclude", "") + "," + table;
    }

    /** These settings, with the history table left out as well: Liquibase's settings may give it another name. */
    public Settings without(String historyTable) {
        String tables = "%s,*.%1$s".formatted(historyTable.replace("*", ""));
        return new Settings(
                message, author, allow, rename, exclude == null ? tables : exclude + "," + tables, adopt, drop);
    }

    private static String adopt(String given) throws MigratorException {
        if (given != null && !ADOPT.contains(given.strip())) {
            throw new MigratorException("""
                    -Dadopt=%s is not known. Nothing was done. Choose one of these:
                      -Dadopt=names     constraints and indexes get the names that Hibernate gives them
                      -Dadopt=strict    the same, and whatever the entities do not have is dropped""".formatted(given));
        }
        return given == null ? null : given.strip();
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
