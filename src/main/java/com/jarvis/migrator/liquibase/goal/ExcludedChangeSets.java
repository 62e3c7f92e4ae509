package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.command.CommandScope;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;

/**
 * The changesets that have not run and that the command leaves out, because they are meant for other contexts, labels or
 * databases.
 *
 * @param lines one for each that is meant for other contexts or labels, or is ignored, with the reason
 * @param others those for other databases, which no command would run here: how many, and which databases
 */
record ExcludedChangeSets(List<String> lines, Optional<String> others) {

    /** Of the command's changelog, for its settings and its database. */
    static ExcludedChangeSets of(CommandScope command) {
        Database database = (Database) command.getDependency(Database.class);
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        Contexts contexts = (Contexts) command.getDependency(Contexts.class);
        LabelExpression labels = (LabelExpression) command.getDependency(LabelExpression.class);
        Map<ChangeSetFilter, Function<ChangeSet, String>> filters = new LinkedHashMap<>();
        filters.put(new ContextChangeSetFilter(contexts), one -> "its context is %s, this command's is %s"
                .formatted(one.buildFullContext(), contexts));
        filters.put(new LabelChangeSetFilter(labels), one -> "its labels are %s, this command's filter is %s"
                .formatted(one.buildFullLabels(), labels));
        filters.put(new IgnoreChangeSetFilter(), one -> "ignore: true");
        List<String> lines = new ArrayList<>();
        try {
            Set<String> ran = ChangeSetName.keys(database.getRanChangeSetList());
            for (ChangeSet one : changelog.getChangeSets()) {
                if (!ran.contains(ChangeSetName.key(one))) {
                    filters.entrySet().stream()
                            .filter(filter -> !filter.getKey().accepts(one).isAccepted())
                            .findFirst()
                            .ifPresent(filter -> lines.add(Printable.line("%s (%s)"
                                    .formatted(
                                            ChangeSetName.of(one),
                                            filter.getValue().apply(one)))));
                }
            }
        } catch (LiquibaseException e) {
            throw new IllegalStateException(e);
        }
        return new ExcludedChangeSets(lines, others(changelog.getSkippedChangeSets()));
    }

    private static Optional<String> others(List<ChangeSet> skipped) {
        String databases = skipped.stream()
                .flatMap(one -> one.getDbmsSet().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return skipped.isEmpty()
                ? Optional.empty()
                : Optional.of(Printable.line("%s (dbms: %s)"
                        .formatted(skipped.size() == 1 ? "1 changeset" : skipped.size() + " changesets", databases)));
    }
}
