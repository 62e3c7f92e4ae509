package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a model asks for, as the DDL that makes it in an empty database.
 *
 * @param schemas the schemas of the live database that it has a say in
 * @param ddl the statements
 * @param origin where each comes from
 */
public record DesiredSchema(Schemas schemas, List<String> ddl, Origin origin) {

    /** What the model knows beyond its DDL: which attribute of it a statement came from. */
    @FunctionalInterface
    public interface Origin {
        /**
         * @param position where in the statement PostgreSQL found the error, from 1; 0 where it does not say
         * @return as {@code  (com.jarvis.model.Note.title)}, or empty
         */
        String of(String statement, int position);

        /** The names of the Java enum that a column holds, in the order of their ordinals; none where it holds none. */
        default List<String> constants(Column column) {
            return List.of();
        }
    }

    /**
     * The model of the statements that make it in an empty database.
     *
     * @param connection its search path is as it is for the migrations
     * @throws MigratorException when the server is not PostgreSQL, or there is no schema to make anything in
     * @throws SQLException when the connection fails
     */
    public static DesiredSchema of(Connection connection, List<String> ddl, Origin origin)
            throws SQLException, MigratorException {
        requirePostgres(connection);
        String defaultSchema = connection.getSchema();
        if (defaultSchema == null) {
            throw new MigratorException("""
                    The connection has no schema to create tables in: none on its search path exists, or may be used.
                    Name one in liquibase.properties, for instance
                      url=jdbc:postgresql://localhost:5432/jarvis?currentSchema=public""");
        }
        List<String> explicit = ddl.stream()
                .flatMap(statement -> SqlTokens.of(statement).createdSchemas().stream())
                .filter(name -> !name.equals(defaultSchema))
                .toList();
        return new DesiredSchema(Schemas.live(defaultSchema, explicit), ddl, origin);
    }

    /** The same model, with a say in more schemas: what they hold and it does not is not its own any more. */
    public DesiredSchema including(Collection<String> more) {
        List<String> explicit = Stream.concat(schemas.explicit().keySet().stream(), more.stream())
                .distinct()
                .filter(name -> !name.equals(schemas.defaultSchema()))
                .toList();
        return new DesiredSchema(Schemas.live(schemas.defaultSchema(), explicit), ddl, origin);
    }

    private static void requirePostgres(Connection connection) throws SQLException, MigratorException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select version()")) {
            row.next();
            String version = row.getString(1);
            if (!version.startsWith("PostgreSQL") || version.contains("-YB-")) {
                throw new MigratorException("""
                        The server speaks PostgreSQL's protocol but is another engine: %s.
                        Schemas are compared in scratch schemas that are rolled back, which takes PostgreSQL's transactional DDL; nothing
                        was compared. Compare with a PostgreSQL, without liquibase.properties with the embedded one:
                          mvn compile liquibase:diff -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis""".formatted(version.replaceFirst("(?s),? on .*| \\(.*", "")));
            }
        }
    }

    /**
     * The catalog that the model makes, as PostgreSQL prints it.
     *
     * @param connection in a transaction
     * @throws MigratorException when the role may not create a schema, or a statement fails
     * @throws SQLException when the connection fails
     */
    public Catalog catalog(Connection connection) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = build(connection, Catalog.EMPTY)) {
            return ExpressionCanonicalizer.resolve(connection, scratch, scratch.read());
        }
    }

    /**
     * Has PostgreSQL make the model in a scratch schema.
     *
     * @param connection in a transaction
     * @param live what the database has, which the model may use
     * @throws MigratorException when the role may not create a schema, or a statement fails
     */
    public ScratchSchemas build(Connection connection, Catalog live) throws SQLException, MigratorException {
        ScratchSchemas scratch = scratch(connection, schemas);
        boolean built = false;
        try {
            LiveDependencies borrowed = LiveDependencies.lend(scratch, live, ddl);
            for (String statement : ddl) {
                if (!SqlTokens.of(statement).createdSchemas().equals(List.of(schemas.defaultSchema()))) {
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
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            String database = connection.getCatalog();
            String user = connection.getMetaData().getUserName();
            throw new MigratorException("""
                    Role %s may not create a schema in database %s.
                    The model is compared in a scratch schema that is rolled back, so nothing was compared. Grant it:
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
            // A quote without its other half is found by the driver, which puts the statement into its message.
            String message = error == null ? e.getMessage().replaceFirst("(?s) in SQL .*", "") : error.getMessage();
            if ("53200".equals(e.getSQLState())) {
                throw new MigratorException("""
                        PostgreSQL has no room for the locks of so many tables in one transaction: %s.
                        Nothing was compared. Raise max_locks_per_transaction (it takes a restart of the server):
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
