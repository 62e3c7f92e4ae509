package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.autogenerate.SquashedChangelog;
import com.jarvis.migrator.autogenerate.SquashedChangelog.Squashed;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.liquibase.check.SchemaPage;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import com.jarvis.migrator.liquibase.history.Squashable;
import com.jarvis.migrator.liquibase.history.Squashes;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.lockservice.LockService;
import liquibase.lockservice.LockServiceFactory;

/**
 * {@code liquibase:diff -Dsquash=<revision>}: replaces the first migrations of a changelog, up to a revision, by one that does the
 * same in a new database. Databases that have run them carry on without it.
 */
final class Squashing {

    private static final String NAME = "baseline";

    private final Changelog changelog;
    private final Database database;
    private final Settings settings;
    private final CommandLine given;

    Squashing(Changelog changelog, Database database, Settings settings, CommandLine given) {
        this.changelog = changelog;
        this.database = database;
        this.settings = settings;
        this.given = given;
    }

    /**
     * @param format in which the migration is written
     * @throws MigratorException if that is not possible; then nothing is written
     */
    void squash(MigrationFormat format) throws Exception {
        boolean keeps = keepsFiles();
        DatabaseChangeLog parsed = changelog.read(Changelog.parameters(database));
        SquashedChangeSets chosen = SquashedChangeSets.of(parsed, given.get("squash", ""), changelog.name());
        chosen.requireRunEverywhere();
        List<RanChangeSet> ran = database.getRanChangeSetList();
        boolean isRun = isRun(chosen.changeSets(), ran);
        if (isRun) {
            HistoryTable.of(database).requireRights("update");
        }
        Squashable files = new Squashable(changelog, parsed, chosen.changeSets());
        String revision = Revision.before(
                chosen.next(),
                settings.message() == null ? NAME : settings.message(),
                chosen.files(),
                files.revisions());
        Squashed squashed = new SquashedChangelog(database, settings, format, given.trustsChangelog())
                .of(chosen.changeSets(), revision);
        Path file = files.replace(squashed.migration(), keeps);
        DatabaseChangeLog now = changelog.read(Changelog.parameters(database));
        if (isRun) {
            mark(now.getChangeSets().get(0));
        }
        report(squashed, chosen.changeSets().size(), files, file, keeps, isRun);
        new SchemaPage(changelog, database).refresh(now).ifPresent(page -> Console.out()
                .println("Wrote " + relative(page)));
    }

    private boolean keepsFiles() throws MigratorException {
        String wanted = given.get("squash.files", "keep");
        if (!List.of("keep", "delete").contains(wanted)) {
            throw new MigratorException("""
                    -Dsquash.files=%s is not known, so nothing was written. Choose one of these:
                      -Dsquash.files=keep      moves the files of the replaced migrations to a folder beside them
                      -Dsquash.files=delete    deletes them""".formatted(Printable.line(wanted)));
        }
        return wanted.equals("keep");
    }

    /**
     * Whether the database has run the changesets.
     *
     * @throws MigratorException if it has run some of them, but not all
     */
    private static boolean isRun(List<ChangeSet> changeSets, List<RanChangeSet> ran) throws MigratorException {
        Set<String> applied = ChangeSetName.keys(ran);
        List<String> missing = changeSets.stream()
                .filter(changeSet -> !applied.contains(ChangeSetName.key(changeSet)))
                .filter(changeSet -> !Squashes.isRunBy(ran, changeSet))
                .map(ChangeSetName::of)
                .toList();
        if (!missing.isEmpty() && missing.size() < changeSets.size()) {
            throw new MigratorException("""
                    This database has run %d of the %d to replace, but not %s. Nothing was written. Apply the rest first:
                      %s""".formatted(
                            changeSets.size() - missing.size(),
                            changeSets.size(),
                            Squashes.names(missing),
                            CommandHint.UPDATE.typed()));
        }
        return missing.isEmpty();
    }

    /** As an update does with this changeset; other commands wait. */
    private void mark(ChangeSet squash) throws Exception {
        LockService lock = LockServiceFactory.getInstance().getLockService(database);
        lock.waitForLock();
        try {
            database.markChangeSetExecStatus(squash, ChangeSet.ExecType.EXECUTED);
        } finally {
            lock.releaseLock();
        }
    }

    private void report(Squashed squashed, int count, Squashable files, Path file, boolean keeps, boolean isRun) {
        int tables = squashed.tables();
        say(
                "%d migrations are now one, with %d %s%s. It does the same in an empty database, and its rollback leaves nothing."
                        .formatted(
                                count,
                                tables,
                                tables == 1 ? "table" : "tables",
                                squashed.rows() == 0 ? "" : " and the rows of %d of them".formatted(squashed.rows())));
        say("Wrote " + relative(file));
        say("Replaced %d %s in %s"
                .formatted(files.files(), files.files() == 1 ? "include" : "includes", changelog.name()));
        say(
                keeps
                        ? "Moved %d %s to %s"
                                .formatted(
                                        files.files(), files.files() == 1 ? "file" : "files", relative(files.aside()))
                        : "Deleted %d %s".formatted(files.files(), files.files() == 1 ? "file" : "files"));
        say(
                isRun
                        ? "This database has run what it replaces, so it counts as run here. Other databases mark it with their next update."
                        : "This database has run nothing of it; the next update runs it.");
        list("Not in it; write these into it by hand if a new database needs them:", squashed.missing());
        list(
                "With constants in place of what each run of the old migrations computes (now(), random()); look through these rows:",
                squashed.computed());
        list("Rows that are not in it; load them into a new database after the update:", squashed.left());
        list("Not run, so what these do is not in it:", squashed.notRun());
    }

    private static void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            say(title);
            lines.forEach(line -> say("  " + Printable.line(line)));
        }
    }

    private String relative(Path file) {
        return changelog.project().relativize(file.toAbsolutePath()).toString();
    }

    private static void say(String line) {
        Console.out().println(line);
    }
}
