package com.jarvis.migrator.liquibase.execution;

import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changeset.StandardChangeSetService;
import liquibase.database.ObjectQuotingStrategy;

/** Creates every changeset of a changelog as a {@link MigrationChangeSet}. */
public class MigrationChangeSetService extends StandardChangeSetService {

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public ChangeSet createChangeSet(DatabaseChangeLog changeLog) {
        return new MigrationChangeSet(changeLog);
    }

    @Override
    public ChangeSet createChangeSet(
            String id,
            String author,
            boolean alwaysRun,
            boolean runOnChange,
            String filePath,
            String contextFilter,
            String dbmsList,
            DatabaseChangeLog changeLog) {
        return new MigrationChangeSet(
                id,
                author,
                alwaysRun,
                runOnChange,
                filePath,
                contextFilter,
                dbmsList,
                null,
                null,
                true,
                ObjectQuotingStrategy.LEGACY,
                changeLog);
    }

    /** For formatted SQL. */
    @Override
    public ChangeSet createChangeSet(
            String id,
            String author,
            boolean alwaysRun,
            boolean runOnChange,
            String filePath,
            String contextFilter,
            String dbmsList,
            String runWith,
            String runWithSpoolFile,
            boolean runInTransaction,
            ObjectQuotingStrategy quotingStrategy,
            DatabaseChangeLog changeLog) {
        return new MigrationChangeSet(
                id,
                author,
                alwaysRun,
                runOnChange,
                DatabaseChangeLog.normalizePath(filePath),
                contextFilter,
                dbmsList,
                runWith,
                runWithSpoolFile,
                runInTransaction,
                quotingStrategy,
                changeLog);
    }
}
