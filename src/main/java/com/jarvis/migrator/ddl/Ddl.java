package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.catalog.Identifiers.literal;
import static com.jarvis.migrator.catalog.Identifiers.quote;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Operations as PostgreSQL's statements. */
public final class Ddl {

    /** The default schema in a statement that has to name it; Liquibase and the scratch schemas put its name there. */
    public static final String DEFAULT_SCHEMA = "${database.defaultSchemaName}";

    private Ddl() {}

    /** The statements of an operation, without semicolons, the names of the default schema unqualified. */
    public static List<String> statements(Operation operation) {
        if (operation instanceof Operation.Create create) {
            return create(create.object());
        } else if (operation instanceof Operation.Drop drop) {
            return List.of(drop(drop.object()));
        } else if (operation instanceof Operation.Alter alter) {
            return alter(alter);
        } else if (operation instanceof Operation.Rename rename) {
            return List.of(rename(rename.before(), rename.after()));
        } else if (operation instanceof Operation.UpdateRows fit) {
            return List.of(fit.sql());
        } else if (operation instanceof Operation.AdvanceSequence rows) {
            return List.of(SequenceDdl.continueAfterRows(rows.sequence()));
        }
        return List.of();
    }

    /**
     * The statements of an operation outside of a transaction: an index is made and dropped while others write to its
     * table (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY).
     */
    public static List<String> concurrently(Operation operation) {
        return statements(operation).stream()
                .map(sql -> sql.replaceFirst("^(create (?:unique )?index|drop index) ", "$1 concurrently "))
                .toList();
    }

    private static List<String> create(SchemaObject object) {
        if (object instanceof Schema schema) {
            return List.of("create schema " + quote(schema.name()));
        } else if (object instanceof EnumType type) {
            return TypeDdl.create(type);
        } else if (object instanceof CompositeType type) {
            return TypeDdl.create(type);
        } else if (object instanceof Cast cast) {
            return List.of("create cast (" + cast.source() + " as " + cast.target() + ") with inout"
                    + (cast.context().isEmpty() ? "" : " as " + cast.context()));
        } else if (object instanceof Sequence sequence) {
            return SequenceDdl.create(sequence);
        } else if (object instanceof Table table) {
            return createTable(table);
        } else if (object instanceof Column column) {
            return ColumnDdl.add(column);
        } else if (object instanceof Constraint constraint) {
            String table = constraint.table().sql();
            return withComment(
                    "alter table " + table + " add constraint " + quote(constraint.name()) + " "
                            + constraint.definition().sql(),
                    "constraint " + quote(constraint.name()) + " on " + table,
                    constraint.comment());
        } else if (object instanceof Index index) {
            return withComment(createIndex(index), "index " + index.name().sql(), index.comment());
        } else if (object instanceof Attached attached) {
            return List.of(attached.sql());
        }
        View view = (View) object;
        List<String> statements = new ArrayList<>(withComment(
                "create view " + view.name().sql() + " as " + view.definition().sql(),
                "view " + view.name().sql(),
                view.comment()));
        statements.addAll(view.attached());
        return statements;
    }

    private static List<String> createTable(Table table) {
        String name = table.name().sql();
        List<String> parts = new ArrayList<>();
        table.columns().forEach(column -> parts.add(ColumnDdl.definition(column)));
        table.primaryKey()
                .ifPresent(key -> parts.add("constraint " + quote(key.name()) + " "
                        + key.definition().sql()));
        String partition = table.partitionKey() == null ? "" : " partition by " + table.partitionKey();
        List<String> statements = new ArrayList<>(withComment(
                "create table " + name + " (" + String.join(", ", parts) + ")" + partition,
                "table " + name,
                table.comment()));
        table.columns().stream()
                .filter(column -> column.comment() != null)
                .forEach(column -> statements.add(ColumnDdl.comment(column)));
        return statements;
    }

    private static String createIndex(Index index) {
        String definition = index.definition();
        String tail = definition.startsWith("btree ") ? definition.substring("btree ".length()) : "using " + definition;
        return "create " + (index.unique() ? "unique " : "") + "index "
                + quote(index.name().local()) + " on " + index.table().sql() + " " + tail;
    }

