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
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.Operation.AlterDomain;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Objects that are not compared but depend on what operations drop or change: triggers, policies, rules, materialized
 * views, functions, publications, and everything in other schemas. PostgreSQL would reject such operations, and the
 * proof cannot find out, since scratch schemas contain no copy of these objects. Every kind of dependent counts, unless
 * the operations themselves drop it or the proof contains it.
 */
final class BlockingDependents {

    /**
     * The dependents of an object, with the relation that each belongs to ({@code pg_depend}; manual, 52.18). Indexes of
     * partitions change with that of their table.
     */
    private static final String QUERY = """
            select d.classid::regclass::text as class, k.contype, k.contypid::regtype::text as domain, s.castmethod, n.nspname, c.relname,
                   array(select a.attname::text from pg_depend u join pg_attribute a on a.attrelid = u.refobjid and a.attnum = u.refobjsubid
                         where x.oid is not null and u.classid = d.classid and u.objid = d.objid and u.refclassid = 'pg_class'::regclass) as columns,
                   case when d.classid = 'pg_rewrite'::regclass and w.rulename = '_RETURN' then pg_describe_object('pg_class'::regclass, c.oid, 0)
                        else pg_describe_object(d.classid, d.objid, d.objsubid) end as description
            from pg_depend d
            left join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
            left join pg_trigger t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid
            left join pg_policy p on d.classid = 'pg_policy'::regclass and p.oid = d.objid
            left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
            left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
            left join pg_index i on d.classid = 'pg_class'::regclass and i.indexrelid = d.objid
            left join pg_statistic_ext x on d.classid = 'pg_statistic_ext'::regclass and x.oid = d.objid
            left join pg_publication_rel r on d.classid = 'pg_publication_rel'::regclass and r.oid = d.objid
            left join pg_cast s on d.classid = 'pg_cast'::regclass and s.oid = d.objid
            left join pg_class c on c.oid = coalesce(w.ev_class, t.tgrelid, p.polrelid, k.conrelid, f.adrelid, i.indrelid, x.stxrelid, r.prrelid,
                                                     case when d.classid = 'pg_class'::regclass then d.objid end)
            left join pg_namespace n on n.oid = c.relnamespace
            where d.deptype = 'n' and not coalesce(c.relispartition, false)""";

    private static final String OF_COLUMN = """
            d.refclassid = 'pg_class'::regclass and d.refobjid = to_regclass(?)
            and d.refobjsubid = (select attnum from pg_attribute where attrelid = d.refobjid and attname = ?)""";

    /** PostgreSQL recreates foreign keys of other tables itself. */
    private static final String OF_RETYPED_COLUMN = OF_COLUMN + " and d.classid <> 'pg_constraint'::regclass";

    private static final String OF_RELATION = """
            (d.refclassid = 'pg_class'::regclass and d.refobjid = to_regclass(?)
             or d.refclassid = 'pg_type'::regclass and d.refobjid in (
               select t.oid from pg_type t where t.typrelid = to_regclass(?)
               union select t.typarray from pg_type t where t.typrelid = to_regclass(?)))""";

    /** Columns of the table's row type: PostgreSQL would have to rewrite their tables, too. */
    private static final String IN_ROW_TYPE = """
            d.classid = 'pg_class'::regclass and d.refclassid = 'pg_type'::regclass and d.refobjid = (
               select reltype from pg_class where oid = to_regclass(?))""";

    /** Domains over the type that are rebuilt, too, do not count. */
    private static final String OF_TYPE = """
            d.refclassid = 'pg_type'::regclass and d.refobjid in (
               to_regtype(?), (select t.typarray from pg_type t where t.oid = to_regtype(?)))
            and not (d.classid = 'pg_type'::regclass and d.objid in (select to_regtype(name) from unnest(?) name))""";

    /** A foreign key depends on the columns that it references, and on the index of their key. */
    private static final String OF_KEY = """
            d.refclassid = 'pg_class'::regclass and d.refobjid = (
               select conindid from pg_constraint where conrelid = to_regclass(?) and conname = ? and contype in ('p', 'u'))""";

