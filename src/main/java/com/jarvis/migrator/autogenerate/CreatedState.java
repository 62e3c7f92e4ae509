package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.compare.LiveBaseline;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.lint.trace.EmptyDatabase;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.session.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What changesets have created in an empty database.
 *
 * @param objects the operations that create the objects
 * @param rows the statements that insert the rows
 * @param schemas those that the changesets create; others are there before them
 * @param details comments and rights of objects on which the operations say nothing, and what only a whole database has; each as a line
 */
record CreatedState(LiveBaseline objects, CarriedRows rows, Set<String> schemas, List<String> details) {

    /** The tables of Liquibase on the throw-away server. */
    private static final ExcludedTables LIQUIBASE = new ExcludedTables("*.databasechangelog,*.databasechangeloglock");

    private static final String USED_SCHEMAS = """
            select nspname from pg_namespace n where nspname !~ '^pg_' and nspname <> 'information_schema' and exists (
              select from (
                select 'pg_class'::regclass::oid, oid from pg_class where relnamespace = n.oid and relname !~ '^databasechangelog'
                union all select 'pg_proc'::regclass, oid from pg_proc where pronamespace = n.oid
                union all select 'pg_type'::regclass, oid from pg_type where typnamespace = n.oid and typtype in ('e', 'd', 'r')) o (classid, objid)
              where not exists (select from pg_depend e where e.classid = o.classid and e.objid = o.objid and e.deptype = 'e'))""";

    private static final String DETAILS = """
            with own as (
              select oid from pg_namespace where nspname = any (?)),
            objects (classid, objid) as (
              select 'pg_class'::regclass::oid, oid from pg_class where relnamespace in (select oid from own) and relname !~ '^databasechangelog'
              union all select 'pg_proc'::regclass, oid from pg_proc where pronamespace in (select oid from own)
              union all select 'pg_type'::regclass, oid from pg_type where typnamespace in (select oid from own)
              union all select 'pg_constraint'::regclass, oid from pg_constraint where connamespace in (select oid from own)
              union all select 'pg_trigger'::regclass, t.oid from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace in (select oid from own)
              union all select 'pg_namespace'::regclass, oid from own where oid >= 16384),
            rights (classid, objid, acl) as (
              select 'pg_class'::regclass::oid, oid, coalesce(relacl, acldefault('s', relowner)) from pg_class where relkind = 'S'
              union all select 'pg_proc'::regclass, oid, coalesce(proacl, acldefault('f', proowner)) from pg_proc where prokind <> 'a'
              union all select 'pg_type'::regclass, oid, coalesce(typacl, acldefault('T', typowner)) from pg_type where typtype not in ('r', 'm')
              union all select 'pg_namespace'::regclass, oid, coalesce(nspacl, acldefault('n', nspowner)) from pg_namespace)
            select format('comment on %s %s: %s', i.type, i.identity, d.description)
            from pg_description d join objects o on o.classid = d.classoid and o.objid = d.objoid
            cross join pg_identify_object(d.classoid, d.objoid, d.objsubid) i
            where not exists (select from pg_depend e where e.classid = o.classid and e.objid = o.objid and e.deptype = 'e')
            union all
            select format('grant %s on %s %s to %s', lower(a.privilege_type), i.type, i.identity, case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end)
            from rights r join objects o using (classid, objid) cross join aclexplode(r.acl) a cross join pg_identify_object(r.classid, r.objid, 0) i
            where a.grantee <> a.grantor and not exists (select from pg_depend e where e.classid = o.classid and e.objid = o.objid and e.deptype = 'e')
            union all
            select format('alter default privileges%s grant %s on %s to %s', coalesce(' in schema ' || quote_ident(n.nspname), ''), lower(a.privilege_type),
                          case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
                          case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end)
            from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace cross join aclexplode(d.defaclacl) a where a.grantee <> d.defaclrole
            union all
            select format('%s %s', i.type, i.identity) from (
              select 'pg_publication'::regclass::oid, oid from pg_publication
              union all select 'pg_event_trigger'::regclass, oid from pg_event_trigger
              union all select 'pg_foreign_data_wrapper'::regclass, oid from pg_foreign_data_wrapper
              union all select 'pg_foreign_server'::regclass, oid from pg_foreign_server
              union all select 'pg_language'::regclass, oid from pg_language
              union all select 'pg_cast'::regclass, oid from pg_cast
              union all select 'pg_operator'::regclass, oid from pg_operator
              union all select 'pg_opclass'::regclass, oid from pg_opclass
              union all select 'pg_conversion'::regclass, oid from pg_conversion
              union all select 'pg_ts_config'::regclass, oid from pg_ts_config
              union all select 'pg_ts_dict'::regclass, oid from pg_ts_dict) more (classid, objid)
            cross join pg_identify_object(classid, objid, 0) i
            where objid >= 16384 and not exists (select from pg_depend e where e.classid = more.classid and e.objid = more.objid and e.deptype in ('e', 'i'))
            order by 1""";

