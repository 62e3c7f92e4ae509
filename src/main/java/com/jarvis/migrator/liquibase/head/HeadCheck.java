package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.migrator.liquibase.connection.Login;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import com.jarvis.migrator.lock.AdvisoryLock;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Finds that a database is at the head of its changelog, without Liquibase. It only reads, and it refuses nothing: what is not as
 * the index has it, and each error, is left to Liquibase's own way.
 */
public final class HeadCheck {

    /** Longer than a server that is there takes; Liquibase's own way waits as long as the settings say. */
    private static final int CONNECT_SECONDS = 3;

    /** What an update says that has nothing to do. */
    public static final String NOTHING = "Nothing to apply.";

    private HeadCheck() {}

    /**
     * Whether an update of a project would find nothing to apply.
     *
     * @param file of the index
     * @param settings what the command was given
     * @param connection names the database
     */
    public static boolean isAtHead(Path file, HeadSettings settings, ConnectionSettings connection) {
        return hasRun(HeadIndex.of(file, settings), connection);
    }

    /**
     * Whether an update by the runnable jar would find nothing to apply.
     *
     * @param jar with the changelog and its index
     * @see #isAtHead(Path, HeadSettings, ConnectionSettings)
     */
    public static boolean isAtHeadOfJar(Path jar, HeadSettings settings, ConnectionSettings connection) {
        return hasRun(HeadIndex.inJar(jar, settings), connection);
    }

    /**
     * Whether an update that is connected would find nothing to apply.
     *
     * @param schema of databasechangelog, whose rights are checked already
     * @see #isAtHead(Path, HeadSettings, ConnectionSettings)
     */
    public static boolean isAtHead(Path file, HeadSettings settings, Connection connection, String schema)
            throws SQLException {
        Optional<HeadIndex> index = HeadIndex.of(file, settings);
        return index.isPresent() && hasRun(index.get(), connection, schema);
    }

    /**
     * What {@code history} of the runnable jar prints.
     *
     * @param jar with the changelog
     * @see #history
     */
    public static Optional<String> historyOfJar(Path jar, HeadSettings settings, ConnectionSettings connection) {
        try (JarFile files = new JarFile(jar.toFile())) {
            return history(settings, connection, file -> files.getEntry(file) != null);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * What {@code history} prints, if it needs no changelog for that.
     *
     * @param settings what the command was given
     * @param connection names the database
     * @param files whether the project has a file of its changelog: a changeset without one may be replaced by another
     */
    public static Optional<String> history(
            HeadSettings settings, ConnectionSettings connection, Predicate<String> files) {
        boolean isUsual = settings.digest() != null
                && Stream.of("verbose", "revision").noneMatch(connection.commandLine()::containsKey);
        return !isUsual
                ? Optional.empty()
                : connected("history", connection, (session, schema) -> {
                    List<HistoryRow> rows = HistoryRow.read(session, Identifiers.quote(schema) + "." + Login.TABLE);
                    return !rows.isEmpty()
                                    && rows.stream().allMatch(row -> isPlain(row.file()) && files.test(row.file()))
                            ? Optional.of(new HistoryText(rows, Map.of(), row -> List.of()).of(rows))
                            : Optional.empty();
                });
    }

    /** Whether Liquibase takes the path as it is. */
    private static boolean isPlain(String file) {
        return !file.startsWith("/") && !file.startsWith(".") && file.chars().noneMatch(c -> c == '\\' || c == ':');
    }

    private static boolean hasRun(HeadIndex index, Connection connection, String schema) throws SQLException {
        String exists = SystemQuery.one(
                connection,
                "select to_regclass(format('%I.%I', ?::text, ?::text))::text",
                row -> row.getString(1),
                schema,
                Login.TABLE);
        return exists != null
                && AdvisoryLock.of(connection, schema).holder().isEmpty()
                && History.digest(connection, Identifiers.quote(schema)).equals(index.history());
    }

    private static boolean hasRun(Optional<HeadIndex> index, ConnectionSettings settings) {
        return index.flatMap(known -> connected(
                        "update", settings, (connection, schema) -> Optional.of(hasRun(known, connection, schema))))
                .orElse(false);
    }

    @FunctionalInterface
    private interface Question<T> {
        Optional<T> ask(Connection connection, String schema) throws SQLException;
    }

    /** The answer of the database with the rights that the command needs; empty if it gives none. */
    private static <T> Optional<T> connected(String command, ConnectionSettings settings, Question<T> question) {
        try {
            Optional<Login> login = Login.quiet(settings, CONNECT_SECONDS);
            if (login.isEmpty()) {
                return Optional.empty();
            }
            try (Connection connection = login.get().connect()) {
                String schema = SystemQuery.one(connection, "select current_schema()", row -> row.getString(1));
                new HistoryTable(connection, schema, Login.TABLE).requireRights(command);
                return question.ask(connection, schema);
            }
        } catch (MigratorException | SQLException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
