package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.embedded.LiveEnvironment;
import com.jarvis.migrator.sql.SqlTokens;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.database.Database;
import liquibase.executor.Executor;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;

/**
 * The statements of a changelog that change a schema. Statements that only change rows are left out, as there are no rows;
 * and programs and Java classes of the changelog, which never run.
 *
 * @param changeSets in their order
 * @param live what the statements expect of the database that they were written for
 */
public record ChangelogScript(List<Part> changeSets, LiveEnvironment live) {

    /** Statements without effect on a schema begin with one of these. */
    private static final Set<String> ROWS = Set.of(
            "insert", "update", "delete", "merge", "truncate", "copy", "vacuum", "analyze", "reindex", "refresh");

    /**
     * The statements of a changeset.
     *
     * @param file for messages
     * @param createdSchemas the schemas that they create
     */
    record Part(String file, boolean isInTransaction, List<String> statements, List<String> createdSchemas) {}

    /**
     * Generates the statements. Runs none of them.
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
        LiveEnvironment live = RollbackOnlyTransaction.run(database, LiveEnvironment::of);
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        Executor executor = executors.getExecutor("jdbc", database);
        executors.setExecutor("jdbc", database, new LoggingExecutor(executor, new StringWriter(), database));
        try {
            List<Part> parts = new ArrayList<>();
            for (ChangeSet changeSet : changeSets) {
                if (filters.stream()
                        .allMatch(filter -> filter.accepts(changeSet).isAccepted())) {
                    parts.add(part(changeSet, database));
                }
            }
            return new ChangelogScript(parts, live);
        } finally {
            executors.setExecutor("jdbc", database, executor);
        }
    }

    private static Part part(ChangeSet changeSet, Database database) {
        List<Change> changes = changeSet.getChanges().stream()
                .filter(change ->
                        !(change instanceof ExecuteShellCommandChange) && !(change instanceof CustomChangeWrapper))
                .toList();
        List<String> statements = new ArrayList<>();
        List<String> createdSchemas = new ArrayList<>();
        for (String statement : MigrationSql.statements(changeSet, changes, database)) {
            SqlTokens sql = SqlTokens.of(statement);
            if (ROWS.stream().noneMatch(sql::startWith)) {
                statements.add(statement);
                createdSchemas.addAll(sql.createdSchemas());
            }
        }
        return new Part(changeSet.getFilePath(), changeSet.isRunInTransaction(), statements, createdSchemas);
    }

    /** A digest of each changeset. */
    List<String> digests() {
        return changeSets.stream().map(part -> digest(part.toString())).toList();
    }

    private static String digest(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
