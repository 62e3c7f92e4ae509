package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.migrator.liquibase.history.Squashes;
import java.util.List;
import java.util.Optional;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;
import liquibase.executor.ExecutorService;
import liquibase.statement.core.RawParameterizedSqlStatement;

/**
 * The row in databasechangelog of a changeset that replaces others which the database has run: it comes before all that is not
 * replaced, as in the changelog, and has the time of the last one that it replaces. It goes together with the rows of these,
 * because otherwise the next update would mark it again instead of running it.
 */
final class SquashRow {

    private final Database database;
    private final ChangeSet changeSet;
    private final List<RanChangeSet> replaced;
    private final List<RanChangeSet> others;

    private SquashRow(Database database, ChangeSet changeSet, Squash squash, List<RanChangeSet> ran) {
        this.database = database;
        this.changeSet = changeSet;
        this.replaced = ran.stream().filter(squash::replaces).toList();
        this.others = ran.stream()
                .filter(row -> !squash.replaces(row) && !row.isSameAs(changeSet))
                .toList();
    }

    /**
     * Why the row is all that is missing of a changeset: the database has run all that it replaces.
     *
     * @return empty if the changeset is to run
     * @throws MigratorException if the database has run some of it, but not all
     */
    static Optional<String> ifDone(ChangeSet changeSet, Database database) throws DatabaseException, MigratorException {
        Optional<Squash> squash = Squash.of(changeSet);
        if (squash.isEmpty()) {
            return Optional.empty();
        }
        List<RanChangeSet> ran = database.getRanChangeSetList();
        Optional<MigratorException> refusal = Squashes.inBetween(squash.get(), ran, "Nothing was run.");
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return squash.filter(one -> one.isRunBy(ran))
                .map(one -> "this database has run the %d that it replaces".formatted(one.size()));
    }

    /**
     * @param ran what the database has run
     * @return empty if the changeset replaces nothing that the database has run
     */
    static Optional<SquashRow> of(Database database, ChangeSet changeSet, List<RanChangeSet> ran) {
        return Squash.of(changeSet)
                .filter(squash -> ran.stream().anyMatch(squash::replaces))
                .map(squash -> new SquashRow(database, changeSet, squash, ran));
    }

    /** Moves the row, which is the last one, to its place. */
    void place() throws DatabaseException {
        RanChangeSet last = replaced.get(replaced.size() - 1);
        int place =
                others.isEmpty() ? last.getOrderExecuted() + 1 : others.get(0).getOrderExecuted();
        RanChangeSet before = replaced.stream()
                .filter(row -> row.getOrderExecuted() < place)
                .reduce((first, second) -> second)
                .orElse(last);
        String table = AppliedChangeSets.table(database);
        execute("UPDATE %s SET ORDEREXECUTED = ORDEREXECUTED + 1 WHERE ORDEREXECUTED >= %d".formatted(table, place));
        execute("""
                UPDATE %1$s SET ORDEREXECUTED = %2$d, DATEEXECUTED = (SELECT DATEEXECUTED FROM %1$s WHERE %3$s) WHERE %4$s""".formatted(
                        table,
                        place,
                        where(before.getId(), before.getAuthor(), before.getStoredChangeLog()),
                        where(changeSet.getId(), changeSet.getAuthor(), changeSet.getStoredFilePath())));
    }

    /** Removes the rows of what is replaced. */
    void removeReplaced() throws DatabaseException {
        for (RanChangeSet row : replaced) {
            execute("DELETE FROM %s WHERE %s"
                    .formatted(
                            AppliedChangeSets.table(database),
                            where(row.getId(), row.getAuthor(), row.getStoredChangeLog())));
        }
    }

    private String where(String id, String author, String file) {
        return "ID = %s AND AUTHOR = %s AND FILENAME = %s".formatted(literal(id), literal(author), literal(file));
    }

    private String literal(String text) {
        return "'" + database.escapeStringForDatabase(text) + "'";
    }

    private void execute(String sql) throws DatabaseException {
        Scope.getCurrentScope()
                .getSingleton(ExecutorService.class)
                .getExecutor("jdbc", database)
                .execute(new RawParameterizedSqlStatement(sql));
    }
}
