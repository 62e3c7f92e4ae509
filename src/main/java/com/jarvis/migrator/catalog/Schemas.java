package com.jarvis.migrator.catalog;

import com.jarvis.migrator.sql.Identifiers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schemas that a catalog is read from, and what their names are in it: the default schema has none, and a scratch
 * twin goes by the name of the schema that it stands for.
 *
 * @param defaultSchema the schema that stands for the default one, unquoted
 * @param explicit the schemas by the names that they have in the catalog
 */
public record Schemas(String defaultSchema, Map<String, String> explicit) implements Serializable {

    /** Schemas that go by their own names. */
    public static Schemas live(String defaultSchema, List<String> explicit) {
        Map<String, String> names = new TreeMap<>();
        explicit.forEach(name -> names.put(name, name));
        return new Schemas(defaultSchema, names);
    }

    /** The names of all of them as they are on the server. */
    public List<String> onServer() {
        List<String> names = new ArrayList<>(explicit.values());
        names.add(defaultSchema);
        return names;
    }

    /** The name that an object has in the catalog. */
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

    /** SQL that PostgreSQL printed, with the names of scratch twins replaced by those that they stand for. */
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
