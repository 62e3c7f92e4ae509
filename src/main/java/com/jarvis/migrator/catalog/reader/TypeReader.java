package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.References;
import com.jarvis.migrator.catalog.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads enum types, composite types, domains and casts. */
final class TypeReader {

    private static final String ENUMS = """
            select n.nspname, t.typname, %s as comment,
                   array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels
            from pg_type t join pg_namespace n on n.oid = t.typnamespace
            where t.typtype = 'e' and n.nspname = any (?)
              and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
            order by 1, 2""".formatted(Rows.comment("pg_type", "t.oid"));

    private static final String COMPOSITES =
            """
            select n.nspname, c.relname, %s as comment,
                   array(select a.attname::text from pg_attribute a
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as names,
                   array(select format_type(a.atttypid, a.atttypmod) from pg_attribute a
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as types,
                   array(select %s from pg_attribute a
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as comments,
                   array(select tn.nspname::text from pg_attribute a join pg_type t on t.oid = a.atttypid
                         join pg_type e on e.oid = case when t.typtype = 'b' and t.typcategory = 'A' then t.typelem else t.oid end join pg_namespace tn on tn.oid = e.typnamespace
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as type_schemas,
                   array(select e.typname::text from pg_attribute a join pg_type t on t.oid = a.atttypid
                         join pg_type e on e.oid = case when t.typtype = 'b' and t.typcategory = 'A' then t.typelem else t.oid end
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as type_names
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'c' and n.nspname = any (?)
              and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = c.reltype and d.deptype = 'e')
            order by 1, 2""".formatted(Rows.comment("pg_type", "c.reltype"), Rows.comment("pg_class", "c.oid", "a.attnum"));

    private static final String DOMAINS = """
            select n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod) as base, t.typnotnull,
                   pg_get_expr(t.typdefaultbin, 0) as default_value, %s as comment,
                   case when t.typcollation <> b.typcollation then (select quote_ident(l.collname) from pg_collation l where l.oid = t.typcollation) end as collation,
                   array(select k.conname::text from pg_constraint k where k.contypid = t.oid and k.contype = 'c' order by k.conname) as checks,
                   array(select pg_get_expr(k.conbin, 0) from pg_constraint k where k.contypid = t.oid and k.contype = 'c' order by k.conname) as conditions
            from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type b on b.oid = t.typbasetype
            where t.typtype = 'd' and n.nspname = any (?)
              and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype in ('e', 'i'))
            order by t.oid""".formatted(Rows.comment("pg_type", "t.oid"));

    /** A cast has no schema: read those with a type in one of the schemas. */
    private static final String CASTS = """
            select format_type(k.castsource, null) as source, format_type(k.casttarget, null) as target,
                   case k.castcontext when 'i' then 'implicit' when 'a' then 'assignment' else '' end as context
            from pg_cast k
            where k.castmethod = 'i'
              and exists (select from pg_type t join pg_namespace n on n.oid = t.typnamespace
                          where t.oid in (k.castsource, k.casttarget) and n.nspname = any (?))
              and not exists (select from pg_depend d where d.classid = 'pg_cast'::regclass and d.objid = k.oid and d.deptype = 'e')
            order by 1, 2""";

    private final Connection connection;
    private final Schemas schemas;

    TypeReader(Connection connection, Schemas schemas) {
        this.connection = connection;
        this.schemas = schemas;
    }

    List<EnumType> enums() throws SQLException {
        return Rows.query(
                connection,
                schemas,
                ENUMS,
                row -> new EnumType(
                        schemas.name(row.getString("nspname"), row.getString("typname")),
                        Rows.strings(row, "labels"),
                        row.getString("comment")));
    }

    List<CompositeType> composites() throws SQLException {
        return Rows.query(connection, schemas, COMPOSITES, row -> {
            List<String> names = Rows.strings(row, "names");
            List<String> types = Rows.strings(row, "types");
            List<String> comments = Rows.strings(row, "comments");
            List<Name> references = Rows.names(row, schemas, "type_schemas", "type_names");
            List<CompositeType.Attribute> attributes = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                attributes.add(new CompositeType.Attribute(
                        names.get(i),
                        schemas.localize(types.get(i)),
                        comments.get(i),
                        new References(Set.of(references.get(i)), Set.of())));
            }
            return new CompositeType(
                    schemas.name(row.getString("nspname"), row.getString("relname")),
                    attributes,
                    row.getString("comment"));
        });
    }

    /** In the order in which they were created, so that one over another comes after it. */
    List<Domain> domains() throws SQLException {
        return Rows.query(connection, schemas, DOMAINS, row -> {
            List<String> names = Rows.strings(row, "checks");
            List<String> conditions = Rows.strings(row, "conditions");
            return new Domain(
                    schemas.name(row.getString("nspname"), row.getString("typname")),
                    schemas.localize(row.getString("base")),
                    row.getString("collation"),
                    row.getBoolean("typnotnull"),
                    schemas.localize(row.getString("default_value")),
                    IntStream.range(0, names.size())
                            .mapToObj(i ->
                                    new Domain.Check(names.get(i), new Expression(schemas.localize(conditions.get(i)))))
                            .toList(),
                    row.getString("comment"));
        });
    }

    List<Cast> casts() throws SQLException {
        return Rows.query(
                connection,
                schemas,
                CASTS,
                row -> new Cast(
                        schemas.localize(row.getString("source")),
                        schemas.localize(row.getString("target")),
                        row.getString("context")));
    }
}
