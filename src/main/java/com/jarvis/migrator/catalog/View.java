package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.Set;

/**
 * A view.
 *
 * @param definition its query, as {@code pg_get_viewdef()} prints it
 * @param uses the columns and relations that it reads
 * @param comment its comment, or null
 */
public record View(Name name, Expression definition, Set<Use> uses, String comment) implements SchemaObject {

    /** @param column the column it reads, or empty for the relation as a whole */
    public record Use(Name relation, String column) implements Serializable {}

    @Override
    public String kind() {
        return "view";
    }

    @Override
    public String label() {
        return name.toString();
    }
}
