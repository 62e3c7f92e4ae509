package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.migrator.liquibase.execution.GuardedDropAll;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.CatalogAndSchema;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.DropAllCommandStep;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/**
 * {@code liquibase:dropAll}: drops everything or nothing. It refuses to destroy rows, except those of the embedded database, and
 * says what it dropped. Liquibase's own step commits after each object, so it is not used.
 */
@CommandOverride(override = DropAllCommandStep.class)
public class DropAllStep extends DropAllCommandStep {

    /** @throws MigratorException if rows would be destroyed, or something cannot be dropped */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> dropAll(results));
    }

    private void dropAll(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        Settings settings = Settings.of(CommandLine.current().values());
        if (command.getArgumentValue(REQUIRE_FORCE_ARG) && !command.getArgumentValue(FORCE_ARG)) {
            throw new MigratorException(
                    "dropAll needs force=true here, because requireForce is set. Nothing was dropped.");
        }
        Database database = (Database) command.getDependency(Database.class);
        boolean allowed = ConnectionSettings.current().target().isEmpty()
                || settings.allow().contains("drop");
        List<String> schemas = schemas(command, database);
        long tables = tables(schemas, database);
        new GuardedDropAll(database, allowed).run(schemas);
        resetServices();
        results.addResult("statusCode", 0);
        Console.out().println("""
                Dropped everything in schema %s of the database %s: %s. To create it again:
                  %s""".formatted(
                        String.join(", ", schemas),
                        database.getConnection().getCatalog(),
                        tables == 1 ? "1 table" : tables + " tables",
                        CommandHint.UPDATE.typed()));
    }

    private static long tables(List<String> schemas, Database database) throws SQLException {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        return SystemQuery.one(connection, """
                select count(*) from pg_class where relkind in ('r', 'p') and relname !~ '^databasechangelog'
                and relnamespace in (select oid from pg_namespace where nspname = any (?))""", row -> row.getLong(1), schemas);
    }

    private static List<String> schemas(CommandScope command, Database database) {
        CatalogAndSchema[] given = command.getArgumentValue(CATALOG_AND_SCHEMAS_ARG);
        String named = command.getArgumentValue(SCHEMAS_ARG);
        if (given != null && given.length > 0) {
            return Stream.of(given).map(CatalogAndSchema::getSchemaName).toList();
        }
        return Optional.ofNullable(named)
                .filter(names -> !names.isBlank())
                .map(names -> List.of(names.split("\\s*,\\s*")))
                .orElseGet(() -> List.of(database.getDefaultSchemaName()));
    }
}
