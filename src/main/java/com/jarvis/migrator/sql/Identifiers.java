package com.jarvis.migrator.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PostgreSQL's rules for identifiers and string constants (manual, 4.1.1 and 4.1.2). */
public final class Identifiers {

    /** PostgreSQL truncates longer names (manual, 4.1.1). */
    private static final int MAX_BYTES = 63;

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

    /**
     * The key words that PostgreSQL 14 to 18 do not accept as an unquoted column or table name (manual, appendix C: reserved,
     * and those that cannot be a function or type name).
     */
    private static final Set<String> RESERVED = Set.of("""
            all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both \
            case cast char character check coalesce collate collation column concurrently constraint create cross \
            current_catalog current_date current_role current_schema current_time current_timestamp current_user dec \
            decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign \
            freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect \
            interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg \
            json_query json_scalar json_serialize json_table json_value lateral leading least left like limit \
            localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif \
            numeric offset on only or order out outer overlaps overlay placing position precision primary real \
            references returning right row select session_user setof similar smallint some substring symmetric \
            system_user table tablesample then time timestamp to trailing treat trim true union unique user using \
            values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists \
            xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable""".split("\\s+"));

    private Identifiers() {}

    /** The identifier as written in SQL: quoted unless PostgreSQL reads it back as the same name without quotes. */
    public static String quote(String identifier) {
        return PLAIN.matcher(identifier).matches() && !RESERVED.contains(identifier)
                ? identifier
                : '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** The identifiers, quoted, separated by commas. */
    public static String quote(List<String> identifiers) {
        return identifiers.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }

    /** Converts an identifier as written in SQL, quoted or not, to the name that the catalog stores. */
    public static String unquote(String identifier) {
        return identifier.startsWith("\"")
                ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
                : lowerCase(identifier);
    }

    /** In a UTF-8 database, PostgreSQL folds ASCII letters only ({@code downcase_identifier}, src/backend/parser/scansup.c). */
    static String lowerCase(String identifier) {
        StringBuilder lower = new StringBuilder(identifier);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
    }

    /** The text as a string constant that is correct for both settings of {@code standard_conforming_strings}. */
    public static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.contains("\\") ? "E" + quoted.replace("\\", "\\\\") : quoted;
    }

    /** The string constant with escapes for backslashes and carriage returns (manual, 4.1.2.2). */
    public static String escapeString(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace("\r", "\\r") + "'";
    }

    /** The identifier with escapes for backslashes and carriage returns (manual, 4.1.1). */
    public static String unicodeName(String name) {
        return "U&\"" + name.replace("\\", "\\\\").replace("\"", "\"\"").replace("\r", "\\000D") + "\"";
    }

    /** The name that PostgreSQL gives the sequence of a serial or identity column, if it is free. */
    public static String sequenceName(String table, String column) {
        return objectName(table, column, "seq");
    }

    /** The name that PostgreSQL 18 gives the NOT NULL constraint of a column, if it is free. */
    public static String notNullName(String table, String column) {
        return objectName(table, column, "not_null");
    }

    /** The name that PostgreSQL gives the CHECK of a column, if it is free. */
    public static String checkName(String table, String column) {
        return objectName(table, column, "check");
    }

    /** The name with something after it, shortened to 63 bytes in all. */
    public static String withSuffix(String name, String suffix) {
        return cut(name, MAX_BYTES - bytes(suffix)) + suffix;
    }

    /** The name that advice gives an index: {@code ix_table_columns}, shortened to 63 bytes. */
    public static String indexName(String table, String columns) {
        return "ix_" + joined(table, columns, MAX_BYTES - "ix_".length());
    }

    private static String objectName(String table, String column, String label) {
        return joined(table, column, MAX_BYTES - "_".length() - label.length()) + "_" + label;
    }

    /** To fit, the longer part is shortened first ({@code makeObjectName}, src/backend/commands/indexcmds.c). */
    private static String joined(String table, String column, int bytes) {
        int room = bytes - "_".length();
        int first = bytes(table);
        int second = bytes(column);
        while (first + second > room) {
            if (first > second) {
                first--;
            } else {
                second--;
            }
        }
        return cut(table, first) + "_" + cut(column, second);
    }

    /** The identifier as PostgreSQL truncates it: to 63 bytes, whole characters only (manual, 4.1.1). */
    public static String truncate(String identifier) {
        return cut(identifier, MAX_BYTES);
    }

    /** The longest prefix of whole characters that fits into this number of bytes. */
    public static String cut(String text, int bytes) {
        String cut = text;
        while (bytes(cut) > bytes) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whether the identifier needs no quotes and is in lower case. */
    public static boolean isPlain(String identifier) {
        return quote(identifier).equals(identifier) && identifier.equals(identifier.toLowerCase(Locale.ROOT));
    }
}
