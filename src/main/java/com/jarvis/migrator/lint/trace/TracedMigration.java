package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.ClientPart;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A migration that ran in a scratch database, and what it did there.
 *
 * @param source its file and changeset
 * @param before the catalog before it
 * @param after the catalog after it
 * @param statements its statements, in order
 * @param failure what stopped it; empty if it completed
 * @param rollback what its rollback did; empty if the migration failed
 * @param live the rows of the live database
 * @param end the catalog after all pending migrations; objects that this one creates have other ids there
 * @param coverage which parts of it did not run
 * @param clients what it does to code outside of the database, besides what it does to tables
 * @param numbers where sequences continue after it that it may have set
 */
public record TracedMigration(
        Source source,
        Snapshot before,
        Snapshot after,
        List<TracedStatement> statements,
        Optional<Failure> failure,
        Optional<Rollback> rollback,
        LiveRows live,
        Snapshot end,
        Coverage coverage,
        Clients clients,
        List<NextNumber> numbers) {

    /**
     * Which parts of a migration did not run, and which may run elsewhere.
     *
     * @param notTried parts of it that were left out
     * @param notTriedBefore whether parts of earlier migrations were left out, so that it may lack objects
     * @param rollback the statements and programs of its rollback
     * @param countable what of the catalog after it may be evaluated on the rows of the live database
     * @param sampled the existing tables that had some rows
     */
    public record Coverage(
            List<NotTried> notTried,
            boolean notTriedBefore,
            List<String> rollback,
            Countable countable,
            Set<Long> sampled) {

        /** Whether anything was left out, so that a failure may be due to it. */
        public boolean isPartial() {
            return notTriedBefore || !notTried.isEmpty();
        }
    }

    /**
     * What code outside of the database uses, and what stands between it and rows.
     *
     * @param lost what the live database has and the migration removes
     * @param added what the migration adds
     */
    public record Clients(List<ClientPart> lost, List<ClientPart> added, Set<ClientPart> after) {

        /**
         * Compares.
         *
         * @param live what there is before all pending migrations
         * @param before this migration
         * @param after this migration
         */
        public static Clients of(Set<ClientPart> live, Set<ClientPart> before, Set<ClientPart> after) {
            return new Clients(
                    before.stream()
                            .filter(part -> live.contains(part) && !after.contains(part))
                            .toList(),
                    after.stream().filter(part -> !before.contains(part)).toList(),
                    after);
        }
    }

    /** @param end the catalog after the last migration of the run: a later one may complete what this one begins */
    public TracedMigration endingIn(Snapshot end) {
        return new TracedMigration(
                source, before, after, statements, failure, rollback, live, end, coverage, clients, numbers);
    }

    /**
     * @param revision the changeset's name
     * @param file the file's name in the changelog
     * @param text the file's text, in which the lines of other changesets are empty
     * @param inTransaction false with {@code runInTransaction: false}
     * @param lines the line of each of its changes in the text, from 1; empty if unknown
     */
    public record Source(String revision, String file, String text, boolean inTransaction, List<Integer> lines) {

        /** The line of the change that a statement belongs to, of the first change for null; 0 if unknown. */
        public int line(TracedStatement statement) {
            int change = statement == null ? 1 : statement.change();
            int line = change >= 1 && change <= lines.size() ? lines.get(change - 1) : 0;
            return statement != null && file.endsWith(".sql") ? line(statement.sql(), line) : line;
        }

        /** The line of formatted SQL that begins a statement as it is written there. */
        private int line(String sql, int start) {
            String first = sql.strip().lines().findFirst().orElse("").strip();
            List<String> all = text.lines().toList();
            for (int i = start; !first.isEmpty() && i < all.size(); i++) {
                if (all.get(i).contains(first)) {
                    return i + 1;
                }
            }
            return start;
        }
    }

    /**
     * @param supported whether the migration has a rollback
     * @param missing lines of the catalog before the migration that it lacks after the rollback
     * @param left lines of the catalog after the rollback that it did not have before the migration
     * @param restored names of tables and columns that the migration drops and the rollback recreates, empty
     * @param problem why the rollback failed, or null
     * @param isTakenBack whether the migration is applied again
     */
    public record Rollback(
            boolean supported,
            List<String> missing,
            List<String> left,
            List<String> restored,
            String problem,
            boolean isTakenBack) {

        /** That of a migration without a rollback. */
        public static final Rollback NONE = new Rollback(false, List.of(), List.of(), List.of(), null, true);

        /** Whether it restores the catalog. */
        public boolean isExact() {
            return problem == null && missing.isEmpty() && left.isEmpty();
        }

        Rollback takenBack(boolean isAborted) {
            return new Rollback(supported, missing, left, restored, problem, isAborted);
        }
    }

    /** Whether its rollback has restored the catalog, so that the migration has to run again before later ones. */
    boolean isRolledBack() {
        return rollback.filter(r -> !r.isTakenBack() && r.isExact()).isPresent();
    }

    /** Whether later migrations cannot be traced: it failed, or a rollback that is there to stay did not restore the catalog. */
    boolean isEnd() {
        return failure.isPresent()
                || rollback.filter(r -> !r.isTakenBack() && !r.isExact()).isPresent();
    }

    /** Whether it runs code that may do something else where existing tables have rows. */
    boolean hasCodeAboutRows() {
        List<String> functions = clients.after().stream()
                .filter(part -> part.kind().equals("function"))
                .map(ClientPart::localName)
                .toList();
        return statements.stream()
                .filter(statement -> !statement.taken().isEmpty())
                .anyMatch(statement -> statement.isBlock() || functions.stream().anyMatch(statement.code()::mentions));
    }

    /** The failure, if a statement was refused because it runs only outside a transaction and the migration is one. */
    public Optional<Failure> transactionFailure() {
        return failure.filter(f -> source.inTransaction() && f.isForTransaction());
    }

    /**
     * The failure, if it says nothing about the migration: it needs rights that only a superuser has, an object that was perhaps not
     * created, or one that only the live database has.
     */
    public Optional<Failure> failureForNotTried() {
        return failure.filter(
                f -> f.isForRights() || f.lacking().isPresent() || coverage.isPartial() && f.isForMissingObject());
    }

    /** The catalog of the live database. */
    public Snapshot start() {
        return statements.get(0).start();
    }

    /** The later statements in the same transaction. */
    public Stream<TracedStatement> laterInTransaction(TracedStatement statement) {
        return source.inTransaction ? statements.stream().filter(s -> s.number() > statement.number()) : Stream.empty();
    }
}
