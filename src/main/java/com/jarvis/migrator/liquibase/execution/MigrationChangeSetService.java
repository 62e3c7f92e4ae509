package com.jarvis.migrator.liquibase.execution;

import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changeset.StandardChangeSetService;

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
}
