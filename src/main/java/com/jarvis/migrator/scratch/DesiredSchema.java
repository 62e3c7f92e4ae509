package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.session.DefaultSchema;
import com.jarvis.migrator.sql.PostgresError;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/**
 * The schema that a model defines, as the DDL that creates it in an empty database.
 *
 * @param schemas the schemas of the live database that the model owns
 * @param ddl the statements
 * @param origin which attribute each statement comes from
 */
public record DesiredSchema(Schemas schemas, List<String> ddl, Origin origin) {

    /** Maps statements and columns back to the attributes of the model. */
    @FunctionalInterface
    public interface Origin {
        /**
         * @param position the position of an error in the statement, from 1; 0 if unknown
         * @return text for a message, such as {@code  (com.jarvis.model.Note.title)}; empty if unknown
         */
        String of(String statement, int position);

        /** The constants of the Java enum that a column stores, by ordinal; empty if it stores none. */
        default List<String> constants(Column column) {
            return List.of();
        }

        /** The keys that a sequence of the model numbers. */
        default List<Sequence.Owner> keysOf(Name sequence) {
            return List.of();
        }

        /** What the columns of associations refer to, whether or not the model has a foreign key for them. */
        default List<Reference> references() {
            return List.of();
        }

        /** The names of constraints and indexes that the model does not give, in lower case; null if that is not known. */
        default Set<String> implicitNames() {
            return null;
        }

        /** The annotation that names each table that is not the main one of an entity, as in {@code JoinTable}. */
        default Map<Name, String> tableAnnotations() {
            return Map.of();
        }

        /** Tables that the model has but leaves to somebody else to create. */
        default List<Name> filteredTables() {
            return List.of();
        }
    }

    /**
     * The schema that these statements create in an empty database.
     *
     * @param connection with the search path that migrations run with
     * @throws MigratorException when the server is not PostgreSQL, or the search path has no schema to create tables in
     * @throws SQLException when the connection fails
     */
    public static DesiredSchema of(Connection connection, List<String> ddl, Origin origin)
            throws SQLException, MigratorException {
        requirePostgres(connection);
        String defaultSchema = DefaultSchema.of(connection);
        List<String> explicit = ddl.stream()
                .flatMap(statement -> SqlTokens.of(statement).createdSchemas().stream())
                .filter(name -> !name.equals(defaultSchema))
                .toList();
        return new DesiredSchema(Schemas.live(defaultSchema, explicit), ddl, origin);
    }

    /** The same model, owning additional schemas: objects there that it does not define count as dropped. */
    public DesiredSchema including(Collection<String> more) {
        List<String> explicit = Stream.concat(schemas.explicit().keySet().stream(), more.stream())
                .distinct()
                .filter(name -> !name.equals(schemas.defaultSchema()))
                .toList();
        return new DesiredSchema(Schemas.live(schemas.defaultSchema(), explicit), ddl, origin);
    }

    /** The keys that a sequence of the model numbers; the default schema is null, however the mapping names it. */
    public List<Sequence.Owner> keysOf(Name sequence) {
        return Stream.of(sequence, sequence.in(schemas.defaultSchema()))
                .distinct()
                .flatMap(name -> origin.keysOf(name).stream())
                .map(key -> new Sequence.Owner(key.table().without(schemas.defaultSchema()), key.column()))
                .distinct()
                .toList();
    }

    /** What the columns of associations refer to; the default schema is null, however the mapping names it. */
    public List<Reference> references() {
        return origin.references().stream()
                .map(reference -> reference.within(schemas.defaultSchema()))
                .distinct()
                .toList();
    }

    /** Tables that the model leaves to somebody else to create; the default schema is null, however the mapping names it. */
    public List<Name> filteredTables() {
        return origin.filteredTables().stream()
                .map(name -> name.without(schemas.defaultSchema()))
                .toList();
    }

    /** As {@link Origin#tableAnnotations}; the default schema is null, however the mapping names it. */
    public Map<Name, String> tableAnnotations() {
        Map<Name, String> annotations = new HashMap<>();
        origin.tableAnnotations()
                .forEach((name, annotation) -> annotations.put(name.without(schemas.defaultSchema()), annotation));
        return annotations;
    }

