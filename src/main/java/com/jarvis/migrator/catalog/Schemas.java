package com.jarvis.migrator.catalog;

import com.jarvis.migrator.sql.Identifiers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schemas that a catalog is read from, and their names in the catalog: the default schema has none, and a scratch
 * schema has the name of the real schema that it replaces.
 *
 * @param defaultSchema the default schema, or the scratch schema that replaces it; unquoted
 * @param explicit the other schemas on the server, by their names in the catalog
 */
public record Schemas(String defaultSchema, Map<String, String> explicit) implements Serializable {

    /** The real schemas, under their own names. */
    public static Schemas live(String defaultSchema, List<String> explicit) {
        Map<String, String> names = new TreeMap<>();
        explicit.forEach(name -> names.put(name, name));
        return new Schemas(defaultSchema, names);
    }

    /** The names of all schemas on the server. */
    public List<String> onServer() {
        List<String> names = new ArrayList<>(explicit.values());
        names.add(defaultSchema);
        return names;
    }

    /** The name of an object in the catalog. */
    public Name name(String schemaOnServer, String local) {
        return new Name(nameOf(schemaOnServer), local);
    }

    private String nameOf(String schemaOnServer) {
        for (Map.Entry<String, String> entry : explicit.entrySet()) {
            if (entry.getValue().equals(schemaOnServer)) {
                return entry.getKey();
            }
        }
        return schemaOnServer.equals(defaultSchema) ? null : schemaOnServer;
    }

    /** Replaces the names of scratch schemas in SQL that PostgreSQL printed by those of the real schemas. */
    public String localize(String sql) {
        if (sql == null) {
            return null;
        }
        String text = sql;
        for (Map.Entry<String, String> entry : explicit.entrySet()) {
            if (!entry.getKey().equals(entry.getValue())) {
                text = text.replace(entry.getValue() + ".", Identifiers.quote(entry.getKey()) + ".");
            }
        }
        return text;
    }
}
