package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.liquibase.check.Revisions;
import java.util.List;
import java.util.stream.Stream;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.precondition.core.PreconditionContainer;
import liquibase.precondition.core.PreconditionContainer.ErrorOption;
import liquibase.precondition.core.PreconditionContainer.FailOption;

/**
 * The first changesets of a changelog, up to one that the user names, or as many as the user says.
 *
 * @param changeSets those to replace, at least two
 * @param others those after them
 */
record SquashedChangeSets(List<ChangeSet> changeSets, List<ChangeSet> others) {

    /**
     * @param given a revision, the name of another changeset, or a number
     * @param master the master changelog, for messages
     * @throws MigratorException if there is none, or there are not enough changesets
     */
    static SquashedChangeSets of(DatabaseChangeLog changelog, String given, String master) throws MigratorException {
        List<ChangeSet> all = changelog.getChangeSets();
        int count = given.matches("\\d{1,4}") && !isName(given, all)
                ? Integer.parseInt(given)
                : indexOf(Revisions.toSquash(given, all, master), all) + 1;
        if (count > all.size()) {
            throw new MigratorException("""
                    -Dsquash=%s: %s has %d. Nothing was written. To replace them all:
                      mvn liquibase:diff -Dsquash=%3$d""".formatted(given, master, all.size()));
        }
        if (count < 2) {
            throw new MigratorException("""
                    -Dsquash=%s would replace %s, which saves nothing. Nothing was written. Name a later revision, or a number from 2 on:
                      mvn liquibase:diff -Dsquash=%d""".formatted(
                            Printable.line(given),
                            count == 0 ? "no migration" : "one migration by one",
                            Math.max(2, all.size())));
        }
        return new SquashedChangeSets(all.subList(0, count), all.subList(count, all.size()));
    }

    private static boolean isName(String given, List<ChangeSet> all) {
        return all.stream().anyMatch(changeSet -> ChangeSetName.of(changeSet).equals(given));
    }

    private static int indexOf(String name, List<ChangeSet> all) {
        return all.stream().map(ChangeSetName::of).toList().indexOf(name);
    }

    /** The names of the files, without folder and extension. */
    List<String> files() {
        return changeSets.stream().map(ChangeSetName::fileName).toList();
    }

    /** The names of the files after them. */
    List<String> next() {
        return others.stream().map(ChangeSetName::fileName).toList();
    }

    /**
     * Requires that a database that is past them has run each of them once.
     *
     * @throws MigratorException if one runs again, or only where a setting or the state of the database allows it
     */
    void requireRunEverywhere() throws MigratorException {
        List<String> others = changeSets.stream()
                .flatMap(changeSet -> why(changeSet).map(why -> ChangeSetName.of(changeSet) + ": " + why))
                .toList();
        if (!others.isEmpty()) {
            throw new MigratorException("""
                    Of the migrations to replace, some do not run once in every database, so none can stand for them. Nothing was written.
                      %s
                    Move them behind the last one to replace, if the order allows that: the include of their file, or the changesets
                    themselves into another file (with logicalFilePath: <their file>, databases do not run them again). Or squash fewer.""".formatted(String.join("\n  ", others)));
        }
    }

    private static Stream<String> why(ChangeSet changeSet) {
        PreconditionContainer conditions = changeSet.getPreconditions();
        return Stream.of(
                        changeSet.isAlwaysRun() ? "runAlways" : "",
                        changeSet.isRunOnChange() ? "runOnChange" : "",
                        changeSet.isIgnore() ? "ignore" : "",
                        named("context ", changeSet.buildFullContext()),
                        named("labels ", changeSet.buildFullLabels()),
                        Boolean.FALSE.equals(changeSet.getFailOnError()) ? "failOnError: false" : "",
                        conditions != null
                                        && (conditions.getOnFail() == FailOption.CONTINUE
                                                || conditions.getOnError() == ErrorOption.CONTINUE)
                                ? "a precondition with CONTINUE"
                                : "")
                .filter(why -> !why.isEmpty())
                .map(Printable::line);
    }

    private static String named(String what, String value) {
        return value == null || value.isBlank() ? "" : what + value;
    }
}
