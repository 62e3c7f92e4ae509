package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds what a merge of two branches can break in a changelog: files that are not included, and migrations that are
 * listed in another order than they were created, or than a database has run them.
 *
 * @param master the path of the master changelog as the POM names it
 * @param files the files of the migrations
 * @param listed the files of the changelog in the order in which they run
 * @param isUsed whether a change or a rollback of the changelog reads a file
 */
public record MergeCheck(String master, MigrationFiles files, List<String> listed, Predicate<Path> isUsed) {

    /**
     * The problems in the files themselves, each with the edit that fixes it.
     *
     * @throws MigratorException if the folder cannot be read
     */
    public List<String> problems() throws MigratorException {
        List<String> problems = new ArrayList<>();
        List<String> revisions = revisions();
        Set<String> included = included();
        for (String file : files.changelogs()) {
            if (!revisions.contains(stem(file))
                    && !included.contains(stem(file))
                    && !isUsed.test(files.folder().resolve(file))) {
                problems.add("""
                        %s is not listed in any changelog, so it never runs. Add it to the end of %s, or delete it:
                        %s""".formatted(
                                folder() + file,
                                master,
                                files.master().snippet(files.folder().resolve(file))));
            }
        }
        String newest = null;
        for (String revision : revisions) {
            if (newest != null && time(revision).isPresent() && revision.compareTo(newest) < 0) {
                problems.add("""
                        %1$s lists %2$s after %3$s, which is newer.
                        If no database has run %3$s yet, move the include of %2$s above that one.
                        Otherwise roll back %2$s on each database that has run it, and give it the newest timestamp:
                        %4$s""".formatted(master, revision, newest, restamp(revision)));
            } else if (time(revision).isPresent()) {
                newest = revision;
            }
        }
        return problems;
    }

    /**
     * The migrations that a database has not run, although it has run a later one, each with the edit that fixes it.
     *
     * @param pending the files that the database has not run
     */
    public List<String> overtaken(Collection<String> pending) {
        List<String> problems = new ArrayList<>();
        String applied = null;
        for (int i = listed.size() - 1; i >= 0; i--) {
            String revision = stem(listed.get(i));
            if (!pending.contains(listed.get(i))) {
                applied = applied == null ? revision : applied;
            } else if (applied != null) {
                problems.add(0, """
                        %1$s is pending, but this database has run %2$s, which %3$s lists after it.
                        A new database would run them in the opposite order. If the order does not matter, run update now.
                        Otherwise roll it back on each database that has run it, give it the newest timestamp, and move its include to the end of the list:
                        %4$s""".formatted(revision, applied, master, restamp(revision)));
            }
        }
        return problems;
    }

    private String restamp(String revision) {
        String renamed = Revision.of(Revision.message(revision), List.of(), Instant.EPOCH, revisions());
        return "  git mv %1$s%2$s.yaml %1$s%3$s.yaml\n  sed -i 's/%2$s/%3$s/' %1$s%3$s.yaml %4$s"
                .formatted(folder(), revision, renamed, master);
    }

    /** Liquibase's changelog has neither a file without changesets nor one for another database. */
    private Set<String> included() {
        try {
            return files.master().includes().stream().map(MergeCheck::stem).collect(Collectors.toSet());
        } catch (MigratorException e) {
            return Set.of(); // a master that is not YAML, or not as strict as we read it
        }
    }

    private List<String> revisions() {
        return listed.stream().map(MergeCheck::stem).toList();
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
        return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    }
}
