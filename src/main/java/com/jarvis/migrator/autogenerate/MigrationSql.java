package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.change.Entry;
import com.jarvis.migrator.sql.SqlTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import liquibase.change.Change;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.SqlStatement;

/**
 * The statements that Liquibase itself makes of a migration's text, names of the default schema unqualified.
 *
 * @param update those that apply it, without the tag
 * @param rollback those that undo it, as far as a scratch schema has all that they refer to
 */
record MigrationSql(List<String> update, List<String> rollback) {

    /**
     * Has Liquibase parse the migration's text and generate its SQL.
     *
     * @throws LiquibaseException when it does not understand it
     */
    static MigrationSql of(Migration migration, Database database) throws LiquibaseException, IOException {
        Path folder = Files.createTempDirectory("jarvis-migration");
        Path file = folder.resolve(migration.fileName());
        try {
            DirectoryResourceAccessor resources = new DirectoryResourceAccessor(folder);
            Files.writeString(file, migration.text());
            DatabaseChangeLog changelog = ChangeLogParserFactory.getInstance()
                    .getParser(migration.fileName(), resources)
                    .parse(migration.fileName(), new ChangeLogParameters(database), resources);
            ChangeSet changeSet = changelog.getChangeSets().get(0);
            return new MigrationSql(
                    statements(changeSet, changeSet.getChanges(), database),
                    statements(
                            changeSet,
                            provable(migration, changeSet.getRollback().getChanges()),
                            database));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** The changes without those of which no scratch schema can tell whether they work. */
    private static List<Change> provable(Migration migration, List<Change> parsed) {
        List<Entry.Change> written = migration.rollback().stream()
                .filter(Entry.Change.class::isInstance)
                .map(Entry.Change.class::cast)
                .toList();
        return IntStream.range(0, parsed.size())
                .filter(i -> written.get(i).isProvable())
                .mapToObj(parsed::get)
                .toList();
    }

    /**
     * The statement for a transaction, in which no index can be made or dropped concurrently: only to see what catalog
     * it leads to, never to be run in earnest.
     */
    static String withoutConcurrently(String sql) {
        return SqlTokens.of(sql).withoutConcurrently();
    }

    /** The statements of a list of changes of a changeset. */
    static List<String> statements(ChangeSet changeSet, List<Change> changes, Database database) {
        boolean outputDefaultSchema = database.getOutputDefaultSchema();
        ObjectQuotingStrategy quoting = database.getObjectQuotingStrategy();
        database.setOutputDefaultSchema(false);
        if (changeSet.getObjectQuotingStrategy() != null) {
            database.setObjectQuotingStrategy(changeSet.getObjectQuotingStrategy());
        }
        try {
            List<String> statements = new ArrayList<>();
            for (Change change : changes) {
                if (!(change instanceof TagDatabaseChange)) {
                    for (SqlStatement statement : change.generateStatements(database)) {
                        for (Sql sql : SqlGeneratorFactory.getInstance().generateSql(statement, database)) {
                            statements.add(sql.toSql());
                        }
                    }
                }
            }
            return statements;
        } finally {
            database.setOutputDefaultSchema(outputDefaultSchema);
            database.setObjectQuotingStrategy(quoting);
        }
    }
}
