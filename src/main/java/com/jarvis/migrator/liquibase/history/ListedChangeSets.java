package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.autogenerate.CacheFile;
import com.jarvis.migrator.autogenerate.ChangelogObjects;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.diff.CreatedObjects;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.precondition.core.PreconditionContainer;
import liquibase.precondition.core.PreconditionContainer.ErrorOption;
import liquibase.precondition.core.PreconditionContainer.FailOption;
import liquibase.resource.ResourceAccessor;
import liquibase.util.LiquibaseUtil;

/**
 * The changesets of a changelog. Parsing it is the slowest part of a diff that finds nothing, so the result is cached in
 * {@code target} while the files of the changelog are unchanged.
 *
 * @param changeSets the changesets' ids, by {@linkplain ChangeSetName#key(RanChangeSet) key}, in their order
 * @param optional the keys of those that may stay pending for ever: {@code update} leaves them out ({@code ignore}, contexts,
 *     labels), skips them while a precondition is not met ({@code CONTINUE}), or ignores their failure ({@code failOnError: false})
 * @param replaced the keys of those that others replace and that are no longer listed, with the names of these others
 * @param created what they create that belongs to the model
 * @param last the file of the last one; empty if there is none
 * @param searched the folders whose files are included by {@code includeAll}
 */
public record ListedChangeSets(
        Map<String, String> changeSets,
        Set<String> optional,
        Map<String, String> replaced,
        CreatedObjects created,
        String last,
        Set<String> searched)
        implements Serializable {

    private record CachedChangelog(String reader, Map<String, String> lookups, ListedChangeSets listed)
            implements Serializable {}

    /** @throws Exception if Liquibase cannot parse the changelog */
    static ListedChangeSets of(Changelog changelog) throws Exception {
        CacheFile<CachedChangelog> file =
                CacheFile.in(changelog.project(), "jarvis-changelog.bin", CachedChangelog.class);
        String reader = LiquibaseUtil.getBuildVersion() + " "
                + ListedChangeSets.class.getProtectionDomain().getCodeSource().getLocation() + " " + changelog.name()
                + " " + Changelog.contexts() + " " + Changelog.labels();
        ResourceAccessor files = Scope.getCurrentScope().getResourceAccessor();
        Optional<CachedChangelog> kept = file.read().filter(last -> last.reader.equals(reader));
        if (kept.isPresent() && new RecordingResourceAccessor(files).findAgain(kept.get().lookups)) {
            return kept.get().listed;
        }
        RecordingResourceAccessor made = new RecordingResourceAccessor(files);
        ListedChangeSets listed =
                Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), made), () -> of(changelog.read(), made));
        if (!made.haveParameters()) {
            file.write(new CachedChangelog(reader, made.found(), listed));
        }
        return listed;
    }

    private static ListedChangeSets of(DatabaseChangeLog changelog, RecordingResourceAccessor made) throws IOException {
        Map<String, String> changeSets = new LinkedHashMap<>();
        Set<String> optional = new TreeSet<>();
        Map<String, String> replaced = new LinkedHashMap<>();
        String last = "";
        for (ChangeSet changeSet : changelog.getChangeSets()) {
            String key = ChangeSetName.key(changeSet);
            changeSets.put(key, ChangeSetName.of(changeSet));
            Squash.of(changeSet).ifPresent(squash -> squash.keys().forEach(one -> replaced.put(one, squash.name())));
            last = Changelog.file(changeSet);
            if (isOptional(changeSet)) {
                optional.add(key);
            }
        }
        return new ListedChangeSets(
                changeSets, optional, replaced, ChangelogObjects.of(changelog), last, made.searched());
    }

    /** Whether the changelog has no changesets. */
    public boolean isEmpty() {
        return changeSets.isEmpty();
    }

    private static boolean isOptional(ChangeSet changeSet) {
        PreconditionContainer preconditions = changeSet.getPreconditions();
        return changeSet.isIgnore()
                || !new ContextChangeSetFilter(Changelog.contexts())
                        .accepts(changeSet)
                        .isAccepted()
                || !new LabelChangeSetFilter(Changelog.labels())
                        .accepts(changeSet)
                        .isAccepted()
                || Boolean.FALSE.equals(changeSet.getFailOnError())
                || preconditions != null
                        && (preconditions.getOnFail() == FailOption.CONTINUE
                                || preconditions.getOnError() == ErrorOption.CONTINUE);
    }
}
