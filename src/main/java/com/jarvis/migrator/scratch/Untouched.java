package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.catalog.reader.AttachmentReader;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Drop;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects that operations leave as they are. A view, an index, an exclusion constraint or a statistics object may be dropped
 * or created again because of something else: the operations run on a copy, and whatever has another OID afterwards is not
 * untouched. Neither is what belongs to a table or view that they drop.
 */
public final class Untouched {

    private static final String OIDS = """
            with s as (select oid, nspname from pg_namespace where nspname = any (?))
            select 'statistics', nspname, stxname, null, x.oid::text from pg_statistic_ext x join s on s.oid = stxnamespace
            union all select 'view', nspname, relname, null, c.oid::text from pg_class c join s on s.oid = relnamespace where relkind = 'v'
            union all select 'index', nspname, relname, null, c.oid::text from pg_class c join s on s.oid = relnamespace where relkind in ('i', 'I')
            union all select 'exclusion constraint', nspname, relname, conname, k.oid::text
            from pg_constraint k join pg_class c on c.oid = conrelid join s on s.oid = relnamespace where contype = 'x'""";

    private Untouched() {}

    /**
     * @param live the tables and views that the operations affect
     * @param leftAlone objects that the operations do not name, as kind and name
     * @return those that they do not touch either
     */
    public static List<String> of(
            Connection connection, Schemas schemas, Catalog live, List<String> leftAlone, List<Operation> operations)
            throws SQLException, MigratorException {
        if (leftAlone.isEmpty()) {
            return leftAlone;
        }
        List<String> untouched = new ArrayList<>(leftAlone);
        untouched.removeIf(object -> belongsTo(object, dropped(operations)));
        List<Attached> attached = AttachmentReader.read(connection, schemas).stream()
                .filter(found -> live.table(found.table()).isPresent())
                .toList();
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, live, attached);
            Map<String, String> before = oids(scratch);
            for (Operation operation : operations) {
                if (!scratch.executeIfItWorks(operation)) {
                    break; // The proof reports it.
                }
            }
            Map<String, String> after = oids(scratch);
            untouched.removeIf(
                    object -> before.containsKey(object) && !before.get(object).equals(after.get(object)));
        }
        return untouched;
    }

    /** By kind and name, as they are called where they are left alone: statistics without their schema. */
    private static Map<String, String> oids(ScratchSchemas scratch) throws SQLException {
        Map<String, String> oids = new HashMap<>();
        scratch.query(OIDS, row -> {
            Name name = scratch.name(row.getString(2), row.getString(3));
            String of = row.getString(1).equals("statistics") ? Printable.line(name.local()) : name.toString();
            String part = row.getString(4) == null ? "" : "." + Printable.line(row.getString(4));
            return oids.put(row.getString(1) + " " + of + part, row.getString(5));
        });
        return oids;
    }

    private static Set<Name> dropped(List<Operation> operations) {
        Set<Name> dropped = new HashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                dropped.add(table.name());
            } else if (operation instanceof Drop drop && drop.object() instanceof View view) {
                dropped.add(view.name());
            }
        }
        return dropped;
    }

    /** Triggers, policies and rules are called by their relation, without its schema. */
    private static boolean belongsTo(String object, Set<Name> relations) {
        return relations.stream()
                .map(relation -> Printable.line(relation.local()) + ".")
                .anyMatch(relation -> object.startsWith("trigger " + relation)
                        || object.startsWith("policy " + relation)
                        || object.startsWith("rule " + relation));
    }
}
