package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * A view.
 *
 * @param definition its query, as {@code pg_get_viewdef()} prints it
 * @param uses the columns and relations that it reads, from {@code pg_depend}, from {@code pg_depend}
 * @param comment its comment, or null
 * @param attached the statements for its options, privileges, column comments, column defaults, triggers, rules and owner
 */
public record View(Name name, Expression definition, Set<Use> uses, String comment, List<String> attached)
        implements SchemaObject.Named {

    /** @param column the column that it reads; empty for the relation as a whole */
    public record Use(Name relation, String column) implements Serializable {}

    /** The same view with another definition. */
    public View defined(Expression other) {
        return new View(name, other, uses, comment, attached);
    }

    /** The same view with other attached statements. */
    public View attached(List<String> others) {
        return new View(name, definition, uses, comment, others);
    }

    @Override
    public String kind() {
        return "view";
    }

    @Override
    public Name table() {
        return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.view(this);
    }
}