    /**
     * Tables that inherit the column or constraint of that name; for an empty name, parents and children of the table.
     */
    private static final String INHERITED = """
            select format('table %s inherits from table %s', i.inhrelid::regclass, i.inhparent::regclass)
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where c.relkind in ('r', 'f') and not c.relispartition
              and (? = '' and to_regclass(?) in (i.inhrelid, i.inhparent)
                   or i.inhrelid = to_regclass(?)
                      and (exists (select from pg_attribute where attrelid = i.inhrelid and attname = ? and attinhcount > 0)
                           or exists (select from pg_constraint where conrelid = i.inhrelid and conname = ? and coninhcount > 0)))""";

    private final Connection connection;
    private final Schemas schemas;
    private final NamesBefore names;
    private final Set<Name> known = new HashSet<>();
    private final Set<Name> droppedViews = new HashSet<>();
    private final Map<Name, View> createdViews = new HashMap<>();
    private final Set<Name> dropped = new HashSet<>();
    private final List<String> rebuiltDomains = new ArrayList<>();
    private final Set<View.Use> droppedColumns = new HashSet<>();
    private final Set<String> alteredDomains = new HashSet<>();
    private final Set<String> found = new TreeSet<>();

    private BlockingDependents(Connection connection, Schemas schemas, Catalog live, List<Operation> operations) {
        this.connection = connection;
        this.schemas = schemas;
        this.names = new NamesBefore(operations);
        live.tables().forEach(table -> known.add(table.name()));
        live.composites().forEach(type -> known.add(type.name()));
        for (Operation operation : operations) {
            if (operation instanceof Drop drop && drop.object() instanceof View view) {
                droppedViews.add(view.name());
            } else if (operation instanceof Create create && create.object() instanceof View view) {
                createdViews.put(view.name(), view);
            } else if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                dropped.add(table.name());
            } else if (operation instanceof Rename rename && rename.before() instanceof Domain domain) {
                rebuiltDomains.add(domain.name().sql());
            } else if (operation instanceof Drop drop && drop.object() instanceof Column column) {
                Column now = names.of(column);
                droppedColumns.add(new View.Use(now.table(), now.name()));
            } else if (operation instanceof AlterDomain alter) {
                alteredDomains.add(alter.before().name().sql());
            }
        }
        dropped.addAll(droppedViews);
    }

    /**
     * Refuses operations that dependents would block.
     *
     * @param live the compared part of the live catalog
     * @throws MigratorException with the dependents, if there are any
     */
    static void requireNone(Connection connection, Schemas schemas, Catalog live, List<Operation> operations)
            throws SQLException, MigratorException {
        BlockingDependents dependents = new BlockingDependents(connection, schemas, live, operations);
        for (Operation operation : operations) {
            dependents.find(operation);
        }
        if (!dependents.found.isEmpty()) {
            throw new MigratorException("""
                    Objects that the model does not define depend on what the migration drops or changes:
                      %s
                    PostgreSQL would reject the migration, so nothing was written. Drop these objects in a hand-written migration
                    first and create them again in a later one, or exclude a table with -Dexclude=<name>:
                      mvn compile liquibase:diff -Dempty -Dmessage="drop dependents\"""".formatted(String.join("\n  ", dependents.found)));
        }
    }

    private void find(Operation operation) throws SQLException {
        if (operation instanceof Drop drop) {
            SchemaObject object = drop.object();
            if (object instanceof Table table) {
                String name = table.name().sql();
                find("table " + table.label(), OF_RELATION, name, name, name);
                findInherited(name, "");
            } else if (object instanceof View view) {
                find(view);
            } else if (object instanceof Column column) {
                find(column);
            } else if (object instanceof Constraint key) {
                findInherited(key.table().sql(), key.name());
                find(key.kind() + " " + key.label(), OF_KEY, key.table().sql(), key.name());
            } else if (object instanceof Sequence sequence) {
                Name now = names.of(sequence.name());
                find("sequence " + now, OF_RELATION, now.sql(), now.sql(), now.sql());
            } else if (isType(object)) {
                findType(object);
            }
        } else if (operation instanceof Rename rename && isType(rename.before())) {
            findType(rename.before());
        } else if (operation instanceof AlterColumn alter) {
            findOfRetyped(alter.before(), alter.after());
        } else if (operation instanceof AlterCompositeType alter) {
            CompositeType type = alter.before();
            for (CompositeType.Attribute gone : type.attributesNotIn(alter.after())) {
                find("attribute " + type.label(gone), OF_COLUMN, type.name().sql(), gone.name());
            }
        }
    }

    /**
     * Views are dropped before everything else, so only those that are dropped before one can depend on it. Its triggers and
     * rules are created again with it, if the new view has the columns that they use.
     */
    private void find(View view) throws SQLException {
        String name = view.name().sql();
        find("view " + view.label(), OF_RELATION, row -> !droppedViews.contains(relation(row)), new Object[] {
            name, name, name
        });
        View again = createdViews.get(view.name());
        for (String column : view.columns()) {
            if (again != null && !again.columns().contains(column)) {
                find(
                        "column " + Printable.line(view.label() + "." + column),
                        OF_COLUMN,
                        row -> view.name().equals(relation(row)),
                        new Object[] {name, column});
            }
        }
    }

    private void findOfRetyped(Column before, Column after) throws SQLException {
        boolean isRebuild = ColumnDdl.isRebuild(before, after);
        boolean isRetyped =
                !before.type().equals(after.type()) || !Objects.equals(before.collation(), after.collation());
        if (isRebuild || isRetyped) {
            Column now = names.of(before);
            String what = "column " + before.label();
            find(what, isRebuild ? OF_COLUMN : OF_RETYPED_COLUMN, now.table().sql(), now.name());
            find(what, IN_ROW_TYPE, now.table().sql());
            findInherited(now.table().sql(), now.name());
        }
    }

    private void find(Column column) throws SQLException {
        Column now = names.of(column);
        find("column " + column.label(), OF_COLUMN, now.table().sql(), now.name());
        findInherited(now.table().sql(), now.name());
    }

    private void findType(SchemaObject type) throws SQLException {
        Name now = names.of(type.relation());
        find("type " + now, OF_TYPE, now.sql(), now.sql(), rebuiltDomains);
    }

    private static boolean isType(SchemaObject object) {
        return object instanceof EnumType || object instanceof CompositeType || object instanceof Domain;
    }

    private void findInherited(String table, String name) throws SQLException {
        found.addAll(SystemQuery.list(
                connection, INHERITED, row -> Printable.line(row.getString(1)), name, table, table, name, name));
    }

    private void find(String what, String condition, Object... parameters) throws SQLException {
        find(what, condition, condition.equals(IN_ROW_TYPE) ? row -> true : this::isBlocking, parameters);
    }

    private void find(String what, String condition, SystemQuery.Row<Boolean> isBlocking, Object[] parameters)
            throws SQLException {
        SystemQuery.Row<Optional<String>> blocking = row -> isBlocking.read(row)
                ? Optional.of(Printable.line(row.getString("description") + " depends on " + what))
                : Optional.empty();
        SystemQuery.list(connection, QUERY + " and " + condition, blocking, parameters).stream()
                .flatMap(Optional::stream)
                .forEach(found::add);
    }

    private boolean isBlocking(ResultSet row) throws SQLException {
        Name relation = relation(row);
        if (dropped.contains(relation)) {
            return false;
        }
        return switch (row.getString("class")) {
            case "pg_constraint" ->
                relation == null ? !alteredDomains.contains(row.getString("domain")) : !known.contains(relation);
            case "pg_attrdef", "pg_class" -> !known.contains(relation);
            case "pg_cast" -> !"i".equals(row.getString("castmethod"));
            case "pg_statistic_ext" ->
                Stream.of((String[]) row.getArray("columns").getArray())
                        .noneMatch(column -> droppedColumns.contains(new View.Use(relation, column)));
            default -> true;
        };
    }

    /** The relation that the dependent is or belongs to; null if it belongs to none. */
    private Name relation(ResultSet row) throws SQLException {
        String relation = row.getString("relname");
        String schema = row.getString("nspname");
        return relation == null ? null : new Name(schema.equals(schemas.defaultSchema()) ? null : schema, relation);
    }
}
