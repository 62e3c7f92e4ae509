package com.jarvis.migrator.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The settings with which the session began. They are read from the server (the {@code reset_val} of pg_settings), so nobody
 * has to remember them.
 */
public final class OwnSettings {

    /**
     * Role and search path first, so that no name in the second statement, which sets the search path as well, is looked up as the
     * migration wants it.
     */
    private static final String IDENTITY = """
            select case when is_login then null
              else pg_catalog.set_config('session_authorization', null, %1$s) end,
            pg_catalog.set_config('role', null, %1$s), pg_catalog.set_config('search_path', '%3$s', %1$s),
            pg_catalog.set_config('jarvis.restored', '%2$s', true)
            from (select pg_catalog.pg_get_userbyid(usesysid) operator(pg_catalog.=) session_user
                  from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid())) a (is_login);
            """;

    /**
     * Left alone: what concerns the transaction as a whole and cannot be set any more, and what only the connection itself
     * is about.
     */
    private static final String OTHERS = """
            select pg_catalog.set_config(s.name, own.value, %s)
            from pg_settings s left join (values %s) own (name, value) on own.name = s.name
            where case when own.name is null
                    then source = 'session' and setting is distinct from reset_val
                      and s.name !~ '^(transaction_(isolation|read_only|deferrable)|application_name|(tcp|idle|client_conn).*)$'
                    else setting is distinct from own.value end
              and (context = 'user' or current_setting('is_superuser')::boolean)""";

    private static final String WITH_SCHEMA = """
            select pg_catalog.set_config('search_path',
              case when pg_catalog.length(path) operator(pg_catalog.=) 0 then first
                else pg_catalog.concat(first, ', ', path) end, true)
            from (select pg_catalog.current_setting('search_path'), ?::pg_catalog.text) s (path, first)
            where not pg_catalog.starts_with(pg_catalog.concat(path, ','), pg_catalog.concat(first, ','))""";

    private static final String STATE = """
            select pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool
                and not pg_catalog.current_setting('default_transaction_read_only')::pg_catalog.bool,
              pg_catalog.current_setting('jarvis.restored', true),
              pg_catalog.set_config('search_path', '%s', true)""".formatted(SystemPath.PATH);

    /** What no migration sets by chance. */
    private static final String RESTORED = UUID.randomUUID().toString();

    /**
     * What a transaction is like.
     *
     * @param isReadOnly whether it may only read, as after {@code SET TRANSACTION READ ONLY}; not if no transaction of the
     *     session may write, which whoever set that has to lift
     * @param isRestored whether the settings were restored in it after the last statement of a migration
     */
    public record Transaction(boolean isReadOnly, boolean isRestored) {}

    private OwnSettings() {}

    /**
     * Restores role, session authorization, search path and all other settings that a migration changed, until the
     * transaction ends: what the migration set with {@code SET} is in force again after the commit.
     *
     * @param lockTimeout the lock_timeout to set
     * @param schema quoted, if it has to be: it is put before the others of the search path; null for none
     * @param isLast whether no statement of a migration follows in this transaction
     */
    public static void restoreForTransaction(Connection connection, Duration lockTimeout, String schema, boolean isLast)
            throws SQLException {
        String restore = restore(lockTimeout, true, isLast ? RESTORED : "");
        if (schema == null) {
            execute(connection, restore);
        } else {
            execute(connection, restore + ";\n" + WITH_SCHEMA, schema);
        }
    }

    /** Restores the same settings for the rest of the session. */
    public static void restoreForSession(Connection connection, Duration lockTimeout) throws SQLException {
        execute(connection, restore(lockTimeout, false, ""));
    }

    /** What the current transaction is like; from now on it has the search path of {@link SystemPath}. */
    public static Transaction transactionWithSystemPath(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            row.next();
            return new Transaction(row.getBoolean(1), RESTORED.equals(row.getString(2)));
        }
    }

    /** Statements that need one round trip. */
    private static String restore(Duration lockTimeout, boolean isLocal, String mark) {
        Map<String, String> own = new LinkedHashMap<>(PinnedSettings.all());
        own.put("lock_timeout", String.valueOf(lockTimeout.toMillis()));
        return IDENTITY.formatted(isLocal, mark, SystemPath.PATH) + OTHERS.formatted(isLocal, PinnedSettings.rows(own));
    }

    private static void execute(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
