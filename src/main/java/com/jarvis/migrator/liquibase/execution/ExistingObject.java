package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.sql.PostgresError;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/** The advice when a migration creates what other means have created before the first migration ran. */
final class ExistingObject {

    private ExistingObject() {}

    /** Lines to add to the text of the failure; none if it is another one, or if a migration has run in this database. */
    static String advice(Exception thrown, ChangeSet changeSet, Database database) {
        boolean isFirst = FailedStatement.in(thrown)
                        .filter(failed ->
                                PostgresError.isExisting(failed.cause().getSQLState()))
                        .isPresent()
                && ChangeSetName.isRevision(changeSet)
                && !hasHistory(database);
        return !isFirst ? "" : """


                No migration has run in this database, so other means created what exists. If it is what this migration creates,
                mark the migration as run; the command compares both before (docs/existing-database.md):
                  %s""".formatted(CommandHint.CHANGELOG_SYNC_TO.of(ChangeSetName.of(changeSet)));
    }

    private static boolean hasHistory(Database database) {
        try {
            return !database.getRanChangeSetList().isEmpty();
        } catch (DatabaseException e) {
            return true;
        }
    }
}
