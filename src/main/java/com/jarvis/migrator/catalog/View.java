package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A view.
 *
 * @param definition its query, as {@code pg_get_viewdef()} prints it
 * @param uses the columns and relations that it reads, from {@code pg_depend}
 * @param columns its columns in order
 * @param comment its comment, or null
 * @param columnComments the comments on its columns
 * @param attached the statements for its options, privileges, column defaults, triggers, rules and owner
 */
public record View(
        Name name,
        Expression definition,
        Set<Use> uses,
        List<String> columns,
        String comment,
        Map<String, String> columnComments,
        List<Attachment> attached)
        implements SchemaObject.Named {

    /** A view without comments and without attached statements. */
    public View(Name name, Expression definition, Set<Use> uses, List<String> columns) {
        this(name, definition, uses, columns, null, Map.of(), List.of());
    }

    /** @param column the column that it reads; empty for the relation as a whole */
    public record Use(Name relation, String column) implements Serializable {}

    /** @param columns the columns of the view that the statement needs */
    public record Attachment(String sql, Set<String> columns) implements Serializable {}

    /** The same view with another definition. */
    public View defined(Expression other) {
        return new View(name, other, uses, columns, comment, columnComments, attached);
    }

    /** The same view with what entities cannot describe of another one, as far as this one has the columns for it. */
    public View keeping(View other) {
        return new View(
                name,
                definition,
                uses,
                columns,
                other.comment,
                columnComments,
                other.attached.stream()
                        .filter(attachment -> columns.containsAll(attachment.columns))
                        .toList());
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
