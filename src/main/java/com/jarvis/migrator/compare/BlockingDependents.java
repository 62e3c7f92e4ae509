package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
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
import com.jarvis.migrator.scratch.MigrationProof;
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
            select d.classid::regclass::text as class, k.contypid::regtype::text as domain, s.castmethod, n.nspname, c.relname,
                   coalesce(k.conname, a.attname, o.relname) as part,
                   array(select u.attname::text from pg_depend e join pg_attribute u on u.attrelid = e.refobjid and u.attnum = e.refobjsubid
                         where x.oid is not null and e.classid = d.classid and e.objid = d.objid and e.refclassid = 'pg_class'::regclass) as columns,
                   case when d.classid = 'pg_rewrite'::regclass and w.rulename = '_RETURN' then pg_describe_object('pg_class'::regclass, c.oid, 0)
                        else pg_describe_object(d.classid, d.objid, d.objsubid) end as description
            from pg_depend d
            left join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
            left join pg_trigger t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid
            left join pg_policy p on d.classid = 'pg_policy'::regclass and p.oid = d.objid
            left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
            left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
            left join pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum
            left join pg_class o on d.classid = 'pg_class'::regclass and o.oid = d.objid
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

    /** A foreign key depends on the index of the key that it references, and a query that groups by a key on the key. */
    private static final String OF_KEY = """
            (d.refclassid, d.refobjid) in (
               select k.class::regclass::oid, k.id from pg_constraint c, lateral (values ('pg_class', c.conindid), ('pg_constraint', c.oid)) k (class, id)
               where c.conrelid = to_regclass(?) and c.conname = ? and c.contype in ('p', 'u'))""";

    /** Whether the table inherits the column or constraint of that name, and from which table. */
    private static final String INHERITED = """
            select format('table %s inherits from table %s', i.inhrelid::regclass, i.inhparent::regclass)
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where c.relkind in ('r', 'f') and not c.relispartition
              and i.inhrelid = to_regclass(?)
              and (exists (select from pg_attribute where attrelid = i.inhrelid and attname = ? and attinhcount > 0)
                   or exists (select from pg_constraint where conrelid = i.inhrelid and conname = ? and coninhcount > 0))""";

    /** The children and the parents of a table. */
    private static final String RELATIVES = """
            select format('table %s inherits from table %s', i.inhrelid::regclass, i.inhparent::regclass), cn.nspname, c.relname, pn.nspname, p.relname
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid join pg_namespace cn on cn.oid = c.relnamespace
            join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
            where c.relkind in ('r', 'f') and not c.relispartition and to_regclass(?) in (i.inhrelid, i.inhparent)""";

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
    private final Set<String> droppedParts = new HashSet<>();
    private final Set<String> droppedDefaults = new HashSet<>();
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
                droppedParts.add(part(column.table(), column.name()));
            } else if (operation instanceof Drop drop && drop.object() instanceof Constraint constraint) {
                droppedParts.add(part(constraint.table(), constraint.name()));
            } else if (operation instanceof Drop drop && drop.object() instanceof Index index) {
                droppedParts.add(part(index.table(), index.name().local()));
            } else if (operation instanceof AlterColumn alter
                    && !Objects.equals(
                            alter.before().defaultValue(), alter.after().defaultValue())) {
                Column now = names.of(alter.before());
                droppedDefaults.add(part(now.table(), now.name()));
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
     * @param model the part of the model that the operations lead to
     * @throws MigratorException with the dependents, if there are any
     */
    static void requireNone(
            Connection connection, Schemas schemas, Catalog live, Catalog model, List<Operation> operations)
            throws SQLException, MigratorException {
        BlockingDependents dependents = new BlockingDependents(connection, schemas, live, operations);
        for (Operation operation : operations) {
            dependents.find(operation);
        }
        dependents.findForeignKeys(model, operations);
        if (!dependents.found.isEmpty()) {
            throw MigrationProof.dependents(dependents.found);
        }
    }

    private void find(Operation operation) throws SQLException, MigratorException {
        if (operation instanceof Drop drop) {
            SchemaObject object = drop.object();
            if (object instanceof Table table) {
                String name = table.name().sql();
                find("table " + table.label(), OF_RELATION, name, name, name);
                findRelatives(table);
                for (Column column : table.columns()) {
                    findOfIdentity(column);
                }
            } else if (object instanceof View view) {
                find(view);
            } else if (object instanceof Column column) {
                find(column);
            } else if (object instanceof Constraint key) {
                findInherited(key.table().sql(), key.name());
                find(key.kind() + " " + key.label(), OF_KEY, key.table().sql(), key.name());
            } else if (object instanceof Sequence sequence) {
                find(sequence);
            } else if (isType(object)) {
                findType(object);
            }
        } else if (operation instanceof Rename rename && isType(rename.before())) {
            findType(rename.before());
        } else if (operation instanceof AlterColumn alter) {
            findOfRetyped(alter.before(), alter.after());
            if (alter.after().identity() == null) {
                findOfIdentity(alter.before());
            }
        } else if (operation instanceof AlterCompositeType alter) {
            find(alter);
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

    /** PostgreSQL must be able to drop the attributes, and to rewrite the columns whose values are taken out meanwhile. */
    private void find(AlterCompositeType alter) throws SQLException {
        CompositeType type = alter.before();
        for (CompositeType.Attribute attribute : type.attributes()) {
            if (!alter.kept().contains(attribute)) {
                String what = "attribute " + type.label(attribute);
                find(what, OF_COLUMN, this::isOutsideType, new Object[] {
                    type.name().sql(), attribute.name()
                });
            }
        }
        for (Column column : alter.columns()) {
            Column now = names.of(column);
            find("column " + column.label(), OF_RETYPED_COLUMN, now.table().sql(), now.name());
            findInherited(now.table().sql(), now.name());
        }
    }

    /** Foreign keys that are dropped with the key that they reference and cannot be added again, such as one of an excluded table. */
    private void findForeignKeys(Catalog model, List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation instanceof Create create
                    && create.object() instanceof Constraint foreignKey
                    && foreignKey.referenced() != null
                    && model.table(foreignKey.table()).isEmpty()) {
                operations.stream()
                        .filter(other -> other instanceof Drop drop
                                && drop.object() instanceof Constraint key
                                && isReferencedBy(foreignKey, key)
                                && !hasKey(model, foreignKey))
                        .map(other -> ((Drop) other).object())
                        .forEach(key -> found.add(foreignKey.kind() + " " + foreignKey.label() + " depends on "
                                + key.kind() + " " + key.label()));
            }
        }
    }

    private static boolean isReferencedBy(Constraint foreignKey, Constraint key) {
        return key.isKey()
                && key.table().equals(foreignKey.referenced())
                && Set.copyOf(key.columns()).equals(Set.copyOf(foreignKey.referencedColumns()));
    }

    private static boolean hasKey(Catalog model, Constraint foreignKey) {
        return model.table(foreignKey.referenced()).stream()
                .anyMatch(table -> table.constraints().stream().anyMatch(key -> isReferencedBy(foreignKey, key))
                        || table.indexes().stream()
                                .anyMatch(index -> index.unique()
                                        && index.plain()
                                        && index.references()
                                                .columns()
                                                .equals(Set.copyOf(foreignKey.referencedColumns()))));
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
        findOfIdentity(column);
    }

    /** The sequence of an identity goes with it. */
    private void findOfIdentity(Column column) throws SQLException {
        if (column.identity() != null) {
            find(column.identity().sequence());
        }
    }

    private void find(Sequence sequence) throws SQLException {
        Name now = names.of(sequence.name());
        find("sequence " + now, OF_RELATION, this::isBlockingSequence, new Object[] {now.sql(), now.sql(), now.sql()});
    }

    private void findType(SchemaObject type) throws SQLException {
        Name now = names.of(type.relation());
        find("type " + now, OF_TYPE, now.sql(), now.sql(), rebuiltDomains);
    }

    private static boolean isType(SchemaObject object) {
        return object instanceof EnumType || object instanceof CompositeType || object instanceof Domain;
    }

    private void findInherited(String table, String name) throws SQLException {
        found.addAll(
                SystemQuery.list(connection, INHERITED, row -> Printable.line(row.getString(1)), table, name, name));
    }

    private void findRelatives(Table table) throws SQLException, MigratorException {
        List<String> orphaned = new ArrayList<>();
        SystemQuery.Row<Boolean> relative = row -> {
            String line = Printable.line(row.getString(1));
            if (!dropped.contains(name(row.getString(2), row.getString(3)))) {
                return found.add(line);
            }
            return !known.contains(name(row.getString(4), row.getString(5))) && orphaned.add(line);
        };
        SystemQuery.list(connection, RELATIVES, relative, table.name().sql());
        if (!orphaned.isEmpty()) {
            throw new MigratorException("""
                    %1$s, which is not compared. A rollback could not restore that.
                    Nothing was written. Drop the table in a hand-written migration, or exclude it with -Dexclude=%2$s:
                      mvn compile liquibase:diff -Dempty -Dmessage="drop table %2$s\"""".formatted(orphaned.get(0).replaceFirst("^t", "T"), table.label()));
        }
    }

    private Name name(String schema, String local) {
        return new Name(schema.equals(schemas.defaultSchema()) ? null : schema, local);
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

    private static String part(Name table, String name) {
        return table + " " + name;
    }

    /** Whether a dependent of an attribute stays: a part of a table counts even if the model has the table. */
    private boolean isOutsideType(ResultSet row) throws SQLException {
        Name name = relation(row);
        return switch (row.getString("class")) {
            case "pg_attrdef", "pg_class", "pg_constraint" ->
                !dropped.contains(name) && !droppedParts.contains(part(name, row.getString("part")));
            default -> isBlocking(row);
        };
    }

    /** A default that uses a sequence counts even if the model has the table: an excluded one keeps it. */
    private boolean isBlockingSequence(ResultSet row) throws SQLException {
        Name relation = relation(row);
        if (!"pg_attrdef".equals(row.getString("class")) || dropped.contains(relation)) {
            return isBlocking(row);
        }
        String part = part(relation, row.getString("part"));
        return !droppedParts.contains(part) && !droppedDefaults.contains(part);
    }

    private boolean isBlocking(ResultSet row) throws SQLException {
        Name relation = relation(row);
        if (dropped.contains(relation)) {
            return false;
        }
        return switch (row.getString("class")) {
            case "pg_constraint" ->
                relation == null ? !isCreatedAgain(row.getString("domain")) : !known.contains(relation);
            case "pg_attrdef", "pg_class" -> !known.contains(relation);
            case "pg_cast" -> !"i".equals(row.getString("castmethod"));
            case "pg_statistic_ext" ->
                Stream.of((String[]) row.getArray("columns").getArray())
                        .noneMatch(column -> droppedColumns.contains(new View.Use(relation, column)));
            default -> true;
        };
    }

    /** Whether the operations replace the constraints of the domain. */
    private boolean isCreatedAgain(String domain) {
        return alteredDomains.contains(domain) || rebuiltDomains.contains(domain);
    }

    /** The relation that the dependent is or belongs to; null if it belongs to none. */
    private Name relation(ResultSet row) throws SQLException {
        String relation = row.getString("relname");
        return relation == null ? null : name(row.getString("nspname"), relation);
    }
}
