package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.BuildFolder;
import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangeSetNames;
import com.jarvis.migrator.changelog.MergeCheck;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.lint.Lint;
import com.jarvis.migrator.lint.LintedMigration;
import com.jarvis.migrator.lint.Sarif;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.ProjectFiles;
import com.jarvis.migrator.liquibase.history.Squashes;
import com.jarvis.migrator.model.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.ValidateCommandStep;
import liquibase.database.Database;

/**
 * {@code liquibase:validate}: reports what each pending migration will cost, in addition to Liquibase's own validation of
 * the changelog. It fails on errors, with {@code -Dlint.fail=warning} on warnings too, and with {@code -Dlint.fail=never}
 * never. It also writes all findings to {@code target/lint.sarif}. Programs and Java classes of the changelog run only with
 * {@code -Dtrust=changelog}.
 */
@CommandOverride(override = ValidateCommandStep.class)
public class ValidateStep extends ValidateCommandStep {

    private static final String SARIF = "lint.sarif";

    private enum FailOn {
        ERROR,
        WARNING,
        NEVER
    }

    /** @throws MigratorException if the changelog is out of order, there is a finding to fail on, or the migrations cannot be tried */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> validate(results));
    }

    private void validate(CommandResultsBuilder results) throws Exception {
        FailOn failOn = failOn();
        CommandScope scope = results.getCommandScope();
        Database database = (Database) scope.getDependency(Database.class);
        DatabaseChangeLog changelog = (DatabaseChangeLog) scope.getDependency(DatabaseChangeLog.class);
        requireInOrder(database, changelog);
        if (!CommandHint.isMaven()
                && CommandLine.current().get(Models.CLASS_PATH, "").isEmpty()) {
            say(
                    "The changelog is valid. To see what its migrations cost, run this in the project: mvn compile liquibase:validate");
            return;
        }
        Lint lint = Lint.of(
                database,
                (Contexts) scope.getDependency(Contexts.class),
                (LabelExpression) scope.getDependency(LabelExpression.class),
                CommandLine.current().values(),
                CommandLine.current().project(),
                CommandLine.current().trustsChangelog());
        try {
            List<LintedMigration> linted = lint.pending(changelog);
            ProjectFiles.requireNoRefusal();
            linted.forEach(l -> say(l.report()));
            lint.version(linted).ifPresent(ValidateStep::say);
            lint.untraced(changelog, linted).ifPresent(ValidateStep::say);
            report(linted, failOn);
        } catch (MigratorException e) {
            if (failOn != FailOn.NEVER) {
                throw e;
            }
            say(e.getMessage());
        }
        super.run(results);
    }

    /**
     * Finds what a merge of two branches may have left: files that are not included, or included in the wrong place. That this
     * database has run a later migration is only said: the pending ones are tried after it, as update runs them here.
     */
    private static void requireInOrder(Database database, DatabaseChangeLog changelog) throws Exception {
        List<RanChangeSet> ran = database.getRanChangeSetList();
        for (Squash squash : Squashes.of(changelog).all()) {
            Optional<MigratorException> refusal = Squashes.inBetween(squash, ran, "Nothing was run.");
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }
        MergeCheck check = Changelog.ofThisProject().mergeCheck(changelog);
        check.advice().forEach(ValidateStep::say);
        List<String> problems = check.problems();
        if (!problems.isEmpty()) {
            throw new MigratorException(String.join("\n", problems));
        }
        Set<String> applied = ChangeSetName.keys(ran);
        check.overtaken(
                        changelog.getChangeSets().stream()
                                .filter(changeSet -> !applied.contains(ChangeSetName.key(changeSet)))
                                .filter(changeSet -> !Squashes.isRunBy(ran, changeSet))
                                .map(Changelog::file)
                                .toList(),
                        Changelog.filesOf(ran, changelog),
                        count -> CommandHint.ROLLBACK_COUNT.of(String.valueOf(count)))
                .forEach(ValidateStep::say);
    }

    private static void report(List<LintedMigration> linted, FailOn failOn) throws Exception {
        List<Finding> findings =
                linted.stream().flatMap(l -> l.findings().stream()).toList();
        Path project = CommandLine.current().project();
        Path sarif = BuildFolder.of(project).resolve(SARIF);
        Sarif.write(sarif, findings, Changelog.ofThisProject()::source);
        if (linted.isEmpty()) {
            say("The changelog is valid. No migration is pending.");
            return;
        }
        long errors = count(findings, Severity.ERROR);
        long warnings = count(findings, Severity.WARNING);
        String sum = "Pending %s traced: %d, errors: %d, warnings: %d. Also in %s."
                .formatted(
                        ChangeSetNames.noun(
                                0,
                                linted.stream().map(LintedMigration::revision).toList()),
                        linted.size(),
                        errors,
                        warnings,
                        project.relativize(sarif).toString().replace('\\', '/'));
        if (failOn != FailOn.NEVER && errors > 0 || failOn == FailOn.WARNING && warnings > 0) {
            throw new MigratorException(
                    """
                    %s
                    Change the migration as each finding says, or keep it and give the reason in its file:
                      %s""".formatted(sum, ChangeSetText.silence(findings.get(0).file(), "<rule> <reason>")));
        }
        say(sum);
    }

    private static FailOn failOn() throws MigratorException {
        String given = CommandLine.current().get("lint.fail", "error");
        for (FailOn each : FailOn.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(given)) {
                return each;
            }
        }
        throw new MigratorException(
                "-Dlint.fail=%s is not known. Choose one: -Dlint.fail=error, -Dlint.fail=warning, -Dlint.fail=never"
                        .formatted(given));
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream().filter(f -> f.severity() == severity).count();
    }

    private static void say(String text) {
        Console.out().println(text);
    }
}
