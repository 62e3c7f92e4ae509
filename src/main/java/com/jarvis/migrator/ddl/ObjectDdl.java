package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The statements for one kind of schema object, without semicolons, the names of the default schema unqualified. */
abstract class ObjectDdl<T extends SchemaObject> {

    /** The statements that create it with its comment. */
    abstract List<String> create(T object);

    /** The statement that drops it. */
    abstract String drop(T object);

    /** The statements that turn one into another of the same name. */
    abstract List<String> alter(Alter<T> alter);

    /** The statement that gives it another name, or another schema. */
    abstract String rename(T before, T after);

    /** Drops one and creates the other, where PostgreSQL has no statement that turns one into the other. */
    final List<String> replace(T before, T after) {
        List<String> statements = new ArrayList<>();
        statements.add(drop(before));
        statements.addAll(create(after));
        return statements;
    }

    /** For a kind that belongs to a schema and has the kind as its keyword. */
    static String drop(String kind, Name name) {
        return "drop " + kind + " " + name.sql();
    }

    /** For a kind that belongs to a schema and has the kind as its keyword. */
    static String rename(String kind, Name before, Name after) {
        String alter = "alter " + kind + " " + before.sql();
        String schema = after.schema();
        return Objects.equals(before.schema(), schema)
                ? alter + " rename to " + quote(after.local())
                : alter + " set schema " + quote(schema == null ? Ddl.DEFAULT_SCHEMA : schema);
    }

    /** A statement that sets a comment, or removes it where it is null. */
    static String comment(String object, String comment) {
        return "comment on " + object + " is " + (comment == null ? "null" : literal(comment));
    }

    /** The statement, and one for the comment where there is one. */
    static List<String> withComment(String statement, String object, String comment) {
        return comment == null ? List.of(statement) : List.of(statement, comment(object, comment));
    }

    /** What no operation does to this kind. */
    final UnsupportedOperationException never(T object) {
        return new UnsupportedOperationException(object.kind() + " " + object.label());
    }
}
