package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.Renames;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.database.Database;

/**
 * The schema that a changelog creates in an empty database: its statements, run in a scratch schema. Statements that only
 * change rows are skipped, as there are no rows.
 */
public final class ChangelogSchema {

    /** Statements without effect on a schema begin with one of these. */
    private static final Set<String> ROWS = Set.of(
            "insert",
            "update",
            "delete",
            "merge",
            "truncate",
            "copy",
            "call",
            "vacuum",
            "analyze",
            "reindex",
            "refresh");

    private ChangelogSchema() {}

    /**
     * The schemas that the changesets create. They belong to the model even after no entity names them any more.
     *
     * @return their names, unquoted
     */
    public static Set<String> namesMadeBy(DatabaseChangeLog changelog) {
        Set<String> names = new TreeSet<>();
        for (ChangeSet changeSet : changelog.getChangeSets()) {
            for (Change change : changeSet.getChanges()) {
                if (change instanceof AbstractSQLChange sql && sql.getSql() != null) {
                    names.addAll(SqlTokens.of(sql.getSql()).nested().createdSchemas());
                }
            }
        }
        return names;
    }

    /**
     * Runs the changesets in a scratch schema of the live database.
     *
     * @param connection the database's, in a transaction that the caller rolls back
     * @param parameters with the contexts and labels to run
     * @throws MigratorException if a statement fails there
     * @throws SQLException if the connection fails
     */
    public static DesiredSchema of(
            List<ChangeSet> changeSets, ChangeLogParameters parameters, Database database, Connection connection)
            throws SQLException, MigratorException {
        List<ChangeSetFilter> filters = List.of(
                new ContextChangeSetFilter(parameters.getContexts()),
                new LabelChangeSetFilter(parameters.getLabels()),
                new DbmsChangeSetFilter(database),
                new IgnoreChangeSetFilter());
        List<String> ddl = new ArrayList<>();
        for (ChangeSet changeSet : changeSets) {
            if (filters.stream().allMatch(filter -> filter.accepts(changeSet).isAccepted())) {
                MigrationSql.statements(changeSet, changeSet.getChanges(), database).stream()
                        .map(SqlTokens::of)
                        .filter(sql -> ROWS.stream().noneMatch(sql::startWith) && !commits(sql))
                        .map(SqlTokens::withoutConcurrently)
                        .forEach(ddl::add);
            }
        }
        try {
            return DesiredSchema.of(connection, ddl, (statement, position) -> "");
        } catch (MigratorException e) {
            if (!(e.getCause() instanceof SQLException failure) || !"42501".equals(failure.getSQLState())) {
                throw new MigratorException(e.getMessage().replaceFirst("the model:", "the changelog:"), e);
            }
            throw e;
        }
    }

    /** Whether it is a DO block that commits, which no transaction can run. */
    private static boolean commits(SqlTokens sql) {
        return sql.startWith("do") && sql.nested().contain("commit");
    }

    /** The changes from the live database to the schema, as {@code diff} prints them; empty if there are none. */
    public static List<String> differences(Connection connection, DesiredSchema wanted, String exclude)
            throws SQLException, MigratorException {
        return new Comparison(connection, new ExcludedTables(exclude))
                .with(wanted, new Renames("none")).operations().upgrade().stream()
                        .map(OperationText::line)
                        .toList();
    }
}