    private static String drop(SchemaObject object) {
        if (object instanceof Column column) {
            return "alter table " + column.table().sql() + " drop column " + quote(column.name());
        } else if (object instanceof Constraint constraint) {
            return "alter table " + constraint.table().sql() + " drop constraint " + quote(constraint.name());
        } else if (object instanceof Cast cast) {
            return "drop cast (" + cast.source() + " as " + cast.target() + ")";
        } else if (object instanceof Schema schema) {
            return "drop schema " + quote(schema.name());
        }
        return "drop " + object.kind() + " " + name(object).sql();
    }

    private static List<String> alter(Operation.Alter alter) {
        SchemaObject before = alter.before();
        SchemaObject after = alter.after();
        if (before instanceof Column from && after instanceof Column to) {
            return ColumnDdl.alter(from, to, alter.constants());
        } else if (before instanceof Sequence from && after instanceof Sequence to) {
            return SequenceDdl.alter(from, to);
        } else if (before instanceof EnumType from && after instanceof EnumType to) {
            return TypeDdl.alter(from, to);
        } else if (before instanceof CompositeType from && after instanceof CompositeType to) {
            return TypeDdl.alter(from, to);
        } else if (before instanceof Table && after instanceof Table table) {
            return List.of(comment("table " + table.name().sql(), table.comment()));
        } else if (before instanceof Constraint from && after instanceof Constraint to) {
            return alterConstraint(from, to);
        } else if (before instanceof Index && after instanceof Constraint key) {
            return List.of(KeyIndex.use(key));
        } else if (before instanceof Constraint && after instanceof Index) {
            return List.of(drop(before), create(after).get(0));
        }
        return List.of(comment(after.kind() + " " + name(after).sql(), commentOf(after)));
    }

    private static List<String> alterConstraint(Constraint before, Constraint after) {
        String table = after.table().sql();
        if (before.definition().equals(after.definition())) {
            return List.of(comment("constraint " + quote(after.name()) + " on " + table, after.comment()));
        } else if (before.definition().text().equals(after.definition().text() + " NOT VALID")) {
            return List.of("alter table " + table + " validate constraint " + quote(after.name()));
        }
        List<String> statements = new ArrayList<>();
        statements.add(drop(before));
        statements.addAll(create(after));
        return statements;
    }

    private static String rename(SchemaObject before, SchemaObject after) {
        if (before instanceof Column from && after instanceof Column to) {
            return "alter table " + from.table().sql() + " rename column " + quote(from.name()) + " to "
                    + quote(to.name());
        } else if (before instanceof Constraint from && after instanceof Constraint to) {
            return "alter table " + from.table().sql() + " rename constraint " + quote(from.name()) + " to "
                    + quote(to.name());
        }
        String alter = "alter " + before.kind() + " " + name(before).sql();
        String schema = name(after).schema();
        return Objects.equals(name(before).schema(), schema)
                ? alter + " rename to " + quote(name(after).local())
                : alter + " set schema " + quote(schema == null ? DEFAULT_SCHEMA : schema);
    }

    private static Name name(SchemaObject object) {
        if (object instanceof Table table) {
            return table.name();
        } else if (object instanceof View view) {
            return view.name();
        } else if (object instanceof Index index) {
            return index.name();
        } else if (object instanceof Sequence sequence) {
            return sequence.name();
        } else if (object instanceof EnumType type) {
            return type.name();
        } else if (object instanceof CompositeType type) {
            return type.name();
        }
        throw new IllegalArgumentException(object.kind() + " has no name of its own");
    }

    private static String commentOf(SchemaObject object) {
        return object instanceof View view ? view.comment() : object instanceof Index index ? index.comment() : null;
    }

    /** A statement that sets a comment, or takes it away where it is null. */
    static String comment(String object, String comment) {
        return "comment on " + object + " is " + (comment == null ? "null" : literal(comment));
    }

    /** The statement, and one for the comment where there is one. */
    static List<String> withComment(String statement, String object, String comment) {
        return comment == null ? List.of(statement) : List.of(statement, comment(object, comment));
    }

    /** String constants, separated by commas. */
    public static String literals(List<String> texts) {
        return texts.stream().map(text -> literal(text)).collect(Collectors.joining(", "));
    }
}
