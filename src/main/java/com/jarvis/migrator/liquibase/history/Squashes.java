package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;

/**
 * The changesets of a changelog that replace others. The rows of the replaced ones stay in databasechangelog: they are known
 * although the changelog no longer lists them.
 *
 * @param all in the order of the changelog
 */
public record Squashes(List<Squash> all) {

    /** How many names a message shows. */
    private static final int SHOWN = 5;

    /** Those of a changelog. */
    public static Squashes of(DatabaseChangeLog changelog) {
        return new Squashes(changelog.getChangeSets().stream()
                .flatMap(changeSet -> Squash.of(changeSet).stream())
                .toList());
    }

    /** The one that replaces what a database has run; the last, if one has replaced another. */
    public Optional<Squash> replacing(RanChangeSet ran) {
        return all.stream().filter(squash -> squash.replaces(ran)).reduce((first, second) -> second);
    }

    /** Whether a changeset replaces others that a database has run, all of them: then it has nothing to do there. */
    public static boolean isRunBy(List<RanChangeSet> ran, ChangeSet changeSet) {
        return Squash.of(changeSet).filter(squash -> squash.isRunBy(ran)).isPresent();
    }

    /**
     * What a rollback can undo, in the order in which it ran: without what is replaced, and with what replaces it in the place
     * that the changelog gives it, before all others. Liquibase alone puts it last.
     */
    public List<RanChangeSet> undoable(List<RanChangeSet> ran) {
        List<RanChangeSet> first = new ArrayList<>();
        List<RanChangeSet> others = new ArrayList<>();
        for (RanChangeSet row : ran) {
            if (replacing(row).isEmpty()) {
                boolean isInPlace = all.stream()
                        .filter(squash -> row.isSameAs(squash.changeSet()))
                        .anyMatch(squash -> ran.stream().anyMatch(squash::replaces));
                (isInPlace ? first : others).add(row);
            }
        }
        first.addAll(others);
        return first;
    }

    /** What an update does with a changeset that replaces others; empty for any other changeset. */
    public static Optional<String> pending(ChangeSet changeSet, List<RanChangeSet> ran) {
        return Squash.of(changeSet).map(squash -> {
            if (squash.isHalfRunBy(ran)) {
                return inBetween(squash, ran);
            }
            return squash.isRunBy(ran)
                    ? "replaces %d that this database has run, so update only marks it as run".formatted(squash.size())
                    : "replaces %d for new databases".formatted(squash.size());
        });
    }

    /**
     * The refusal of a database that has run some of what a changeset replaces, but not all; empty for any other database.
     *
     * @param consequence in a sentence, such as {@code Nothing was run.}
     */
    public static Optional<MigratorException> inBetween(Squash squash, List<RanChangeSet> ran, String consequence) {
        return squash.isHalfRunBy(ran)
                ? Optional.of(new MigratorException(inBetween(squash, ran) + "\n" + consequence))
                : Optional.empty();
    }

    /** Where a database stands that has run some of what a changeset replaces, and what to do. */
    public static String inBetween(Squash squash, List<RanChangeSet> ran) {
        List<String> run =
                ran.stream().filter(squash::replaces).map(ChangeSetName::of).toList();
        return """
                This database is in the middle of what %s replaces: it has run %s, but not %s.
                Check out the revision of the project before %1$s was added, apply the rest, and come back:
                  %s""".formatted(squash.name(), names(run), names(squash.missingIn(ran)), CommandHint.UPDATE.typed());
    }

    /** The first names of a list, for a message. */
    public static String names(List<String> names) {
        return Printable.first(SHOWN, names);
    }
}
