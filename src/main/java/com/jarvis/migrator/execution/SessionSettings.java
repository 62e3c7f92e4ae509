package com.jarvis.migrator.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a session, its role included. What a migration sets for itself ends with it, though other migrations run in
 * the same transaction.
 *
 * @param values by name; those that the session has not set are absent
 */
public record SessionSettings(Map<String, String> values) {

    private static final String QUERY = """
            select name, setting from pg_settings where source = 'session' and context in ('user', 'superuser')
              and name !~ '^transaction_'
            union all select 'role', current_setting('role')
            union all select 'session_authorization', current_setting('session_authorization')""";

    /** Reads them. */
    public static SessionSettings read(Connection connection) throws SQLException {
        Map<String, String> values = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            while (row.next()) {
                values.put(row.getString(1), row.getString(2));
            }
        }
        return new SessionSettings(values);
    }

    /** Sets them again until the end of the transaction, where they differ by now. */
    public void restore(Connection connection) throws SQLException {
        SessionSettings now = read(connection);
        if (now.equals(this)) {
            return;
        }
        set(connection, "session_authorization", now); // it resets the role, and both decide what else may be set
        set(connection, "role", read(connection));
        Set<String> names = new HashSet<>(now.values.keySet());
        names.addAll(values.keySet());
        for (String name : names) {
            set(connection, name, read(connection));
        }
    }

    private void set(Connection connection, String name, SessionSettings now) throws SQLException {
        String value = values.get(name);
        if (value == null && now.values.containsKey(name)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local " + name + " to default");
            }
        } else if (value != null && !value.equals(now.values.get(name))) {
            try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, true)")) {
                statement.setString(1, name);
                statement.setString(2, value);
                statement.execute();
            }
        }
    }
}
