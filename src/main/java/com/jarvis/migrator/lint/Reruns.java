package com.jarvis.migrator.lint;

import java.util.List;
import liquibase.ChecksumVersion;
import liquibase.change.CheckSum;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;

/**
 * Leaves out what {@code runAlways} runs again with every update although nothing has changed: it is not pending.
 *
 * @param ran the changesets that the database has run
 */
public record Reruns(List<RanChangeSet> ran) implements ChangeSetFilter {

    @Override
    public ChangeSetFilterResult accepts(ChangeSet changeSet) {
        return new ChangeSetFilterResult(!contain(changeSet), "It runs with every update", getClass());
    }

    /** Whether the changeset has run, runs with every update, and is the same as when it last ran. */
    public boolean contain(ChangeSet changeSet) {
        return changeSet.shouldAlwaysRun()
                && ran.stream()
                        .anyMatch(one -> one.isSameAs(changeSet) && isUnchanged(changeSet, one.getLastCheckSum()));
    }

    private static boolean isUnchanged(ChangeSet changeSet, CheckSum last) {
        return last == null
                || last.equals(changeSet.generateCheckSum(ChecksumVersion.enumFromChecksumVersion(last.getVersion())));
    }
}
