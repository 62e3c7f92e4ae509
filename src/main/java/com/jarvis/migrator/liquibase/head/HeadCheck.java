package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.migrator.liquibase.connection.Login;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import com.jarvis.migrator.lock.AdvisoryLock;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds that a database is at the head of its changelog, without Liquibase. It only reads, and it refuses nothing: what is not as
 * the index has it, and each error, is left to Liquibase's own way.
 */
public final class HeadCheck {

    /** Longer than a server that is there takes; Liquibase's own way waits as long as the settings say. */
    private static final int CONNECT_SECONDS = 3;

    /** What an update says that has nothing to do. */
    public static final String NOTHING = "Nothing to apply.";

    /** The name of Liquibase's table, where no setting changes it. */
    public static final String TABLE = "databasechangelog";

    private HeadCheck() {}

    /**
     * Whether the command would find nothing to apply.
     *
     * @param file of the index
     * @param command the name of Liquibase's command, whose rights on databasechangelog are checked
     * @param settings what the command was given
     * @param connection names the database
     */
    public static boolean isAtHead(Path file, String command, HeadSettings settings, ConnectionSettings connection) {
        return of(file, settings)
                .filter(index -> hasRun(index, command, connection))
                .isPresent();
    }

    /**
     * Whether the runnable jar would find nothing to apply.
     *
     * @param jar with the changelog and its index
     * @see #isAtHead
     */
    public static boolean isAtHeadOfJar(
            Path jar, String command, HeadSettings settings, ConnectionSettings connection) {
        return settings.digest() != null
                && HeadIndex.inJar(jar)
                        .filter(index -> index.settings().equals(settings.digest()))
                        .filter(index -> hasRun(index, command, connection))
                        .isPresent();
    }

    /**
     * Whether a command that is connected would find nothing to apply.
     *
     * @param schema of databasechangelog, whose rights are checked already
     * @see #isAtHead(Path, String, HeadSettings, ConnectionSettings)
     */
    public static boolean isAtHead(Path file, HeadSettings settings, Connection connection, String schema)
            throws SQLException {
        Optional<HeadIndex> index = of(file, settings);
        return index.isPresent() && hasRun(index.get(), connection, schema);
    }

    private static Optional<HeadIndex> of(Path file, HeadSettings settings) {
        return settings.digest() == null
                ? Optional.empty()
                : HeadIndex.read(file)
                        .filter(index -> index.settings().equals(settings.digest()))
                        .filter(HeadIndex::isOfTheseFiles);
    }

    private static boolean hasRun(HeadIndex index, Connection connection, String schema) throws SQLException {
        String exists = SystemQuery.one(
                connection,
                "select to_regclass(format('%I.%I', ?::text, ?::text))::text",
                row -> row.getString(1),
                schema,
                TABLE);
        return exists != null
                && AdvisoryLock.of(connection, schema).holder().isEmpty()
                && History.digest(connection, Identifiers.quote(schema)).equals(index.history());
    }

    private static boolean hasRun(HeadIndex index, String command, ConnectionSettings settings) {
        try {
            Optional<Login> login = Login.quiet(settings, CONNECT_SECONDS);
            if (login.isEmpty()) {
                return false;
            }
            try (Connection connection = login.get().connect()) {
                String schema = SystemQuery.one(connection, "select current_schema()", row -> row.getString(1));
                new HistoryTable(connection, schema, TABLE).requireRights(command);
                return hasRun(index, connection, schema);
            }
        } catch (MigratorException | SQLException | RuntimeException e) {
            return false;
        }
    }
}
