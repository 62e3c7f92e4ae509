package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table with its columns, constraints and indexes. Partitions are not separate tables here.
 *
 * @param columns in their order in the table
 * @param partitionKey the key after {@code PARTITION BY}, or null
 * @param comment its comment, or null
 * @param inheritance the tables that it inherits from, or null
 */
public record Table(
        Name name,
        List<Column> columns,
        List<Constraint> constraints,
        List<Index> indexes,
        String partitionKey,
        String comment,
        Inheritance inheritance)
        implements SchemaObject.Named {

    /**
     * What {@code INHERITS} says.
     *
     * @param parents in their order
     * @param columns the names of the columns that are inherited as they are, so that the table does not declare them
     */
    public record Inheritance(List<Name> parents, Set<String> columns) implements Serializable {}

    /** A table that inherits from no other. */
    public Table(
            Name name,
            List<Column> columns,
            List<Constraint> constraints,
            List<Index> indexes,
            String partitionKey,
            String comment) {
        this(name, columns, constraints, indexes, partitionKey, comment, null);
    }

    /** The tables that it inherits from. */
    public List<Name> parents() {
        return inheritance == null ? List.of() : inheritance.parents();
    }

    /** The columns that it declares itself. */
    public List<Column> declared() {
        return columns.stream()
                .filter(column -> inheritance == null || !inheritance.columns().contains(column.name()))
                .toList();
    }

    /** The column of that name, if it exists. */
    public Optional<Column> column(String column) {
        return columns.stream().filter(c -> c.name().equals(column)).findFirst();
    }

    /** The primary key, if it exists. */
    public Optional<Constraint> primaryKey() {
        return constraints.stream()
                .filter(c -> c.type() == Constraint.Type.PRIMARY_KEY)
                .findFirst();
    }

    /** The same table with other columns. */
    public Table withColumns(List<Column> others) {
        return new Table(name, others, constraints, indexes, partitionKey, comment, inheritance);
    }

    /** The same table under another name; its columns, constraints and indexes keep the old table name. */
    public Table named(Name other) {
        return new Table(other, columns, constraints, indexes, partitionKey, comment, inheritance);
    }

    /** The same table with other constraints. */
    public Table withConstraints(List<Constraint> others) {
        return new Table(name, columns, others, indexes, partitionKey, comment, inheritance);
    }

    @Override
    public String kind() {
        return "table";
    }

    @Override
    public Name table() {
        return name;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.table(this);
    }
}
