package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses to give an object a name that is already used by an object that is not compared. */
final class NameConflicts {

    /**
     * The name of a relation is unique among those of its schema, that of a type among the types, to which each table and view
     * belongs; that of a foreign key on its table. A foreign key into a schema that is not compared is missing from the catalog,
     * but its name is taken.
     */
    private static final String FIRST = """
            select position, owner from (
              select position, case when key = '' then
                  coalesce(case when kind <> 'type' then pg_describe_object('pg_class'::regclass, to_regclass(name), 0) end,
                           case when kind <> 'relation' then pg_describe_object('pg_type'::regclass, to_regtype(name), 0) end)
                else (select pg_describe_object('pg_constraint'::regclass, k.oid, 0) from pg_constraint k
                      where k.conrelid = to_regclass(name) and k.conname = key and k.contype = 'f') end as owner
              from unnest(?, ?, ?) with ordinality n (name, key, kind, position)) found
            where owner is not null order by position limit 1""";

    private NameConflicts() {}

    /**
     * Refuses operations that use names of others.
     *
     * @param live the whole live catalog
     * @throws MigratorException if a name is taken, with the object that has it
     */
    static void requireNone(Connection connection, Schemas schemas, Catalog live, List<Operation> operations)
            throws SQLException, MigratorException {
        Set<Name> free = new HashSet<>();
        Set<String> freeConstraints = new HashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop) {
                parts(drop.object()).forEach(free::add);
                free.add(drop.object().relation());
                freeConstraints.add(drop.object().label());
            } else if (operation instanceof AlterColumn alter && alter.before().identity() != null) {
                free.add(alter.before().identity().sequence().name());
            } else if (operation instanceof Rename rename) {
                free.add(rename.before().relation());
                freeConstraints.add(rename.before().label());
                if (rename.before() instanceof Table table
                        && !Objects.equals(
                                table.name().schema(), rename.after().relation().schema())) {
                    moved(table, live).forEach(free::add);
                }
            }
        }
        List<Operation> naming = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        for (Operation operation : operations) {
            SchemaObject object = named(operation);
            if (object != null && object.relation() != null && !free.contains(object.relation())) {
                naming.add(operation);
                names.add(object.relation().in(schemas.defaultSchema()).sql());
                keys.add("");
                kinds.add(kind(object));
            }
            if (operation instanceof Create
                    && object instanceof Constraint key
                    && !freeConstraints.contains(key.label())) {
                naming.add(operation);
                names.add(key.table().in(schemas.defaultSchema()).sql());
                keys.add(key.name());
                kinds.add("");
            }
        }
        Optional<MigratorException> conflict = SystemQuery.first(
                connection,
                FIRST,
                row -> conflict(naming.get(row.getInt(1) - 1), row.getString(2)),
                names,
                keys,
                kinds);
        if (conflict.isPresent()) {
            throw conflict.get();
        }
    }

    /** The object that gets a name; null if none does. */
    private static SchemaObject named(Operation operation) {
        if (operation instanceof Create create) {
            return create.object();
        }
        return operation instanceof Rename rename ? rename.after() : null;
    }

    private static String kind(SchemaObject object) {
        if (object instanceof EnumType || object instanceof Domain) {
            return "type";
        }
        return object instanceof Table || object instanceof View || object instanceof CompositeType
                ? "both"
                : "relation";
    }

    private static MigratorException conflict(Operation operation, String user) {
        SchemaObject object = named(operation);
        return new MigratorException("""
                Cannot %s: its name is already used by %s, which the model does not define.
                Nothing was written. Drop or rename that object in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="free the name %s\"""".formatted(
                        operation instanceof Rename rename
                                ? "rename " + OperationText.what(rename.before()) + " to " + object.label()
                                : "create " + OperationText.what(object),
                        Printable.line(user),
                        Printable.line(
                                object instanceof Constraint key
                                        ? key.name()
                                        : object.relation().local())));
    }

    /** The names that a table takes along to another schema. */
    private static Stream<Name> moved(Table table, Catalog live) {
        return Stream.of(
                        parts(table),
                        Stream.concat(table.constraints().stream(), table.indexes().stream())
                                .map(SchemaObject::relation),
                        live.sequences().stream()
                                .filter(sequence -> sequence.owner() != null
                                        && sequence.owner().table().equals(table.name()))
                                .map(Sequence::name))
                .flatMap(names -> names)
                .filter(Objects::nonNull);
    }

    /** The names that are dropped along with an object: of the primary key of a table, of the sequence of an identity. */
    private static Stream<Name> parts(SchemaObject object) {
        if (object instanceof Table table) {
            return Stream.concat(
                    table.primaryKey().stream().map(Constraint::relation),
                    table.columns().stream().flatMap(NameConflicts::parts));
        }
        return object instanceof Column column && column.identity() != null
                ? Stream.of(column.identity().sequence().name())
                : Stream.of();
    }
}
