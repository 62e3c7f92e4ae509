package com.jarvis.migrator.changelog;

import com.jarvis.migrator.Printable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;

/**
 * What messages call a changeset. A migration that {@code diff} wrote is alone in a file of its name, so its revision is
 * enough. Any other changeset is called as Liquibase does: {@code <file>::<id>::<author>}.
 */
public final class ChangeSetName {

    private ChangeSetName() {}

    /** The name of a changeset of the changelog, printable. */
    public static String of(ChangeSet changeSet) {
        return of(changeSet.getFilePath(), changeSet.getId(), changeSet.getAuthor());
    }

    /** The name of a changeset that a database has run, printable. */
    public static String of(RanChangeSet ran) {
        return of(ran.getChangeLog(), ran.getId(), ran.getAuthor());
    }

    /** The file of a migration that {@code diff} wrote; the name of any other changeset, which begins with its file. */
    public static String place(ChangeSet changeSet) {
        return isRevision(changeSet) ? Printable.line(changeSet.getFilePath()) : of(changeSet);
    }

    /** What a changeset does, in a line: its {@code comment}, or its revision's slug as words; empty for others without. */
    public static String message(ChangeSet changeSet) {
        return message(changeSet.getFilePath(), changeSet.getId(), changeSet.getComments());
    }

    /** What a changeset does that a database has run; see {@link #message(ChangeSet)}. */
    public static String message(RanChangeSet ran) {
        return message(ran.getChangeLog(), ran.getId(), ran.getComments());
    }

    /** What a changeset does; see {@link #message(ChangeSet)}. */
    public static String message(String file, String id, String comment) {
        if (comment != null && !comment.isBlank()) {
            return Printable.line(comment.strip().lines().findFirst().orElseThrow());
        }
        return isRevision(file, id) ? Printable.line(Revision.message(id)) : "";
    }

    /** Whether a changeset has the name of its file, as those that {@code diff} writes. */
    public static boolean isRevision(ChangeSet changeSet) {
        return isRevision(changeSet.getFilePath(), changeSet.getId());
    }

    /** Whether a changeset that a database has run has the name of its file. */
    public static boolean isRevision(RanChangeSet ran) {
        return isRevision(ran.getChangeLog(), ran.getId());
    }

    /** Whether a changeset has the name of its file. */
    public static boolean isRevision(String file, String id) {
        return stem(String.valueOf(file)).equals(id);
    }

    /** What identifies a changeset for Liquibase, in a changelog and in a database: id, author and file. */
    public static String key(RanChangeSet ran) {
        return key(ran.getId(), ran.getAuthor(), ran.getChangeLog());
    }

    /** What identifies a changeset of a changelog for Liquibase; see {@link #key(RanChangeSet)}. */
    public static String key(ChangeSet changeSet) {
        return key(changeSet.getId(), changeSet.getAuthor(), changeSet.getFilePath());
    }

    /** What a database has run by key; after a mistake, databasechangelog may have several rows of one changeset. */
    public static Map<String, List<RanChangeSet>> byKey(Collection<RanChangeSet> ran) {
        return ran.stream().collect(Collectors.groupingBy(ChangeSetName::key));
    }

    /** The keys of what a database has run. */
    public static Set<String> keys(Collection<RanChangeSet> ran) {
        return ran.stream().map(ChangeSetName::key).collect(Collectors.toSet());
    }

    /** What identifies a changeset for Liquibase; see {@link #key(RanChangeSet)}. */
    public static String key(String id, String author, String file) {
        return (id + "\n" + author + "\n" + DatabaseChangeLog.normalizePath(file)).toLowerCase(Locale.ROOT);
    }

    static String of(String file, String id, String author) {
        return Printable.line(isRevision(file, id) ? id : file + "::" + id + "::" + author);
    }

    /** The name of the file of a changeset, without its folder and extension. */
    public static String fileName(ChangeSet changeSet) {
        return stem(String.valueOf(changeSet.getChangeLog().getPhysicalFilePath()));
    }

    /** The name of a file without its folder and extension. */
    static String stem(String file) {
        return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    }
}
