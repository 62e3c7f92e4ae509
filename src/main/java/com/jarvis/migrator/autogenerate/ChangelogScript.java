package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.Digest;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.NamedAlike;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.embedded.LiveEnvironment;
import com.jarvis.migrator.flyway.FlywayHistory;
import com.jarvis.migrator.sql.SqlTokens;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.core.LoadDataChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.database.Database;
import liquibase.executor.Executor;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.precondition.core.SqlPrecondition;

/**
 * The statements of a changelog. Programs and Java classes of the changelog are left out, because they never run; and data
 * files, because no schema depends on them.
 *
 * @param changeSets in their order
 * @param live what the statements expect of the database that they were written for
 */
public record ChangelogScript(List<Part> changeSets, LiveEnvironment live) {

    /**
     * The statements of a changeset.
     *
     * @param file for messages
     * @param createdSchemas the schemas that they create
     */
    record Part(String file, boolean isInTransaction, List<String> statements, List<String> createdSchemas) {}

    /**
     * Generates the statements of the changesets that the database would run if it were empty. Runs none of them. What its
     * history says was marked as run, but not run, is left out.
     *
     * @param parameters with the contexts and labels to run
     * @param database the live one
     */
    public static ChangelogScript of(List<ChangeSet> changeSets, ChangeLogParameters parameters, Database database)
            throws Exception {
        List<ChangeSetFilter> filters = List.of(
                new ContextChangeSetFilter(parameters.getContexts()),
                new LabelChangeSetFilter(parameters.getLabels()),
                new DbmsChangeSetFilter(database),
                new IgnoreChangeSetFilter());
        Map<String, List<RanChangeSet>> ran = ChangeSetName.byKey(database.getRanChangeSetList());
        return of(
                changeSets.stream()
                        .filter(changeSet -> rows(ran, changeSet).noneMatch(row -> isMarkedOnly(row, changeSet)))
                        .filter(changeSet -> filters.stream()
                                .allMatch(filter -> filter.accepts(changeSet).isAccepted()))
                        .toList(),
                database);
    }

    /**
     * Generates the statements of the changesets that the database has run, with whatever contexts and labels. Runs none of
     * them.
     *
     * @param database the live one
     */
    public static ChangelogScript ofHistory(List<ChangeSet> changeSets, Database database) throws Exception {
        List<RanChangeSet> ran = database.getRanChangeSetList();
        Map<String, List<RanChangeSet>> rows = ChangeSetName.byKey(ran);
        List<ChangeSet> applied = changeSets.stream()
                .filter(changeSet -> rows(rows, changeSet).anyMatch(row -> !isMarkedOnly(row, changeSet)))
                .toList();
        return of(NamedAlike.ran(applied, ran), database);
    }

    private static Stream<RanChangeSet> rows(Map<String, List<RanChangeSet>> ran, ChangeSet changeSet) {
        return ran.getOrDefault(ChangeSetName.key(changeSet), List.of()).stream();
    }

    /**
     * Whether nothing of a changeset has run. What it creates is there if Flyway has created it, or if all has run that it
     * replaces.
     */
    private static boolean isMarkedOnly(RanChangeSet row, ChangeSet changeSet) {
        return row.getExecType() == ChangeSet.ExecType.MARK_RAN
                && !standsForFlyway(changeSet)
                && Squash.of(changeSet).isEmpty();
    }

    /** Whether what the changeset creates is there, because Flyway has created it. */
    private static boolean standsForFlyway(ChangeSet changeSet) {
        return changeSet.getPreconditions() != null
                && changeSet.getPreconditions().getNestedPreconditions().stream()
                        .anyMatch(precondition -> precondition instanceof SqlPrecondition check
                                && FlywayHistory.isExists(check.getSql()));
    }

    private static ChangelogScript of(List<ChangeSet> changeSets, Database database) throws Exception {
        LiveEnvironment live = RollbackOnlyTransaction.run(database, LiveEnvironment::of);
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        Executor executor = executors.getExecutor("jdbc", database);
        executors.setExecutor("jdbc", database, new LoggingExecutor(executor, new StringWriter(), database));
        try {
            List<Part> parts = new ArrayList<>();
            for (ChangeSet changeSet : changeSets) {
                parts.add(part(changeSet, database));
            }
            return new ChangelogScript(parts, live);
        } finally {
            executors.setExecutor("jdbc", database, executor);
        }
    }

    private static Part part(ChangeSet changeSet, Database database) {
        List<Change> changes = changeSet.getChanges().stream()
                .filter(change -> !(change instanceof ExecuteShellCommandChange)
                        && !(change instanceof CustomChangeWrapper)
                        && !(change instanceof LoadDataChange))
                .toList();
        List<String> statements = MigrationSql.statements(changeSet, changes, database);
        List<String> createdSchemas = statements.stream()
                .flatMap(statement -> SqlTokens.of(statement).createdSchemas().stream())
                .toList();
        return new Part(changeSet.getFilePath(), changeSet.isRunInTransaction(), statements, createdSchemas);
    }

    /** A digest of each changeset. */
    List<String> digests() {
        return changeSets.stream().map(part -> Digest.of(part.toString())).toList();
    }

    /** The schemas that the statements create, without the default schema. */
    List<String> createdSchemas() {
        return changeSets.stream()
                .flatMap(part -> part.createdSchemas.stream())
                .filter(name -> !name.equals(live.defaultSchema()))
                .distinct()
                .toList();
    }
}
