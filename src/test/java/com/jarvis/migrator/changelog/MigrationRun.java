package com.jarvis.migrator.changelog;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.testing.TestDatabase;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.changelog.ChangeLogParameters;
import liquibase.command.CommandScope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Runs written migrations with Liquibase alone on a real database, and reads the resulting catalog. */
public final class MigrationRun {

    static final List<String> SCHEMAS = List.of("other", "Other Schema");

    private MigrationRun() {}

    /** The operations that create a whole catalog. */
    public static List<Operation> creating(Catalog catalog) {
        List<Operation> operations = new ArrayList<>();
        catalog.schemas().forEach(o -> operations.add(new Operation.Create(o)));
        catalog.enums().forEach(o -> operations.add(new Operation.Create(o)));
        catalog.composites().forEach(o -> operations.add(new Operation.Create(o)));
        catalog.sequences().forEach(o -> operations.add(new Operation.Create(o)));
        catalog.tables().forEach(o -> operations.add(new Operation.Create(o)));
        for (Table table : catalog.tables()) {
            table.constraints().stream()
                    .filter(k -> k.type() != Constraint.Type.PRIMARY_KEY && k.type() != Constraint.Type.FOREIGN_KEY)
                    .forEach(o -> operations.add(new Operation.Create(o)));
            table.indexes().forEach(o -> operations.add(new Operation.Create(o)));
        }
        for (Table table : catalog.tables()) {
            table.constraints().stream()
                    .filter(k -> k.type() == Constraint.Type.FOREIGN_KEY)
                    .forEach(o -> operations.add(new Operation.Create(o)));
        }
        catalog.views().forEach(o -> operations.add(new Operation.Create(o)));
        return operations;
    }

    /** The column of that name in the catalog's first table of that name. */
    static Column column(Catalog catalog, String table, String column) {
        return catalog.tables().stream()
                .filter(t -> t.name().local().equals(table))
                .findFirst()
                .flatMap(t -> t.column(column))
                .orElseThrow();
    }

    public static void sql(TestDatabase database, String script) throws Exception {
        try (Connection connection = database.connect()) {
            connection.createStatement().execute(script);
        }
    }

    /** The catalog without Liquibase's own tables. */
    public static Catalog catalog(TestDatabase database) throws Exception {
        try (Connection connection = database.connect()) {
            Catalog all = new CatalogReader(connection).read(Schemas.live("public", SCHEMAS));
            return new Catalog(
                    all.schemas(),
                    all.enums(),
                    all.composites(),
                    all.domains(),
                    all.casts(),
                    all.sequences(),
                    all.tables().stream()
                            .filter(t -> !t.name().local().startsWith("databasechangelog"))
                            .toList(),
                    all.views(),
                    all.others());
        }
    }

    static void update(TestDatabase database, Path folder, String file) throws Exception {
        liquibase(database, folder, new CommandScope("update").addArgumentValue("changelogFile", file));
    }

    public static void rollback(TestDatabase database, Path folder, String file) throws Exception {
        liquibase(
                database,
                folder,
                new CommandScope("rollbackCount")
                        .addArgumentValue("changelogFile", file)
                        .addArgumentValue("count", 1));
    }

    /** Writes the migration and applies it. */
    public static void apply(TestDatabase database, Path folder, Migration migration) throws Exception {
        Files.writeString(folder.resolve(migration.fileName()), migration.text());
        update(database, folder, migration.fileName());
    }

    private static void liquibase(TestDatabase database, Path folder, CommandScope command) throws Exception {
        DirectoryResourceAccessor files = new DirectoryResourceAccessor(folder);
        try (Connection connection = database.connect()) {
            Database target =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            Map<String, Object> scope = Map.of(
                    Scope.Attr.ui.name(),
                    new LoggerUIService(),
                    Scope.Attr.resourceAccessor.name(),
                    files,
                    "liquibase.analytics.enabled",
                    "false");
            Scope.child(scope, () -> command.addArgumentValue("database", target)
                    .addArgumentValue("changelogParameters", new ChangeLogParameters(target))
                    .setOutput(OutputStream.nullOutputStream())
                    .execute());
        }
    }
}
