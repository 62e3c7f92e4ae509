package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import java.util.List;
import java.util.Optional;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;
import liquibase.changelog.filter.UpToTagChangeSetFilter;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateToTagCommandStep;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;

/**
 * {@code liquibase:update -Dliquibase.toTag=<revision>} for a revision of the changelog: Liquibase would treat an unknown
 * one as the end of the changelog and run everything. If the database is past the revision, it says how to go back.
 */
@CommandOverride(override = UpdateToTagCommandStep.class)
public class UpdateToTagStep extends UpdateToTagCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> update(results));
    }

    private void update(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        String revision = Revisions.inChangelog(command.getArgumentValue(TAG_ARG), changelog, CommandHint.UPDATE_TO);
        command.addArgumentValue(TAG_ARG, revision);
        SchemaPageStep.begin(command);
        super.run(results);
        Database database = (Database) command.getDependency(Database.class);
        Optional<String> later = later(revision, database.getRanChangeSetList());
        if (later.isPresent() && UpdateSummary.applied(command).isEmpty()) {
            Console.out().println("""
                    Nothing to apply: this database is past %s, at %s. To go back:
                      %s""".formatted(
                            Printable.line(revision),
                            Printable.line(later.get()),
                            CommandHint.ROLLBACK_TO.of(Printable.line(revision))));
        } else {
            UpdateSummary.print(command);
        }
    }

    /** The last revision that the database has run after this one, if it has run this one. */
    private static Optional<String> later(String revision, List<RanChangeSet> ran) {
        String last = ran.isEmpty() ? revision : ran.get(ran.size() - 1).getId();
        return ran.stream().anyMatch(one -> revision.equals(one.getTag()) || revision.equals(one.getId()))
                        && !last.equals(revision)
                ? Optional.of(last)
                : Optional.empty();
    }

    @Override
    public ChangeLogIterator getStandardChangelogIterator(
            CommandScope command,
            Database database,
            Contexts contexts,
            LabelExpression labels,
            DatabaseChangeLog changelog)
            throws LiquibaseException {
        List<ChangeSetFilter> filters = getStandardChangelogIteratorFilters(database, contexts, labels);
        filters.add(new UpToRevision(command.getArgumentValue(TAG_ARG), database.getRanChangeSetList()));
        return new ChangeLogIterator(changelog, filters.toArray(ChangeSetFilter[]::new));
    }

    /** Also knows a revision by its id: XML and formatted SQL have no tag. */
    private static final class UpToRevision extends UpToTagChangeSetFilter {

        private final String revision;
        private boolean isSeen;

        UpToRevision(String revision, List<RanChangeSet> ran) {
            super(revision, ran);
            this.revision = revision;
        }

        @Override
        public ChangeSetFilterResult accepts(ChangeSet changeSet) {
            if (isSeen) {
                return new ChangeSetFilterResult(
                        false, "Changeset is after '" + revision + "'", getClass(), getMdcName(), getDisplayName());
            }
            isSeen = ChangeSetName.isRevision(changeSet) && changeSet.getId().equals(revision);
            return super.accepts(changeSet);
        }
    }

    @Override
    public ChangeLogIterator getStatusChangelogIterator(
            CommandScope command,
            Database database,
            Contexts contexts,
            LabelExpression labels,
            DatabaseChangeLog changelog)
            throws DatabaseException {
        return super.getStatusChangelogIterator(
                command, database, contexts, labels, UpdateSummary.summarized(command, changelog));
    }

    @Override
    public UpdateSummaryEnum getShowSummary(CommandScope command) {
        return UpdateSummary.ofLiquibase(command);
    }
}
