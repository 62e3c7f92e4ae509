package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.liquibase.check.DataLossGuard;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.CatalogAndSchema;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.DropAllCommandStep;
import liquibase.database.Database;

/** {@code liquibase:dropAll}, which stops where data would be lost; the embedded database is there to be thrown away. */
@CommandOverride(override = DropAllCommandStep.class)
public class DropAllStep extends DropAllCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(() -> dropAll(results));
    }

    private void dropAll(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        Database database = (Database) command.getDependency(Database.class);
        if (ConnectionSettings.current().target().isPresent()) {
            DataLossGuard.refuseDropAll(
                    schemas(command, database),
                    database,
                    Settings.of(CommandLine.current().values()));
        }
        super.run(results);
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
