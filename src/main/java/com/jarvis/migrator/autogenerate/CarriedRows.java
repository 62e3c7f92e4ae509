package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows of a database, as statements that insert the same values in another one, and the positions of its sequences. Values
 * are written as PostgreSQL prints them for every setting of a session that reads them. The statements need no order, because they
 * run before foreign keys and triggers exist.
 *
 * @param inserts by table
 * @param positions of the sequences
 * @param left the tables whose rows are not carried over, each with the reason
 */
record CarriedRows(Map<Name, List<String>> inserts, List<String> positions, Map<Name, String> left) {

    /** More rows are data rather than part of a schema, and make a file that nobody reads. */
    static final int MOST_ROWS = 10_000;

    private static final int ROWS_OF_STATEMENT = 100;

    private static final String SETTINGS = """
            select set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'iso_8601', true),
              set_config('timezone', 'UTC', true), set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true)""";

    private static final String COLUMNS = """
            select quote_ident(attname), attidentity = 'a', format_type(atttypid, null), attname = any (
                select k.attname from pg_index i join pg_attribute k on k.attrelid = i.indexrelid
                where i.indrelid = a.attrelid and i.indisprimary)
            from pg_attribute a
            where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped and attgenerated = '' order by attnum""";

    private static final String KEYS = """
            select c.nspname, k.relname, p.nspname, r.relname from pg_constraint f
            join pg_class k on k.oid = f.conrelid join pg_namespace c on c.oid = k.relnamespace
            join pg_class r on r.oid = f.confrelid join pg_namespace p on p.oid = r.relnamespace
            where f.contype = 'f' and f.conrelid <> f.confrelid""";

    private static final String SEQUENCES = """
            select n.nspname, c.relname, s.seqstart, tn.nspname, t.relname, a.attname
            from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
            left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i' and d.refobjsubid > 0
            left join pg_class t on t.oid = d.refobjid left join pg_namespace tn on tn.oid = t.relnamespace
            left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
            where n.nspname = any (?) order by 1, 2""";

    private record Column(String sql, boolean isAlways, String type, boolean isOfKey) {

        /** Money is printed and read as the locale says; numbers are not. */
        private String value() {
            return type.equals("money")
                    ? "coalesce(cast(cast(%s as numeric) as text), 'NULL')".formatted(sql)
                    : "quote_nullable(cast(%s as text))".formatted(sql);
        }
    }

    /**
     * Reads the rows.
     *
     * @param connection of a superuser, in a transaction that the caller rolls back
     */
    static CarriedRows of(Connection connection, Schemas schemas, List<Table> tables) throws SQLException {
        SystemQuery.one(connection, SETTINGS, row -> row.getString(1));
        Map<Name, List<String>> inserts = new LinkedHashMap<>();
        Map<Name, String> left = new LinkedHashMap<>();
        boolean hasLargeObjects = SystemQuery.one(
                connection, "select exists (select from pg_largeobject_metadata)", row -> row.getBoolean(1));
        for (Table table : tables) {
            List<Column> columns = columns(connection, schemas, table.name());
            long count = count(connection, schemas, table);
            if (count > MOST_ROWS) {
                left.put(table.name(), "more than %,d rows".formatted(MOST_ROWS));
            } else if (count > 0 && columns.isEmpty()) {
                left.put(table.name(), "rows without a column to write");
            } else if (count > 0 && hasLargeObjects && columns.stream().anyMatch(c -> c.type.matches("oid|lo"))) {
                left.put(table.name(), "rows that refer to large objects");
            } else if (count > 0) {
                inserts.put(table.name(), inserts(connection, schemas, table, columns));
            }
        }
        leaveReferring(connection, schemas, inserts, left);
        return new CarriedRows(inserts, positions(connection, schemas), left);
    }

    /** All statements, in the order in which they are written. */
    List<String> statements() {
        List<String> statements = new ArrayList<>();
        inserts.values().forEach(statements::addAll);
        statements.addAll(positions);
        return statements;
    }

    /** The tables with other rows than in another state. */
    List<String> others(CarriedRows other) {
        return inserts.entrySet().stream()
                .filter(table -> !table.getValue().equals(other.inserts.get(table.getKey())))
                .map(table -> table.getKey().toString())
                .toList();
    }

