package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the catalog of a set of schemas with a handful of queries, whatever their size. It takes no lock on a table
 * but ACCESS SHARE (manual, 13.3.1).
 */
public final class CatalogReader {

    private static final String SCHEMAS = "select nspname from pg_namespace where nspname = any (?) order by nspname";

    private static final String OTHERS = """
            with s as (select oid, nspname from pg_namespace where nspname = any (?)),
            made as (select classid, objid from pg_depend where deptype in ('e', 'i') and refclassid in ('pg_extension'::regclass, 'pg_type'::regclass))
            select 'trigger ' || c.relname || '.' || t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
              where not t.tgisinternal and not c.relispartition and c.relnamespace in (select oid from s)
              and ('pg_class'::regclass, c.oid) not in (select classid, objid from made) and ('pg_trigger'::regclass, t.oid) not in (select classid, objid from made)
            union select 'policy ' || c.relname || '.' || p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
              where c.relnamespace in (select oid from s) and ('pg_class'::regclass, c.oid) not in (select classid, objid from made)
            union select 'rule ' || c.relname || '.' || r.rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class
              where r.rulename <> '_RETURN' and c.relnamespace in (select oid from s)
              and ('pg_class'::regclass, c.oid) not in (select classid, objid from made)
            union select 'statistics ' || stxname from pg_statistic_ext where stxnamespace in (select oid from s)
              and ('pg_class'::regclass, stxrelid) not in (select classid, objid from made)
            union select case p.prokind when 'p' then 'procedure ' when 'a' then 'aggregate ' else 'function ' end || p.proname
              from pg_proc p where p.pronamespace in (select oid from s)
              and ('pg_proc'::regclass, p.oid) not in (select classid, objid from made)
            union select case c.relkind when 'm' then 'materialized view ' else 'foreign table ' end || c.relname
              from pg_class c where c.relkind in ('m', 'f') and c.relnamespace in (select oid from s)
              and ('pg_class'::regclass, c.oid) not in (select classid, objid from made)
            union select 'type ' || t.typname
              from pg_type t where t.typtype = 'r' and t.typnamespace in (select oid from s)
              and ('pg_type'::regclass, t.oid) not in (select classid, objid from made)
            union select 'collation ' || l.collname from pg_collation l where l.collnamespace in (select oid from s)
              and ('pg_collation'::regclass, l.oid) not in (select classid, objid from made)
            union select 'extension ' || extname from pg_extension where extnamespace in (select oid from s)
            order by 1""";

    private final Connection connection;

    /** @param connection to PostgreSQL 14 or later; names are printed relative to its search path */
    public CatalogReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * Reads all objects of the schemas.
     *
     * @throws SQLException when the connection fails
     */
    public Catalog read(Schemas schemas) throws SQLException {
        Map<Name, Map<String, Sequence>> identities = new HashMap<>();
        List<SequenceReader.Found> sequences = new SequenceReader(connection, schemas).read();
        for (SequenceReader.Found found : sequences) {
            if (found.ofIdentity()) {
                Sequence.Owner owner = found.sequence().owner();
                identities
                        .computeIfAbsent(owner.table(), table -> new HashMap<>())
                        .put(owner.column(), found.sequence());
            }
        }
        TypeReader types = new TypeReader(connection, schemas);
        List<Table> tables = new TableReader(connection, schemas, identities).read();
        List<String> others =
                new ArrayList<>(Rows.query(connection, schemas, OTHERS, row -> Printable.line(row.getString(1))));
        others.addAll(removeForeignKeysAbroad(tables));
        return new Catalog(
                Rows.query(connection, schemas, SCHEMAS, row -> schemas.name(row.getString(1), "")).stream()
                        .filter(name -> name.schema() != null)
                        .map(name -> new Schema(name.schema()))
                        .toList(),
                types.enums(),
                types.composites(),
                types.domains(),
                types.casts(),
                sequences.stream()
                        .filter(found -> !found.ofIdentity())
                        .map(SequenceReader.Found::sequence)
                        .toList(),
                tables,
                new ViewReader(connection, schemas).read(),
                others);
    }

    /** Removes foreign keys to schemas that are not read; they are reported, but never changed. */
    private static List<String> removeForeignKeysAbroad(List<Table> tables) {
        Set<Name> names = tables.stream().map(Table::name).collect(Collectors.toSet());
        List<String> abroad = new ArrayList<>();
        for (Table table : tables) {
            table.constraints().removeIf(constraint -> {
                boolean leads = constraint.referenced() != null && !names.contains(constraint.referenced());
                return leads && abroad.add(constraint.kind() + " " + constraint.label());
            });
        }
        return abroad;
    }
}
