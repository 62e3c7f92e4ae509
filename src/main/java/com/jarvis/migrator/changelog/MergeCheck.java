package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds what a merge of two branches can break in a changelog: files that are not included, and migrations that are
 * listed in another order than they were created, or than a database has run them. The order of changesets that other means
 * wrote is their authors' business.
 *
 * @param master the path of the master changelog as the POM names it
 * @param files the files of the migrations
 * @param listed the files of the changelog in the order in which they run
 * @param others those of them that have changesets of other means, with ids of their own
 * @param isUsed whether a change or a rollback of the changelog reads a file
 */
public record MergeCheck(
        String master, MigrationFiles files, List<String> listed, Set<String> others, Predicate<Path> isUsed) {

    /**
     * The problems in the files themselves, each with the edit that fixes it.
     *
     * @throws MigratorException if the folder cannot be read
     */
    public List<String> problems() throws MigratorException {
        List<String> problems = forgotten(true);
        String newest = null;
        for (String revision : revisions()) {
            if (newest != null && time(revision).isPresent() && revision.compareTo(newest) < 0) {
                problems.add("""
                        %1$s lists %2$s after %3$s, which is newer.
                        Move the include of %2$s above that one. If it does not work in this order, or not after %3$s in a database that has run that,
                        roll back %2$s on each database that has run it, give it the newest timestamp, and move its include to the end of the list:
                        %4$s""".formatted(master, revision, newest, restamp(revision)));
            } else if (time(revision).isPresent()) {
                newest = revision;
            }
        }
        return problems;
    }

    /**
     * What to look at: files in the folder of the migrations that nothing lists, but that may not be meant to run.
     *
     * @throws MigratorException if the folder cannot be read
     */
    public List<String> advice() throws MigratorException {
        return forgotten(false);
    }

    private List<String> forgotten(boolean hasTime) throws MigratorException {
        List<String> problems = new ArrayList<>();
        Set<String> known = included();
        listed.forEach(file -> known.add(stem(file)));
        for (String file : files.changelogs()) {
            if (time(stem(file)).isPresent() == hasTime
                    && !known.contains(stem(file))
                    && !isUsed.test(files.folder().resolve(file))) {
                problems.add("""
                        %s is not listed in any changelog, so it never runs. Add it to %s, or delete it:
                        %s""".formatted(
                                folder() + file,
                                place(stem(file)),
                                files.master().snippet(files.folder().resolve(file))));
            }
        }
        return problems;
    }

    /** Where the include of a forgotten migration belongs, so that the list is in order afterwards. */
    private String place(String forgotten) {
        return revisions().stream()
                .filter(revision ->
                        time(forgotten).isPresent() && time(revision).isPresent() && revision.compareTo(forgotten) > 0)
                .findFirst()
                .map(newer -> "%s, above the include of %s".formatted(master, newer))
                .orElse("the end of " + master);
    }

    /**
     * The migrations that a database has not run, although it has run a later one, each with what to do if their order
     * matters. This is no fault of the files: it is how a merge ends for everybody who has run the own migration before.
     *
     * @param pending the files that the database has not run
     * @param ran the file of each changeset that the database has run, in the order in which it did
     * @param rollback the command that rolls back a number of changesets
     */
    public List<String> overtaken(Collection<String> pending, List<String> ran, IntFunction<String> rollback) {
        List<String> notes = new ArrayList<>();
        Set<String> later = new HashSet<>();
        String applied = null;
        for (int i = listed.size() - 1; i >= 0; i--) {
            String revision = stem(listed.get(i));
            if (!pending.contains(listed.get(i))) {
                applied = applied == null ? revision : applied;
                later.add(listed.get(i));
            } else if (applied != null && !others.contains(listed.get(i))) {
                notes.add(0, """
                        %1$s is pending, but this database has run %2$s, which %3$s lists after it.
                        A new database would run them in the opposite order. If the order does not matter, run update now.
                        If it matters, roll this database back to before that, and run update:
                          %5$s
                        If this database cannot be rolled back, roll back %1$s on each database that has run it, give it the newest timestamp, and move its include to the end of the list:
                        %4$s""".formatted(
                                revision, applied, master, restamp(revision), rollback.apply(since(later, ran))));
            }
        }
        return notes;
    }

    /** How many changesets a database has run since the first one of these files. */
    private static int since(Set<String> files, List<String> ran) {
        return (int) ran.stream().dropWhile(file -> !files.contains(file)).count();
    }

    private String restamp(String revision) {
        String renamed = Revision.of(Revision.message(revision), List.of(), Instant.EPOCH, revisions());
        String extension = listed.stream()
                .filter(file -> stem(file).equals(revision))
                .map(file -> file.substring(file.lastIndexOf('.')))
                .findFirst()
                .orElseThrow();
        return "  git mv %1$s%2$s%5$s %1$s%3$s%5$s\n  sed -i 's/%2$s/%3$s/' %1$s%3$s%5$s %4$s"
                .formatted(folder(), revision, renamed, master, extension);
    }

    /** Liquibase's changelog has neither a file without changesets nor one for another database. */
    private Set<String> included() {
        try {
            return files.master().includes().stream()
                    .map(MergeCheck::stem)
                    .collect(Collectors.toCollection(HashSet::new));
        } catch (MigratorException e) {
            return new HashSet<>(); // a master of another format, or one that is not as strict as we read it
        }
    }

    private List<String> revisions() {
        return listed.stream()
                .filter(file -> !others.contains(file))
                .map(MergeCheck::stem)
                .toList();
    }

    private String folder() {
        Path parent = Path.of(master).getParent();
        Path relative = files.master()
                .file()
                .toAbsolutePath()
                .getParent()
                .relativize(files.folder().toAbsolutePath());
        return (parent == null ? relative : parent.resolve(relative)).toString().replace('\\', '/') + "/";
    }

    private static Optional<LocalDateTime> time(String revision) {
        return Revision.time(revision);
    }

    private static String stem(String file) {
        return ChangeSetName.stem(file);
    }
}