    private static List<Column> columns(Connection connection, Schemas schemas, Name table) throws SQLException {
        return SystemQuery.list(
                connection,
                COLUMNS,
                row -> new Column(row.getString(1), row.getBoolean(2), row.getString(3), row.getBoolean(4)),
                qualified(schemas, table));
    }

    /** Up to one more than are carried over. */
    private static long count(Connection connection, Schemas schemas, Table table) throws SQLException {
        return SystemQuery.one(
                connection,
                "select count(*) from (select from %s limit %d) counted".formatted(from(schemas, table), MOST_ROWS + 1),
                row -> row.getLong(1));
    }

    private static List<String> inserts(Connection connection, Schemas schemas, Table table, List<Column> columns)
            throws SQLException {
        String key = columns.stream().filter(Column::isOfKey).map(Column::sql).collect(Collectors.joining(", "));
        String values = columns.stream().map(Column::value).collect(Collectors.joining(", "));
        List<String> rows = SystemQuery.list(
                connection,
                "select concat_ws(', ', %s) from %s order by %s"
                        .formatted(values, from(schemas, table), key.isEmpty() ? "tableoid, ctid" : key),
                row -> "(" + row.getString(1) + ")");
        String into = "insert into %s (%s)%s values\n"
                .formatted(
                        table.name().sql(),
                        columns.stream().map(Column::sql).collect(Collectors.joining(", ")),
                        columns.stream().anyMatch(Column::isAlways) ? " overriding system value" : "");
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += ROWS_OF_STATEMENT) {
            statements.add(into + String.join(",\n", rows.subList(i, Math.min(rows.size(), i + ROWS_OF_STATEMENT))));
        }
        return statements;
    }

    /** Without the rows that they refer to, rows violate their foreign keys. */
    private static void leaveReferring(
            Connection connection, Schemas schemas, Map<Name, List<String>> inserts, Map<Name, String> left)
            throws SQLException {
        Map<Name, Set<Name>> referring = new LinkedHashMap<>();
        SystemQuery.list(connection, KEYS, row -> referring
                .computeIfAbsent(schemas.name(row.getString(3), row.getString(4)), name -> new HashSet<>())
                .add(schemas.name(row.getString(1), row.getString(2))));
        List<Name> open = new ArrayList<>(left.keySet());
        while (!open.isEmpty()) {
            Name parent = open.remove(0);
            for (Name child : referring.getOrDefault(parent, Set.of())) {
                if (inserts.remove(child) != null) {
                    left.put(child, "rows that refer to those of " + parent);
                    open.add(child);
                }
            }
        }
    }

    /** The statements that move sequences from their start to where they are. */
    private static List<String> positions(Connection connection, Schemas schemas) throws SQLException {
        record Sequence(Name name, long start, Name table, String column) {}
        List<Sequence> sequences = SystemQuery.list(
                connection,
                SEQUENCES,
                row -> new Sequence(
                        schemas.name(row.getString(1), row.getString(2)),
                        row.getLong(3),
                        row.getString(5) == null ? null : schemas.name(row.getString(4), row.getString(5)),
                        row.getString(6)),
                schemas.onServer());
        List<String> positions = new ArrayList<>();
        for (Sequence sequence : sequences) {
            // The sequence of an identity column has no name of its own in a migration.
            String name = sequence.table == null
                    ? Identifiers.literal(sequence.name.sql())
                    : "pg_get_serial_sequence(%s, %s)"
                            .formatted(Identifiers.literal(sequence.table.sql()), Identifiers.literal(sequence.column));
            SystemQuery.one(
                    connection,
                    "select last_value, is_called from " + qualified(schemas, sequence.name),
                    row -> row.getBoolean(2) || row.getLong(1) != sequence.start
                            ? positions.add(
                                    "select setval(%s, %d, %s)".formatted(name, row.getLong(1), row.getBoolean(2)))
                            : null);
        }
        return positions;
    }

    private static String from(Schemas schemas, Table table) {
        return (table.partitionKey() == null ? "only " : "") + qualified(schemas, table.name());
    }

    private static String qualified(Schemas schemas, Name name) {
        String schema = name.schema() == null ? schemas.defaultSchema() : name.schema();
        return Identifiers.quote(schema) + "." + Identifiers.quote(name.local());
    }
}