    /** Reads it from a database in which the changesets have just run. */
    static CreatedState in(EmptyDatabase database, Set<String> created) throws Exception {
        Set<String> all = new TreeSet<>(created);
        all.addAll(database.readRows(superuser -> SystemQuery.list(superuser, USED_SCHEMAS, row -> row.getString(1))));
        all.remove(database.defaultSchema());
        Schemas schemas = Schemas.live(database.defaultSchema(), List.copyOf(all));
        LiveBaseline objects = database.read(connection -> LiveBaseline.withRightsOf(connection, schemas, LIQUIBASE));
        List<Table> tables = objects.difference().desired().tables();
        CarriedRows rows = database.readRows(superuser -> CarriedRows.of(superuser, schemas, tables));
        List<String> details = database.readRows(
                superuser -> SystemQuery.list(superuser, DETAILS, row -> row.getString(1), schemas.onServer()));
        return new CreatedState(objects, rows, created, details);
    }

    /** The operations that create all of it. The rows come after the tables, before anything checks or watches them. */
    Operations operations() {
        Operations created = objects.difference().operations();
        List<Operation> rest = new ArrayList<>(withoutOthers(created.upgrade()));
        int tables = 0;
        for (int i = 0; i < rest.size(); i++) {
            if (rest.get(i) instanceof Create create && create.object() instanceof Table) {
                tables = i + 1;
            }
        }
        List<Operation> upgrade = new ArrayList<>(rest.subList(0, tables));
        rest = rest.subList(tables, rest.size());
        rest.stream().filter(CreatedState::isPartition).forEach(upgrade::add);
        rows.statements().forEach(sql -> upgrade.add(new Create(new Attached(null, sql, true))));
        rest.stream().filter(operation -> !isPartition(operation)).forEach(upgrade::add);
        return new Operations(upgrade, withoutOthers(created.downgrade()));
    }

    /** Without creating and dropping schemas that are there before. */
    private List<Operation> withoutOthers(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation.objects().stream()
                        .noneMatch(object -> object instanceof Schema schema && !schemas.contains(schema.name())))
                .toList();
    }

    /** Rows of a partitioned table need its partitions. */
    private static boolean isPartition(Operation operation) {
        return operation instanceof Create create
                && create.object() instanceof Attached attached
                && attached.sql().matches("(?s)create table .* partition of .*");
    }

    /** What this has and another state does not, as statements; none if that is the same. */
    List<String> without(CreatedState other) {
        List<String> missing = new ArrayList<>(texts());
        other.texts().forEach(missing::remove);
        return missing;
    }

    boolean hasExtension(String name) {
        return texts().contains("create extension if not exists " + name);
    }

    private List<String> texts() {
        return Stream.concat(
                        objects.difference().operations().upgrade().stream()
                                .flatMap(operation -> Ddl.statements(operation).stream()),
                        rows.statements().stream())
                .toList();
    }

    /** What is there although nothing should be. Extensions belong to the database, and stay. */
    List<String> remains() {
        return Stream.concat(
                        texts().stream()
                                .filter(sql -> !sql.startsWith("create extension ") && !sql.startsWith("set local ")),
                        objects.missing().stream())
                .toList();
    }
}
