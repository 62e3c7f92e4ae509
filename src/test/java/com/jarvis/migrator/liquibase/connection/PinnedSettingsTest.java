package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import liquibase.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role whose settings change what SQL means. */
class PinnedSettingsTest {

    private static final Map<String, String> OF_THE_ROLE = Map.ofEntries(
            Map.entry("standard_conforming_strings", "off"),
            Map.entry("backslash_quote", "on"),
            Map.entry("array_nulls", "off"),
            Map.entry("transform_null_equals", "on"),
            Map.entry("TimeZone", "Asia/Tokyo"),
            Map.entry("timezone_abbreviations", "India"),
            Map.entry("DateStyle", "German, DMY"),
            Map.entry("IntervalStyle", "sql_standard"),
            Map.entry("bytea_output", "escape"),
            Map.entry("xmloption", "document"),
            Map.entry("xmlbinary", "hex"),
            Map.entry("extra_float_digits", "-5"),
            Map.entry("quote_all_identifiers", "on"));

    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void a_role_with_settings() throws SQLException {
        database.execute("drop role if exists pinned; create role pinned login superuser password 'password'");
        for (Map.Entry<String, String> setting : OF_THE_ROLE.entrySet()) {
            database.execute("alter role pinned set %s = '%s'".formatted(setting.getKey(), setting.getValue()));
        }
        database.execute(
                "alter role pinned set work_mem = '7MB'; alter role pinned set search_path = public, pg_catalog");
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
        try (TestDatabase other = TestDatabase.create()) {
            other.execute("drop role pinned");
        }
    }

    @Test
    void every_goal_reads_and_prints_values_as_on_any_other_database() throws Exception {
        try (PostgresConnection goal = connect("")) {
            Connection connection = goal.getUnderlyingConnection();
            Map<String, String> settings = new TreeMap<>();
            for (String name : OF_THE_ROLE.keySet()) {
                settings.put(name, show(connection, name));
            }
            assertThat(settings)
                    .isEqualTo(new TreeMap<>(Map.ofEntries(
                            Map.entry("standard_conforming_strings", "on"),
                            Map.entry("backslash_quote", "safe_encoding"),
                            Map.entry("array_nulls", "on"),
                            Map.entry("transform_null_equals", "off"),
                            Map.entry("TimeZone", "UTC"),
                            Map.entry("timezone_abbreviations", "Default"),
                            Map.entry("DateStyle", "ISO, MDY"),
                            Map.entry("IntervalStyle", "postgres"),
                            Map.entry("bytea_output", "hex"),
                            Map.entry("xmloption", "content"),
                            Map.entry("xmlbinary", "base64"),
                            Map.entry("extra_float_digits", "3"),
                            Map.entry("quote_all_identifiers", "off"))));
        }
    }

    @Test
    void a_backslash_in_a_value_stays() throws Exception {
        try (PostgresConnection goal = connect("");
                var statement = goal.getUnderlyingConnection().createStatement();
                var row = statement.executeQuery("select 'a\\b''c'")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("a\\b'c");
        }
    }

    @Test
    void what_an_administrator_chooses_for_cost_and_the_search_path_stay() throws Exception {
        try (PostgresConnection goal = connect("")) {
            assertThat(show(goal.getUnderlyingConnection(), "work_mem")).isEqualTo("7MB");
            assertThat(show(goal.getUnderlyingConnection(), "search_path")).isEqualTo("public, pg_catalog");
        }
    }

    @Test
    void options_in_the_url_do_not_change_them_but_set_others() throws Exception {
        try (PostgresConnection goal =
                connect("?options=-c%20standard_conforming_strings=off%20-c%20statement_timeout=7s")) {
            assertThat(show(goal.getUnderlyingConnection(), "standard_conforming_strings"))
                    .isEqualTo("on");
            assertThat(show(goal.getUnderlyingConnection(), "statement_timeout"))
                    .isEqualTo("7s");
        }
    }

    private PostgresConnection connect(String query) throws Exception {
        PostgresConnection connection = new PostgresConnection();
        Map<String, String> commandLine = Map.of(
                "liquibase.url", database.url() + query,
                "liquibase.username", "pinned",
                "liquibase.password", "password");
        Scope.child(
                Map.of(CommandLine.IN_SCOPE, commandLine),
                () -> connection.open("jarvis:default", null, new Properties()));
        return connection;
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
