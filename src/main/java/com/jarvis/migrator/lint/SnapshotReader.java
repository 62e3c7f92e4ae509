package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.Snapshot.Column;
import com.jarvis.migrator.lint.Snapshot.Constraint;
import com.jarvis.migrator.lint.Snapshot.Domain;
import com.jarvis.migrator.lint.Snapshot.EnumType;
import com.jarvis.migrator.lint.Snapshot.Index;
import com.jarvis.migrator.lint.Snapshot.Table;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a {@link Snapshot}: a few queries whatever the size of the schema. Liquibase's own tables are left out. */
final class SnapshotReader {

    /** The relations that are the user's: not PostgreSQL's, not Liquibase's. */
    static final String USER_TABLES = """
            c.relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
            and c.relname not in ('databasechangelog', 'databasechangeloglock')
            and c.relkind in ('r', 'p', 'm', 'v')
            """;

    private static final String TABLES = """
            select c.oid, n.nspname, c.oid::regclass::text as name, c.relkind, c.relfilenode
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where %s order by c.oid
            """.formatted(USER_TABLES);

    private static final String COLUMNS = """
            select a.attrelid, a.attnum, quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type,
                   a.attnotnull, pg_get_expr(d.adbin, d.adrelid) as default_value, a.attidentity, a.attgenerated
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attnum > 0 and not a.attisdropped and %s order by a.attrelid, a.attnum
            """.formatted(USER_TABLES);

    private static final String CONSTRAINTS = """
            select o.oid, quote_ident(o.conname) as name, o.conrelid, o.contype, o.convalidated,
                   pg_get_constraintdef(o.oid) as definition, o.conindid, o.confrelid, o.conkey, o.confkey
            from pg_constraint o join pg_class c on c.oid = o.conrelid where %s order by o.oid
            """.formatted(USER_TABLES);

    private static final String INDEXES = """
            select i.indexrelid, i.indexrelid::regclass::text as name, i.indrelid, i.indisunique, i.indisprimary,
                   i.indisvalid, i.indpred is not null as partial, x.relfilenode,
                   pg_get_indexdef(i.indexrelid) as definition, (i.indkey::int2[])[0:i.indnkeyatts - 1] as columns,
                   (i.indoption::int2[])[0:i.indnkeyatts - 1] as options,
                   (select array_agg(concat_ws(':', i.indkey[n], i.indclass[n], i.indcollation[n]) order by n)
                    from generate_series(0, i.indnkeyatts - 1) n) as keys,
                   m.amname = 'btree' and i.indpred is null and i.indexprs is null
                       and i.indnkeyatts = i.indnatts as plain
            from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
            join pg_am m on m.oid = x.relam
            where %s order by i.indexrelid
            """.formatted(USER_TABLES);

    private static final String ENUMS = """
            select t.oid, t.oid::regtype::text as name, e.oid as label, e.enumlabel
            from pg_type t join pg_enum e on e.enumtypid = t.oid order by t.oid, e.enumsortorder
            """;

    private static final String DOMAINS = """
            select t.oid, t.oid::regtype::text as name,
                   (select count(*) from pg_constraint o where o.contypid = t.oid) as constraints
            from pg_type t where t.typtype = 'd'
            and t.typnamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
            """;

    private SnapshotReader() {}

    static Snapshot read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return new Snapshot(
                    tables(statement),
                    constraints(statement),
                    indexes(statement),
                    enums(statement),
                    domains(statement));
        }
    }

    private static Map<Long, Table> tables(Statement statement) throws SQLException {
        Map<Long, Map<Integer, Column>> columns = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                Column column = new Column(
                        rows.getInt("attnum"),
                        rows.getString("name"),
                        rows.getString("type"),
                        rows.getBoolean("attnotnull"),
                        rows.getString("default_value"),
                        rows.getString("attidentity").trim(),
                        rows.getString("attgenerated").trim());
                columns.computeIfAbsent(rows.getLong("attrelid"), k -> new LinkedHashMap<>())
                        .put(column.number(), column);
            }
        }
        Map<Long, Table> tables = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                long oid = rows.getLong("oid");
                tables.put(
                        oid,
                        new Table(
                                oid,
                                rows.getString("nspname"),
                                rows.getString("name"),
                                rows.getString("relkind"),
                                rows.getLong("relfilenode"),
                                columns.getOrDefault(oid, Map.of())));
            }
        }
        return tables;
    }

    private static Map<Long, Constraint> constraints(Statement statement) throws SQLException {
        Map<Long, Constraint> constraints = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(CONSTRAINTS)) {
            while (rows.next()) {
                constraints.put(
                        rows.getLong("oid"),
                        new Constraint(
                                rows.getLong("oid"),
                                rows.getString("name"),
                                rows.getLong("conrelid"),
                                rows.getString("contype"),
                                rows.getBoolean("convalidated"),
                                rows.getString("definition"),
                                rows.getLong("conindid"),
                                rows.getLong("confrelid"),
                                numbers(rows.getArray("conkey")),
                                numbers(rows.getArray("confkey"))));
            }
        }
        return constraints;
    }

    private static Map<Long, Index> indexes(Statement statement) throws SQLException {
        Map<Long, Index> indexes = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(INDEXES)) {
            while (rows.next()) {
                indexes.put(
                        rows.getLong("indexrelid"),
                        new Index(
                                rows.getLong("indexrelid"),
                                rows.getString("name"),
                                rows.getLong("indrelid"),
                                rows.getBoolean("indisunique"),
                                rows.getBoolean("indisprimary"),
                                rows.getBoolean("indisvalid"),
                                rows.getBoolean("partial"),
                                rows.getLong("relfilenode"),
                                rows.getString("definition"),
                                numbers(rows.getArray("columns")),
                                List.of((String[]) rows.getArray("keys").getArray()),
                                numbers(rows.getArray("options")),
                                rows.getBoolean("plain")));
            }
        }
        return indexes;
    }

    private static Map<Long, EnumType> enums(Statement statement) throws SQLException {
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

    private static Map<Long, Domain> domains(Statement statement) throws SQLException {
        Map<Long, Domain> domains = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(DOMAINS)) {
            while (rows.next()) {
                long oid = rows.getLong("oid");
                domains.put(oid, new Domain(oid, rows.getString("name"), rows.getInt("constraints")));
            }
        }
        return domains;
    }

    private static List<Integer> numbers(Array array) throws SQLException {
        return array == null
                ? List.of()
                : Arrays.stream((Short[]) array.getArray()).map(Short::intValue).toList();
    }
}
