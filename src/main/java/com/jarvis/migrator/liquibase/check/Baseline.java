package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.ChangelogSchema;
import com.jarvis.migrator.autogenerate.ChangelogSchemaCache;
import com.jarvis.migrator.autogenerate.ChangelogScript;
import com.jarvis.migrator.autogenerate.Differences;
import com.jarvis.migrator.autogenerate.RollbackOnlyTransaction;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import java.util.List;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;

/**
 * {@code liquibase:changelogSync} takes over a database that other means created: it marks migrations as run without
 * running them. This is only correct if the schema is what the migrations would have created.
 */
public final class Baseline {

    private Baseline() {}

    /**
     * Checks that the live schema is what the changelog creates. Changes nothing.
     *
     * @param tag the last revision to mark, or null for all
     * @throws MigratorException with the differences, if there are any; never with {@code -Dallow=drift}
     */
    public static void requireSame(
            DatabaseChangeLog changelog,
            String tag,
            ChangeLogParameters parameters,
            Database database,
            Settings settings)
            throws Exception {
        if (settings.allow().contains("drift")) {
            return;
        }
        List<String> differences;
        try {
            ChangelogSchema created = new ChangelogSchemaCache(
                            CommandLine.current().project())
                    .of(ChangelogScript.of(upTo(tag, changelog), parameters, database));
            differences = RollbackOnlyTransaction.run(
                    database,
                    connection -> Differences.from(
                            connection,
                            created,
                            settings.without(database.getDatabaseChangeLogTableName())
                                    .exclude(),
                            Adoption.STRICT));
        } catch (MigratorException e) {
            throw new MigratorException(
                    """
                    This database was not compared with %s, so nothing was marked as run:
                    %s
                    If you know that they are the same:
                      %s""".formatted(changelog.getPhysicalFilePath(), ModelStatus.indented(e.getMessage()), anyway(tag)),
                    e);
        }
        if (!differences.isEmpty()) {
            throw new MigratorException(
                    """
                    This database differs from what %s creates, so nothing was marked as run. To get there:
                      %s
                    Exclude tables of other programs with -Dexclude=<table>,<table>. Change the rest by hand; or mark the
                    migrations as run anyway, and let the next one bring the database in line with the model:
                      %s
                      mvn compile liquibase:diff -Dmessage="adopt\"""".formatted(changelog.getPhysicalFilePath(), String.join("\n  ", differences), anyway(tag)));
        }
    }

    private static List<ChangeSet> upTo(String tag, DatabaseChangeLog changelog) {
        List<ChangeSet> all = changelog.getChangeSets();
        int count = 1;
        for (ChangeSet changeSet : all) {
            boolean last = changeSet.getChanges().stream()
                    .anyMatch(change ->
                            change instanceof TagDatabaseChange t && t.getTag().equals(tag));
            if (last) {
                return all.subList(0, count);
            }
            count++;
        }
        return all;
    }

    private static String anyway(String tag) {
        return tag == null
                ? CommandHint.CHANGELOG_SYNC.typed("allow=drift")
                : CommandHint.CHANGELOG_SYNC_TO.of(tag, "allow=drift");
    }
}
