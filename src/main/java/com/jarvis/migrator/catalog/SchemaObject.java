package com.jarvis.migrator.catalog;

import java.io.Serializable;

/** Anything in a schema that can be made, dropped, altered or renamed. */
public sealed interface SchemaObject extends Serializable
        permits Schema, EnumType, CompositeType, Cast, Sequence, Table, Column, Constraint, Index, View, Attached {

    /** What it is, in PostgreSQL's word: {@code table}, {@code foreign key}. */
    String kind();

    /** What it is called, as a person reads it: {@code users.email} for a column. */
    String label();
}
