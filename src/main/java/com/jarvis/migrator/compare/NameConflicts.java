package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses to create an object whose name is already used by an object that is not compared. */
final class NameConflicts {

    /**
     * The name of a relation or type is unique in its schema, that of a foreign key on its table. A foreign key into a
     * schema that is not compared is missing from the catalog, but its name is taken.
     */
    private static final String FIRST = """
            select position, owner from (
              select position, case when key = '' then
                  coalesce(pg_describe_object('pg_class'::regclass, to_regclass(name), 0),
                           pg_describe_object('pg_type'::regclass, to_regtype(name), 0))
                else (select pg_describe_object('pg_constraint'::regclass, k.oid, 0) from pg_constraint k
                      where k.conrelid = to_regclass(name) and k.conname = key and k.contype = 'f') end as owner
              from unnest(?, ?) with ordinality n (name, key, position)) found
            where owner is not null order by position limit 1""";

    private NameConflicts() {}

    /** @throws MigratorException if a name is taken, with the object that has it */
    static void requireNone(Connection connection, Schemas schemas, List<Operation> operations)
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
            }
        }
        List<SchemaObject> created = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Create create) {
                Name name = create.object().relation();
                if (name != null && !free.contains(name)) {
                    created.add(create.object());
                    names.add(name.in(schemas.defaultSchema()).sql());
                    keys.add("");
                }
                if (create.object() instanceof Constraint key && !freeConstraints.contains(key.label())) {
                    created.add(key);
                    names.add(key.table().in(schemas.defaultSchema()).sql());
                    keys.add(key.name());
                }
            }
        }
        Optional<MigratorException> conflict = SystemQuery.first(
                connection, FIRST, row -> conflict(created.get(row.getInt(1) - 1), row.getString(2)), names, keys);
        if (conflict.isPresent()) {
            throw conflict.get();
        }
    }

    private static MigratorException conflict(SchemaObject object, String user) {
        return new MigratorException("""
                Cannot create %s: its name is already used by %s, which the model does not define.
                Nothing was written. Drop or rename that object in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="free the name %s\"""".formatted(
                        OperationText.what(object),
                        Printable.line(user),
                        Printable.line(
                                object instanceof Constraint key
                                        ? key.name()
                                        : object.relation().local())));
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
