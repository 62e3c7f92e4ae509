package com.jarvis.testing;

import com.jarvis.migrator.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Random rows in all tables of a database, for whatever PostgreSQL's catalogs say about them: foreign keys refer to rows that are
 * there, and CHECKs are served with the values that they mention. Rows that PostgreSQL rejects all the same are left out.
 */
public final class RandomRows {

    private static final String COLUMNS = """
            select a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory, t.typtype,
                   a.atthasdef or a.attidentity <> '', a.attidentity, a.attnotnull, c.relname,
                   coalesce((select string_agg(quote_literal(e.enumlabel), chr(1)) from pg_enum e
                     where e.enumtypid = a.atttypid or e.enumtypid = t.typelem), ''),
                   coalesce((select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k
                     where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)), ''),
                   information_schema._pg_char_max_length(a.atttypid, a.atttypmod), a.atttypmod
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
              and c.relname !~ '^databasechangelog' and a.attgenerated = '' and a.attidentity <> 'a'
            order by n.nspname, c.relname, a.attname""";

    private static final String FOREIGN_KEYS = """
            select k.conrelid::regclass::text, k.confrelid::regclass::text,
                   array(select a.attname from unnest(k.conkey) with ordinality u (n, o)
                     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.o)::text[],
                   array(select a.attname from unnest(k.confkey) with ordinality u (n, o)
                     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.o)::text[]
            from pg_constraint k
            where k.contype = 'f' and k.conparentid = 0
            order by k.conrelid::regclass::text, k.conname""";

    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'|(?<![\\w.])-?\\d+(?:\\.\\d+)?");

