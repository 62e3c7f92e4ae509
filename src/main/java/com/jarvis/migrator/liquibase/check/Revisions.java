package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Checks the revisions that a command names or rolls back, before it changes anything. */
public final class Revisions {

    private Revisions() {}

    /**
     * Finds a revision of the changelog.
     *
     * @param given its name or a unique prefix
     * @param command takes a revision, for the message
     * @throws MigratorException if no revision or several revisions match
     */
    public static String inChangelog(String given, DatabaseChangeLog changelog, CommandHint command)
            throws MigratorException {
        List<String> known = changelog.getChangeSets().stream()
                .flatMap(changeSet -> Stream.concat(
                        changeSet.getChanges().stream()
                                .filter(TagDatabaseChange.class::isInstance)
                                .map(change -> ((TagDatabaseChange) change).getTag()),
                        ChangeSetName.isRevision(changeSet) ? Stream.of(changeSet.getId()) : Stream.of()))
                .distinct()
                .toList();
        Optional<String> found = find(given, known, "so nothing was run");
        if (found.isEmpty()) {
            throw new MigratorException("There is no revision %s in %s, so nothing was run.\n%s"
                    .formatted(given, changelog.getPhysicalFilePath(), choice(given, known, Optional.of(command))));
        }
        return found.get();
    }

    /**
     * Finds a changeset of the changelog.
     *
     * @param given its name, as messages call it, or a unique prefix
     * @return its name
     * @throws MigratorException if none or several match
     */
    public static String toSquash(String given, List<ChangeSet> changeSets, String master) throws MigratorException {
        List<String> known = changeSets.stream().map(ChangeSetName::of).toList();
        Optional<String> found = given.isEmpty() || given.equals("true")
                ? Optional.empty()
                : find(given, known, "so nothing was written");
        if (found.isEmpty()) {
            throw new MigratorException("""
                    -Dsquash%s in %s, so nothing was written. Name the last migration to replace, or how many:
                      mvn liquibase:diff -Dsquash=<revision>
                    %s""".formatted(
                            given.isEmpty() || given.equals("true")
                                    ? " names no revision"
                                    : "=" + Printable.line(given) + ": there is no such revision",
                            master,
                            choice(given, known, Optional.empty())));
        }
        return found.get();
    }

    /**
     * Finds a changeset that the database has run.
     *
     * @param given its revision, its name as messages call it, or a unique prefix
     * @return its tag, its revision or its name
     * @throws MigratorException if no revision or several revisions match
     */
    public static String applied(String given, List<RanChangeSet> ran) throws MigratorException {
        List<String> known = ran.stream()
                .flatMap(one -> Stream.of(one.getTag(), ChangeSetName.of(one)))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Optional<String> found = find(given, known, "so nothing was rolled back");
        if (found.isEmpty()) {
            throw new MigratorException("This database has not run a revision %s, so nothing was rolled back.\n%s"
                    .formatted(given, choice(given, known, Optional.empty())));
        }
        return found.get();
    }

    /** @throws MigratorException if it is a prefix of several revisions */
    public static Optional<String> find(String given, List<String> known, String consequence) throws MigratorException {
        Optional<String> exact = known.stream().filter(given::equalsIgnoreCase).findFirst();
        if (exact.isPresent()) {
            return exact;
        }
        List<String> candidates =
                known.stream().filter(name -> name.startsWith(given)).distinct().toList();
        if (candidates.size() > 1) {
            throw new MigratorException(
                    "%d revisions begin with %s, %s:%n  %s%nGive enough of the name to tell them apart."
                            .formatted(candidates.size(), given, consequence, lines(candidates)));
        }
        return candidates.stream().findFirst();
    }

    /**
     * @param undone the changesets to roll back
     * @throws MigratorException if one of them is not in the changelog or has no rollback: Liquibase would skip the former
     *     and stop half-way at the latter
     */
    public static void requireWayBack(List<RanChangeSet> undone, DatabaseChangeLog changelog, Database database)
            throws MigratorException {
        for (RanChangeSet ran : undone) {
            ChangeSet changeSet = changelog.getChangeSet(ran);
            if (changeSet == null) {
                throw new MigratorException("""
                        %s was run by this database, but %s does not list it, so nothing was rolled back.
                        Its rollback is in the file %s. Switch to the branch that has it and
                        roll back there, or merge that branch:
                          git log --all --oneline -- %3$s""".formatted(
                        ChangeSetName.of(ran), changelog.getPhysicalFilePath(), Printable.line(ran.getChangeLog())));
            }
            boolean isMarkedOnly = ran.getExecType() == ChangeSet.ExecType.MARK_RAN; // nothing of it ran
            if (!isMarkedOnly && !changeSet.supportsRollback(database)) {
                throw new MigratorException("""
                        %s does not say how to undo its changes, so nothing was rolled back.
                        Add to the end of its changeset, with the changes that undo it (this does not change its checksum):
                        %s""".formatted(
                                ChangeSetName.place(changeSet),
                                ChangeSetText.rollback(Changelog.file(changeSet), "alter table …")
                                        .indent(4)
                                        .stripTrailing()));
            }
        }
    }

    private static String lines(List<String> revisions) {
        return revisions.stream().map(Printable::line).collect(Collectors.joining("\n  "));
    }

    private static String choice(String given, List<String> known, Optional<CommandHint> command) {
        if (known.isEmpty()) {
            return "There are no revisions yet; this shows what is pending:\n  " + CommandHint.STATUS.typed();
        }
        String revisions = "These are its revisions, the oldest first:\n  " + lines(known);
        return nearest(given, known)
                .map(one -> revisions + "\nDid you mean"
                        + command.map(hint -> "\n  " + hint.of(Printable.line(one)))
                                .orElse(" " + Printable.line(one) + "?"))
                .orElse(revisions);
    }

    /**
     * The revision that was probably meant: the only one that contains the given text or, if none does, the only one within
     * a few typos of it.
     */
    private static Optional<String> nearest(String given, List<String> known) {
        List<String> containing = known.stream()
                .filter(revision -> revision.toLowerCase(Locale.ROOT).contains(given.toLowerCase(Locale.ROOT)))
                .toList();
        if (!containing.isEmpty()) {
            return only(containing);
        }
        int least = known.stream().mapToInt(one -> typos(given, one)).min().orElseThrow();
        return least > Math.max(1, given.length() / 4)
                ? Optional.empty()
                : only(known.stream().filter(one -> typos(given, one) == least).toList());
    }

    private static Optional<String> only(List<String> revisions) {
        return revisions.size() == 1 ? Optional.of(revisions.get(0)) : Optional.empty();
    }

    private static int typos(String given, String revision) {
        String beginning = revision.substring(0, Math.min(given.length(), revision.length()));
        return Math.min(
                LevenshteinDistance.getDefaultInstance().apply(given, beginning),
                LevenshteinDistance.getDefaultInstance().apply(given, revision));
    }
}
