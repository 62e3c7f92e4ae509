package com.jarvis.migrator.catalog;

import java.io.Serializable;

/**
 * Anything in a schema that can be created, dropped, altered or renamed. A new kind of object is a new permitted record here
 * and a method of {@link Visitor}; the compiler then lists what else it owes.
 */
public sealed interface SchemaObject extends Serializable
        permits SchemaObject.Named, Schema, Cast, Column, Constraint, Attached {

    /** A question that each kind of object answers in its own way. */
    interface Visitor<R> {
        R schema(Schema schema);

        R enumType(EnumType type);

        R compositeType(CompositeType type);

        R domain(Domain domain);

        R cast(Cast cast);

        R sequence(Sequence sequence);

        R table(Table table);

        R column(Column column);

        R constraint(Constraint constraint);

        R index(Index index);

        R view(View view);

        R attached(Attached attached);
    }

    /** What has a name of its own among the relations and types of its schema. */
    sealed interface Named extends SchemaObject permits EnumType, CompositeType, Domain, Sequence, Table, Index, View {

        Name name();

        @Override
        default String label() {
            return name().toString();
        }

        @Override
        default Name relation() {
            return name();
        }
    }

    /** The kind of object, in PostgreSQL's words: {@code table}, {@code foreign key}. */
    String kind();

    /** The name for messages, in one line: {@code users.email} for a column. */
    String label();

    /** The name that it takes among the relations and types of its schema (manual, 5.10 and 54.1); null where it takes none. */
    Name relation();

    /** The table that it is or belongs to; null where it belongs to none. */
    Name table();

    /** Asks the question of its kind. */
    <R> R accept(Visitor<R> visitor);
}