    /** Asks as any server understands it, unlike a {@link com.jarvis.migrator.session.SystemQuery}. */
    private static String version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_catalog.version()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void requirePostgres(Connection connection) throws SQLException, MigratorException {
        String version = version(connection);
        if (!version.startsWith("PostgreSQL") || version.contains("-YB-")) {
            throw new MigratorException("""
                    The server uses PostgreSQL's protocol but is not PostgreSQL: %s.
                    The comparison needs PostgreSQL's transactional DDL, so nothing was compared. Connect to a PostgreSQL server;
                    without liquibase.properties, the embedded one is used:
                      mvn compile liquibase:diff -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis""".formatted(version.replaceFirst("(?s),? on .*| \\(.*", "")));
        }
    }

    /**
     * The catalog of the model, as PostgreSQL prints it.
     *
     * @param connection in a transaction
     * @throws MigratorException when the role may not create a schema, or a statement fails
     * @throws SQLException when the connection fails
     */
    public Catalog catalog(Connection connection) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = build(connection, Catalog.EMPTY)) {
            return ExpressionCanonicalizer.resolve(connection, scratch, scratch.read(), ddl);
        }
    }

    /**
     * Creates the model in scratch schemas.
     *
     * @param connection in a transaction
     * @param live the catalog of the database, whose types and sequences the model may use
     * @throws MigratorException when the role may not create a schema, or a statement fails
     */
    public ScratchSchemas build(Connection connection, Catalog live) throws SQLException, MigratorException {
        ScratchSchemas scratch = scratch(connection, schemas);
        boolean built = false;
        try {
            LiveDependencies borrowed = LiveDependencies.lend(scratch, live, ddl);
            // Hibernate creates a schema for each spelling of its name, and ignores the error of the second one.
            Set<String> existing = new HashSet<>(Set.of(schemas.defaultSchema()));
            for (String statement : ddl) {
                List<String> created = SqlTokens.of(statement).createdSchemas();
                if (created.size() != 1 || existing.add(created.get(0))) {
                    execute(scratch, statement);
                }
            }
            borrowed.takeBackUnused();
            built = true;
            return scratch;
        } finally {
            if (!built) {
                scratch.close();
            }
        }
    }

    private static ScratchSchemas scratch(Connection connection, Schemas schemas)
            throws SQLException, MigratorException {
        try {
            return new ScratchSchemas(connection, schemas);
        } catch (SQLException e) {
            if (!PostgresError.isInsufficientPrivilege(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            String database = connection.getCatalog();
            String user = connection.getMetaData().getUserName();
            throw new MigratorException("""
                    Role %s may not create a schema in database %s.
                    The comparison creates the model in a temporary schema, so nothing was compared. Grant the privilege:
                      grant create on database "%s" to "%s";""".formatted(user, database, database, user), e);
        }
    }

    private void execute(ScratchSchemas scratch, String statement) throws SQLException, MigratorException {
        try {
            scratch.execute(statement);
        } catch (PSQLException e) {
            ServerErrorMessage error = e.getServerErrorMessage();
            if (error == null && !PSQLState.SYNTAX_ERROR.getState().equals(e.getSQLState())) {
                throw e;
            }
            // The driver finds an unterminated quote itself, and appends the statement to its message.
            String message = Printable.line(
                    error == null ? e.getMessage().replaceFirst("(?s) in SQL .*", "") : error.getMessage());
            if ("53200".equals(e.getSQLState())) {
                throw new MigratorException("""
                        PostgreSQL cannot hold the locks of so many tables in one transaction: %s.
                        Nothing was compared. Raise max_locks_per_transaction and restart the server:
                          alter system set max_locks_per_transaction = 1024;""".formatted(message), e);
            }
            throw new MigratorException(
                    """
                    PostgreSQL does not accept the model%s: %s
                      %s
                    Nothing was compared and no file was written. Change the mapping, then run the command again.""".formatted(origin.of(statement, error == null ? 0 : error.getPosition()), message, statement),
                    e);
        }
    }
}