    private static final List<String> TEXTS = List.of(
            "''",
            "'a'",
            "'A'",
            "' '",
            "'0'",
            "'42'",
            "'it''s'",
            "'größe'",
            "E'a\\\\b'",
            "E'two\nlines'",
            "'${x}; --'",
            "'a long text of words'",
            "'ab'",
            "'ABC'",
            "'null'",
            "'2020-01-01'",
            "'-1.5'",
            "'true'");

    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("boolean", List.of("true", "false")),
            Map.entry("smallint", List.of("0", "1", "2", "-1", "7", "300", "32767")),
            Map.entry("integer", List.of("0", "1", "2", "-1", "42", "40000", "2147483647")),
            Map.entry("bigint", List.of("0", "1", "2", "-1", "42", "3000000000", "9007199254740993")),
            Map.entry("oid", List.of("0", "16000001", "16000002")),
            Map.entry("real", List.of("0", "1.5", "-2.25", "1e10")),
            Map.entry("double precision", List.of("0", "1.5", "-2.25", "1e100", "0.1", "42")),
            Map.entry("date", List.of("'2020-01-01'", "'1969-12-31'", "'2024-02-29'")),
            Map.entry(
                    "timestamp",
                    List.of("'2020-01-01 00:00:00'", "'2024-02-29 23:59:59.123456'", "'1969-12-31 12:00:00.5'")),
            Map.entry("time", List.of("'00:00:00'", "'23:59:59.123456'", "'12:30:00'")),
            Map.entry(
                    "uuid",
                    List.of("'00000000-0000-4000-8000-000000000000'", "'f47ac10b-58cc-4372-a567-0e02b2c3d479'")),
            Map.entry("json", List.of("'{}'", "'[]'", "'{\"a\": [1, null]}'", "'\"text\"'", "'1'")),
            Map.entry("bytea", List.of("'\\x'", "'\\x00ff'", "'\\x61'")),
            Map.entry("inet", List.of("'127.0.0.1'", "'::1'", "'10.0.0.0/8'")),
            Map.entry("interval", List.of("'0'", "'1.5 seconds'", "'1 day'")),
            Map.entry("xml", List.of("'<a/>'")),
            Map.entry("bit", List.of("'1'", "'0'")));

    private record Column(
            String name,
            String type,
            char category,
            char kind,
            boolean hasDefault,
            boolean isKeyOfDatabase,
            boolean notNull,
            List<String> labels,
            List<String> checked,
            int length) {}

    private record ForeignKey(String target, String[] columns, String[] targets) {}

    private final Connection connection;
    private final Random random;
    private final Map<String, List<Column>> tables = new TreeMap<>();
    private final Map<String, List<ForeignKey>> foreignKeys = new TreeMap<>();

    private RandomRows(Connection connection, Random random) {
        this.connection = connection;
        this.random = random;
    }

    /**
     * Inserts up to this many rows into each table, and commits.
     *
     * @throws AssertionError if the database numbers a key itself and takes a number that is there already
     */
    public static void insert(Connection connection, Random random, int rows) throws SQLException {
        RandomRows inserted = new RandomRows(connection, random);
        connection.setAutoCommit(false);
        try {
            inserted.read();
            for (int i = 0; i < rows; i++) {
                for (String table : inserted.tables.keySet()) {
                    inserted.insert(table);
                }
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void read() throws SQLException {
        try (var statement = connection.createStatement()) {
            try (var found = statement.executeQuery(COLUMNS)) {
                while (found.next()) {
                    String labels = found.getString(10);
                    tables.computeIfAbsent(found.getString(1), table -> new ArrayList<>())
                            .add(new Column(
                                    found.getString(2),
                                    found.getString(3),
                                    found.getString(4).charAt(0),
                                    found.getString(5).charAt(0),
                                    found.getBoolean(6),
                                    "d".equals(found.getString(7)),
                                    found.getBoolean(8),
                                    labels.isEmpty() ? List.of() : List.of(labels.split("\u0001")),
                                    LITERAL.matcher(found.getString(11))
                                            .results()
                                            .map(literal -> literal.group())
                                            .toList(),
                                    found.getInt(12)));
                }
            }
            try (var found = statement.executeQuery(FOREIGN_KEYS)) {
                while (found.next()) {
                    foreignKeys
                            .computeIfAbsent(found.getString(1), table -> new ArrayList<>())
                            .add(new ForeignKey(
                                    found.getString(2),
                                    (String[]) found.getArray(3).getArray(),
                                    (String[]) found.getArray(4).getArray()));
                }
            }
        }
    }

    private void insert(String table) throws SQLException {
        Map<String, String> values = new TreeMap<>();
        for (Column column : tables.get(table)) {
            if (!column.isKeyOfDatabase() && !(column.hasDefault() && random.nextInt(3) == 0)) {
                values.put(column.name(), !column.notNull() && random.nextInt(4) == 0 ? "null" : value(column));
            }
        }
        for (ForeignKey key : foreignKeys.getOrDefault(table, List.of())) {
            List<String> referenced = random.nextInt(5) == 0 ? List.of() : row(key);
            for (int i = 0; i < key.columns().length; i++) {
                values.put(key.columns()[i], referenced.isEmpty() ? "null" : referenced.get(i));
            }
        }
        String sql = values.isEmpty()
                ? "insert into " + table + " default values"
                : "insert into " + table + " ("
                        + String.join(
                                ", ",
                                values.keySet().stream().map(Identifiers::quote).toList()) + ") values ("
                        + String.join(", ", values.values()) + ")";
        Savepoint before = connection.setSavepoint();
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            connection.rollback(before);
            for (Column column : tables.get(table)) {
                if (column.isKeyOfDatabase()
                        && String.valueOf(e.getMessage()).contains("Key (" + Identifiers.quote(column.name()) + ")=")) {
                    throw new AssertionError("the database took a number that is there already: " + e.getMessage(), e);
                }
            }
            // Classes 22 and 23: the row is invalid (manual, appendix A).
            if (!e.getSQLState().startsWith("22") && !e.getSQLState().startsWith("23")) {
                throw new SQLException(e.getMessage() + "\n" + sql, e.getSQLState(), e);
            }
        }
        connection.releaseSavepoint(before);
    }

    private List<String> row(ForeignKey key) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        String columns = String.join(
                ", ",
                List.of(key.targets()).stream()
                        .map(column -> "quote_nullable(" + Identifiers.quote(column) + "::text)")
                        .toList());
        try (var statement = connection.createStatement();
                var found =
                        statement.executeQuery("select %s from %s order by ctid".formatted(columns, key.target()))) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= key.targets().length; i++) {
                    row.add(found.getString(i));
                }
                rows.add(row);
            }
        }
        return rows.isEmpty() ? List.of() : pick(rows);
    }

    private String value(Column column) {
        String type = column.type();
        if (column.category() == 'A') {
            String element = type.substring(0, type.indexOf('['));
            List<String> elements = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                elements.add(column.labels().isEmpty() ? plain(element, 'X', column.length()) : pick(column.labels()));
            }
            return "array[" + String.join(", ", elements) + "]::" + type;
        }
        if (column.kind() == 'c') {
            return "null";
        }
        if (!column.checked().isEmpty() && random.nextInt(4) > 0) {
            return cast(pick(column.checked()), type);
        }
        if (!column.labels().isEmpty()) {
            return pick(column.labels()) + "::" + type;
        }
        return cast(plain(type, column.category(), column.length()), type);
    }

    /** A number may come from a CHECK about a part of the value, such as an attribute in JSON. */
    private static String cast(String literal, String type) {
        return literal.equals("null")
                ? "null"
                : (literal.matches("[-\\d].*") ? "'" + literal + "'" : literal) + "::" + type;
    }

    private String plain(String type, char category, int length) {
        String base = type.replaceFirst("\\(.*", "")
                .replaceFirst("^jsonb", "json")
                .replaceFirst("^(timestamp|time|interval).*", "$1");
        if (VALUES.containsKey(base)) {
            return pick(VALUES.get(base));
        }
        if (base.equals("numeric")) {
            return pick(List.of("0", "1", "'-1.25'", "99", "12345", "0.005"));
        }
        if (category == 'S' || type.startsWith("character") || type.equals("text")) {
            String text = pick(TEXTS);
            return length > 0 && random.nextInt(3) > 0 ? "left(" + text + ", " + length + ")" : text;
        }
        return "null";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
