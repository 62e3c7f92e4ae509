package com.jarvis.migrator.changelog.change;

import java.util.LinkedHashMap;
import java.util.Map;

/** What stands in a list of changes: a change, or a comment for the reader. */
public sealed interface Entry {

    /**
     * A Liquibase change.
     *
     * @param name its name in a changelog, such as {@code createTable}
     * @param attributes its attributes in the order in which they are written
     * @param isProvable false where it refers to what a scratch schema has no copy of
     */
    record Change(String name, Map<String, Object> attributes, boolean isProvable) implements Entry {

        /** The change with these attributes, given as key and value in turn; one whose value is null is left out. */
        public static Change of(String name, Object... attributes) {
            return new Change(name, Entry.attributes(attributes), true);
        }

        Change unprovable() {
            return new Change(name, attributes, false);
        }
    }

    /** A comment of one or more lines; it does nothing. */
    record Comment(String text) implements Entry {}

    /** A map of keys and values given in turn, without those whose value is null. */
    static Map<String, Object> attributes(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (keysAndValues[i + 1] != null) {
                map.put((String) keysAndValues[i], keysAndValues[i + 1]);
            }
        }
        return map;
    }
}
