package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.ChangelogCheck;
import com.jarvis.migrator.liquibase.check.Baseline;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import java.util.List;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.ChangelogSyncToTagCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.exception.ValidationFailedException;

/** Reads and validates the changelog as Liquibase does, and reports problems in terms of its files. */
@CommandOverride(override = DatabaseChangelogCommandStep.class)
public class ChangelogStep extends DatabaseChangelogCommandStep {

    /** @throws MigratorException if a file of the changelog is missing, unreadable, listed twice or edited */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(() -> read(results));
    }

    private void read(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        String master = command.getArgumentValue(CHANGELOG_FILE_ARG);
        try {
            if (isFirstRun((Database) command.getDependency(Database.class))) {
                readWithoutDatabase(master, parameters(command));
            }
            if (List.of("changelogSync", "changelogSyncToTag")
                    .contains(command.getCommand().getName()[0])) {
                adopt(command, master);
            }
            super.run(results);
        } catch (MigratorException | DatabaseException e) {
            throw e;
        } catch (LiquibaseException e) {
            ChangelogCheck.check(master, Scope.getCurrentScope().getResourceAccessor());
            if (e instanceof ValidationFailedException invalid
                    && !invalid.getInvalidMD5Sums().isEmpty()) {
                throw edited(invalid.getInvalidMD5Sums().get(0));
            }
            throw new MigratorException(innermost(e.getMessage().strip()), e);
        }
    }

    /** Runs before Liquibase creates its tables, so that a refused database stays as it was. */
    private static void adopt(CommandScope command, String master) throws Exception {
        Database database = (Database) command.getDependency(Database.class);
        ChangeLogParameters parameters = parameters(command);
        DatabaseChangeLog changelog = getDatabaseChangeLog(master, parameters, new PostgresDatabase());
        String tag = null;
        if (command.getCommand().getName()[0].endsWith("ToTag")) {
            tag = Revisions.inChangelog(
                    command.getArgumentValue(ChangelogSyncToTagCommandStep.TAG_ARG),
                    changelog,
                    CommandHint.CHANGELOG_SYNC_TO);
            command.addArgumentValue(ChangelogSyncToTagCommandStep.TAG_ARG, tag);
        }
        Baseline.requireSame(
                changelog,
                tag,
                parameters,
                database,
                Settings.of(CommandLine.current().values()));
    }

    /** Those of the command; the command line of the jar passes none. */
    private static ChangeLogParameters parameters(CommandScope command) {
        ChangeLogParameters given = command.getArgumentValue(CHANGELOG_PARAMETERS);
        return given == null ? new ChangeLogParameters((Database) command.getDependency(Database.class)) : given;
    }

    private static boolean isFirstRun(Database database) throws DatabaseException {
        return Scope.getCurrentScope()
                                .getSingleton(ChangeLogHistoryServiceFactory.class)
                                .getChangeLogService(database)
                        instanceof StandardChangeLogHistoryService history
                && !history.hasDatabaseChangeLogTable();
    }

    /** Liquibase creates its tables at the first include that it reads; a changelog with an error should leave none. */
    private static void readWithoutDatabase(String master, ChangeLogParameters parameters) throws Exception {
        ChangelogCheck.check(master, Scope.getCurrentScope().getResourceAccessor());
        getDatabaseChangeLog(master, parameters, new PostgresDatabase());
    }

    /** Each changelog that includes another repeats "Error parsing …"; the last one names the file at fault. */
    private static String innermost(String message) {
        return message.substring(Math.max(0, message.lastIndexOf("Error parsing ")));
    }

    /** @param mismatch {@code <file>::<id>::<author> was: <checksum> but is now: <checksum>} */
    private static MigratorException edited(String mismatch) {
        String file = mismatch.substring(0, mismatch.indexOf("::"));
        return new MigratorException("""
                %1$s was edited after this database ran it.
                A migration runs once, so the edit would never reach this database, and other databases would differ;
                nothing was run. Undo the edit, and make the change in a migration of its own:
                  git checkout -- %1$s
                  git log -p -- %1$s        if the edit is committed
                  mvn compile liquibase:diff -Dmessage="what changes\"""".formatted(file));
    }
}
