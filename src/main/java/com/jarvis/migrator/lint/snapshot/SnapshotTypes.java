package com.jarvis.migrator.lint.snapshot;

import com.jarvis.migrator.lint.snapshot.Snapshot.Domain;
import com.jarvis.migrator.lint.snapshot.Snapshot.EnumType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the user's types: enums and domains. */
final class SnapshotTypes {

    private static final String ENUMS = """
            select t.oid, t.oid::regtype::text as name, e.oid as label, e.enumlabel
            from pg_type t join pg_enum e on e.enumtypid = t.oid order by t.oid, e.enumsortorder
            """;

    private static final String DOMAINS = """
            select t.oid, t.oid::regtype::text as name,
                   format_type(t.typbasetype, t.typtypmod) as base, count(o.oid) as constraints,
                   count(o.oid) filter (where o.convalidated) as validated,
                   coalesce(array_agg(pg_get_constraintdef(o.oid) order by o.conname) filter (where o.contype = 'c'), '{}') as checks,
                   coalesce(array_agg(pg_get_expr(o.conbin, 0) order by o.conname)
                     filter (where o.contype = 'c' and o.convalidated), '{}') as conditions
            from pg_type t left join pg_constraint o on o.contypid = t.oid where t.typtype = 'd'
            and t.typnamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
            group by t.oid, t.typbasetype, t.typtypmod
            """;

    private SnapshotTypes() {}

    static Map<Long, EnumType> enums(Statement statement) throws SQLException {
        Map<Long, EnumType> enums = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(ENUMS)) {
            while (rows.next()) {
                long oid = rows.getLong("oid");
                String name = rows.getString("name");
                enums.computeIfAbsent(oid, k -> new EnumType(oid, name, new LinkedHashMap<>()))
                        .labels()
                        .put(rows.getLong("label"), rows.getString("enumlabel"));
            }
        }
        return enums;
    }

    static Map<Long, Domain> domains(Statement statement) throws SQLException {
        Map<Long, Domain> domains = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(DOMAINS)) {
            while (rows.next()) {
                long oid = rows.getLong("oid");
                domains.put(
                        oid,
                        new Domain(
                                oid,
                                rows.getString("name"),
                                rows.getString("base"),
                                rows.getInt("constraints"),
                                rows.getInt("validated"),
                                List.of((String[]) rows.getArray("checks").getArray()),
                                List.of((String[]) rows.getArray("conditions").getArray())));
            }
        }
        return domains;
    }
}
