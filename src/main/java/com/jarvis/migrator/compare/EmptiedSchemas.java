package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Drops the schemas that a migration created, that no entity names any more, and that the operations leave empty. One that
 * contains anything else stays.
 */
final class EmptiedSchemas {

    /**
     * What depends on a schema: the name of a relation or type, that of the table which owns a sequence, or null for everything
     * else. Privileges by default and publications of a schema count, too.
     */
    private static final String CONTENTS = """
            select coalesce(c.relname, t.typname) as name, tn.nspname as owner_schema, o.relname as owner
            from pg_depend d
            left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid and not c.relispartition
            left join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
            left join pg_depend s on c.relkind = 'S' and s.classid = d.classid and s.objid = d.objid and s.refclassid = d.classid
                 and s.deptype in ('a', 'i')
            left join pg_class o on o.oid = s.refobjid
            left join pg_namespace tn on tn.oid = o.relnamespace
            where d.refclassid = 'pg_namespace'::regclass and d.refobjid = (select oid from pg_namespace where nspname = ?)""";

    private EmptiedSchemas() {}

    /** @param operations those of the upgrade */
    static List<Operation> drops(
            Connection connection, CreatedObjects created, Catalog live, Catalog model, List<Operation> operations)
            throws SQLException {
        Set<Name> gone = new HashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop) {
                gone.add(drop.object().relation());
            } else if (operation instanceof Rename rename) {
                gone.add(rename.before().relation());
            }
        }
        List<Operation> drops = new ArrayList<>();
        for (Schema schema : live.schemas()) {
            boolean isLeft = created.schemas().contains(schema.name())
                    && !model.schemas().contains(schema)
                    && gone.stream()
                            .anyMatch(name -> name != null && schema.name().equals(name.schema()));
            if (isLeft && isEmptyWithout(gone, connection, schema)) {
                drops.add(new Drop(schema));
            }
        }
        return drops;
    }

    private static boolean isEmptyWithout(Set<Name> gone, Connection connection, Schema schema) throws SQLException {
        return SystemQuery.list(
                        connection,
                        CONTENTS,
                        row -> gone.contains(new Name(schema.name(), row.getString("name")))
                                || gone.contains(new Name(row.getString("owner_schema"), row.getString("owner"))),
                        schema.name())
                .stream()
                .allMatch(Boolean::booleanValue);
    }
}
