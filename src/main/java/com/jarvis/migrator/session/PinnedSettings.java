package com.jarvis.migrator.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings that decide how PostgreSQL reads a literal or prints a value or a definition. A server, database or role may
 * set them differently; the migrator sets them to PostgreSQL's defaults, so that a changelog means the same on every database,
 * and to UTC. This also overrides {@code options=-c …} in the URL. A migration that needs another value sets it itself.
 *
 * <p>Left alone is what a database administrator chooses for cost, safety or storage (work_mem, statement_timeout,
 * default_tablespace), and what the application's sessions share (search_path, lc_monetary, default_text_search_config).
 */
public final class PinnedSettings {

    private static final Map<String, String> VALUES = values();

    private PinnedSettings() {}

    /** Sets them for the session; call it outside a transaction, which could roll them back. */
    public static void pin(Connection connection) throws SQLException {
        set(connection, VALUES);
    }

    /** The settings by name, as pg_settings shows them. */
    static Map<String, String> all() {
        return VALUES;
    }

    /** Sets those of the settings that this server has and that differ. */
    static void set(Connection connection, Map<String, String> settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    select pg_catalog.set_config(name, value, false) from (values %s) s (name, value)
                    where pg_catalog.current_setting(name, true) operator(pg_catalog.<>) value""".formatted(rows(settings)));
        }
    }

    /** For SQL's VALUES. */
    static String rows(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "('%s', '%s')".formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("standard_conforming_strings", "on");
        values.put("backslash_quote", "safe_encoding");
        values.put("array_nulls", "on");
        values.put("transform_null_equals", "off");
        values.put("TimeZone", "UTC");
        values.put("timezone_abbreviations", "Default");
        values.put("DateStyle", "ISO, MDY");
        values.put("IntervalStyle", "postgres");
        values.put("bytea_output", "hex");
        values.put("xmloption", "content");
        values.put("xmlbinary", "base64");
        values.put("extra_float_digits", "3"); // the driver's choice; 0 and less would round
        values.put("quote_all_identifiers", "off");
        return values;
    }
}
