package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.changelog.change.Entry;
import com.jarvis.migrator.changelog.change.LiquibaseParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import liquibase.change.Change;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.DatabaseList;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.sql.Sql;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.SqlStatement;

/**
 * The statements that Liquibase generates from a migration's text.
 *
 * @param update the statements that apply it, without the tag
 * @param rollback the statements that undo it
 */
record MigrationSql(List<Statement> update, List<Statement> rollback) {

    /**
     * Has Liquibase parse the migration's text and generate its SQL.
     *
     * @throws MigratorException if Liquibase reads something else in the migration's format than in YAML
     * @throws LiquibaseException if Liquibase cannot parse the text
     */
    static MigrationSql of(Migration migration, Database database)
            throws LiquibaseException, IOException, MigratorException {
        Migration yaml = migration.in(MigrationFormat.YAML);
        ChangeSet changeSet = changeSet(yaml.fileName(), yaml.text(), database);
        if (!migration.fileName().equals(yaml.fileName())) {
            requireSame(
                    executed(changeSet, database),
                    executed(changeSet(migration.fileName(), migration.text(), database), database),
                    migration.revision());
        }
        return new MigrationSql(
                provable(statements(changeSet, changeSet.getChanges(), database)),
                rollback(changeSet, migration.rollback(), database));
    }

    private static void requireSame(List<String> wanted, List<String> read, String revision) throws MigratorException {
        for (int i = 0; i < Math.max(wanted.size(), read.size()); i++) {
            String first = i < wanted.size() ? wanted.get(i) : "";
            String second = i < read.size() ? read.get(i) : "";
            if (!first.equals(second)) {
                throw new MigratorException("""
                        %s cannot be written in this format: Liquibase would read another statement back, so no migration was written.
                          %s
                          %s
                        Write it in YAML:
                          mvn compile liquibase:diff -Dmigration.format=yaml""".formatted(revision, Printable.line(first), Printable.line(second)));
            }
        }
    }

    /**
     * What a changeset and its rollback run, without the comments before each statement, and spelled as in an {@code sql}
     * change, which cannot have a carriage return in a string.
     */
    static List<String> executed(ChangeSet changeSet, Database database) {
        return Stream.of(changeSet.getChanges(), changeSet.getRollback().getChanges())
                .flatMap(changes -> statements(changeSet, changes, database).stream())
                .map(sql -> sql.replaceFirst("^(--.*(\\R|$))+", "").strip())
                .filter(sql -> !sql.isEmpty())
                .map(LiquibaseParameters::ofSqlChange)
                .toList();
    }

    /** The only changeset in the text of a migration. */
    static ChangeSet changeSet(String fileName, String text, Database database) throws LiquibaseException, IOException {
        MigrationText resources = new MigrationText(fileName, text);
        return ChangeLogParserFactory.getInstance()
                .getParser(fileName, resources)
                .parse(fileName, new ChangeLogParameters(database), resources)
                .getChangeSets()
                .get(0);
    }

    private static List<Statement> provable(List<String> statements) {
        return statements.stream().map(sql -> new Statement(sql, true)).toList();
    }

    /** @param written the file's entries, from which the changes were parsed; none for {@code rollback: []} */
    private static List<Statement> rollback(ChangeSet changeSet, List<Entry> written, Database database) {
        List<Change> parsed = changeSet.getRollback().getChanges();
        List<Entry.Change> changes = written.stream()
                .filter(Entry.Change.class::isInstance)
                .map(Entry.Change.class::cast)
                .toList();
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < parsed.size(); i++) {
            boolean isProvable = i >= changes.size() || changes.get(i).isProvable();
            statements(changeSet, List.of(parsed.get(i)), database)
                    .forEach(sql -> statements.add(new Statement(sql, isProvable)));
        }
        return statements;
    }

    /** The statements of changes of a changeset; names in the default schema are unqualified. */
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
                            statements.add(modified(sql.toSql(), changeSet, database));
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

    /** What {@code modifySql} makes of a statement, as {@code AbstractExecutor} and {@code DbmsChangeSetFilter} do (5.0.4). */
    private static String modified(String sql, ChangeSet changeSet, Database database) {
        String modified = sql;
        for (SqlVisitor visitor : changeSet.getSqlVisitors()) {
            if (DatabaseList.definitionMatches(visitor.getApplicableDbms(), database, true)) {
                modified = visitor.modifySql(modified, database);
            }
        }
        return modified;
    }
}
