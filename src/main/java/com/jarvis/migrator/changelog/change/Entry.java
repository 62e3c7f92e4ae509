package com.jarvis.migrator.changelog.change;

import java.util.LinkedHashMap;
import java.util.Map;

/** An entry in a list of changes: a change, or a comment for the reader. */
public sealed interface Entry {

    /**
     * A Liquibase change.
     *
     * @param name the name in a changelog, such as {@code createTable}
     * @param attributes the attributes in the order in which they are written
     * @param isProvable false if it refers to objects that are not in scratch schemas
     */
    record Change(String name, Map<String, Object> attributes, boolean isProvable) implements Entry {

        /** A change with attributes given as alternating keys and values. Null values are left out. */
        public static Change of(String name, Object... attributes) {
            return new Change(name, Entry.attributes(attributes), true);
        }

        Change unprovable() {
            return new Change(name, attributes, false);
        }
    }

    /** A comment of one or more lines. It has no effect. */
    record Comment(String text) implements Entry {}

    /** A map of alternating keys and values, without null values. */
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
