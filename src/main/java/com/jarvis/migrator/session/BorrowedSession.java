package com.jarvis.migrator.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A session that the migrator has not opened itself, such as one of the application's pool: the application goes on to use it, so it gets
 * its settings back.
 *
 * @param role as the setting {@code role} has it
 * @param settings by name, as pg_settings has them
 */
public record BorrowedSession(String role, Map<String, String> settings) {

    private static final String CAN_BE_SET = """
            context in ('user', 'superuser') and name !~ '^(transaction_(isolation|read_only|deferrable)|is_superuser)$'""";

    /** Remembers the settings, and sets those on which the meaning of a migration depends, as for the migrator's own sessions. */
    public static BorrowedSession prepare(Connection connection) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        SystemQuery.list(
                connection,
                "select name, setting from pg_settings where setting is not null and " + CAN_BE_SET,
                row -> settings.put(row.getString(1), row.getString(2)));
        String role = SystemQuery.one(connection, "select current_setting('role')", row -> row.getString(1));
        PinnedSettings.pin(connection);
        return new BorrowedSession(role, settings);
    }

    /** Returns each setting that differs to what it was. */
    public void restore(Connection connection) throws SQLException {
        SystemQuery.list(connection, """
                select set_config(s.name, before.value, false)
                from pg_settings s join unnest(?, ?) before (name, value) on before.name = s.name
                where s.setting is distinct from before.value
                  and (s.context = 'user' or current_setting('is_superuser')::boolean)""", row -> true, settings.keySet(), settings.values());
        SystemQuery.list(connection, "select set_config('role', ?, false)", row -> true, role);
    }
}
