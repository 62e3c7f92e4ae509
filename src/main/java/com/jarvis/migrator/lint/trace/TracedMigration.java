package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A migration that was run in a scratch database, and what it did there.
 *
 * @param source where it stands
 * @param before the catalog before it
 * @param after the catalog after it
 * @param statements what it ran, in order
 * @param failure what stopped it, if it did not run to its end
 * @param rollback what its rollback did, if it ran to its end
 * @param live the rows that it is going to meet
 * @param end the catalog after all pending migrations; objects that this one creates have other ids there
 */
public record TracedMigration(
        Source source,
        Snapshot before,
        Snapshot after,
        List<TracedStatement> statements,
        Optional<Failure> failure,
        Optional<Rollback> rollback,
        LiveRows live,
        Snapshot end) {

    /** @param end the catalog after the last migration of the run: a later one may complete what this one begins */
    public TracedMigration endingIn(Snapshot end) {
        return new TracedMigration(source, before, after, statements, failure, rollback, live, end);
    }

    /**
     * @param revision the changeset's id
     * @param file the file's name in the changelog
     * @param text the file's text
     * @param inTransaction false with {@code runInTransaction: false}
     * @param lines the line of each of its changes in the text, from 1; empty if unknown
     */
    public record Source(String revision, String file, String text, boolean inTransaction, List<Integer> lines) {

        /** The line of the change that a statement comes from; of the first one for null; 0 if unknown. */
        public int line(TracedStatement statement) {
            int change = statement == null ? 1 : statement.change();
            return change >= 1 && change <= lines.size() ? lines.get(change - 1) : 0;
        }
    }

    /**
     * @param supported false if the migration has none
     * @param missing what the catalog held before the migration and does not hold after the rollback, a line each
     * @param left what it did not hold before and holds after, a line each
     * @param restored names of the tables and columns that the migration drops and the rollback makes again, empty
     * @param problem why the rollback could not run, or null
     */
    public record Rollback(
            boolean supported, List<String> missing, List<String> left, List<String> restored, String problem) {

        /** A migration that has none. */
        public static final Rollback NONE = new Rollback(false, List.of(), List.of(), List.of(), null);

        /** Whether it brings the catalog back as it was. */
        public boolean isExact() {
            return problem == null && missing.isEmpty() && left.isEmpty();
        }
    }

    /** Whether its rollback has brought the catalog back to where it was, so that it has to run again for those after it. */
    boolean isRolledBack() {
        return rollback.filter(r -> r.supported() && r.isExact()).isPresent();
    }

    /** Whether the migrations after it cannot be tried: it failed, or its rollback left another catalog. */
    boolean isEnd() {
        return failure.isPresent()
                || rollback.filter(r -> r.supported() && !r.isExact()).isPresent();
    }

    /** The failure, if a statement was refused because it runs only outside a transaction and the migration is one. */
    public Optional<Failure> transactionFailure() {
        return failure.filter(f -> source.inTransaction() && f.isForTransaction());
    }

    /** The catalog of the live database. */
    public Snapshot start() {
        return statements.get(0).start();
    }

    /** The statements after that one which are in the same transaction. */
    public Stream<TracedStatement> laterInTransaction(TracedStatement statement) {
        return source.inTransaction ? statements.stream().filter(s -> s.number() > statement.number()) : Stream.empty();
    }
}
