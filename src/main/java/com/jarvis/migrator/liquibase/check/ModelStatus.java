package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Adopting;
import com.jarvis.migrator.autogenerate.ChangelogObjects;
import com.jarvis.migrator.autogenerate.ChangelogSchemaCache;
import com.jarvis.migrator.autogenerate.ChangelogScript;
import com.jarvis.migrator.autogenerate.Differences;
import com.jarvis.migrator.autogenerate.ModelCache;
import com.jarvis.migrator.autogenerate.RollbackOnlyTransaction;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.model.ModelSource;
import com.jarvis.migrator.model.Models;
import java.util.List;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;

/**
 * How the live schema differs from the model and from what the migrations create.
 *
 * @param toModel the changes from the live schema to the model
 * @param toMigrations the changes from the live schema to what the migrations create; empty if it matches the model
 * @param extra what the live schema has in addition to the model, without a migration that made it, and not accepted
 * @param accepted which such differences the team has accepted
 * @param naming what to do if the names are those of another naming strategy; empty if they are not
 * @param unknown why the schema could not be compared, or null
 * @param isMigrated whether the database has run a migration
 * @param origin where the model comes from, as {@link ModelSource#origin} says; null if that is not known
 */
public record ModelStatus(
        List<String> toModel,
        List<String> toMigrations,
        List<KeptPart> extra,
        AcceptedHere accepted,
        String naming,
        String unknown,
        boolean isMigrated,
        String origin) {

    /** Compares the live schema. A model that cannot be read is reported in the result, not thrown. */
    public static ModelStatus of(Database database, DatabaseChangeLog changelog, CommandLine given, boolean isMigrated)
            throws Exception {
        try {
            Settings settings = Settings.of(given.values()).without(database.getDatabaseChangeLogTableName());
            ModelSource source = Models.of(given.values(), given.project());
            ChangelogScript history = ChangelogScript.ofHistory(changelog.getChangeSets(), database);
            ChangelogSchemaCache schemas = new ChangelogSchemaCache(given.project());
            Adopting adopting = new Adopting(
                    settings,
                    Changelog.ofThisProject().accepted(),
                    ChangelogObjects.of(changelog),
                    () -> () -> schemas.of(history).catalog());
            Differences.FromModel differences =
                    Differences.from(database, new ModelCache(source), adopting, settings.exclude());
            List<String> toModel = differences.lines();
            List<KeptPart> extra = differences.kept().stream()
                    .filter(part -> !adopting.isAccepted(part.part()))
                    .toList();
            List<String> toMigrations = toModel.isEmpty() || !isMigrated
                    ? List.of()
                    : RollbackOnlyTransaction.run(
                            database,
                            connection -> Differences.from(
                                    connection,
                                    schemas.of(history),
                                    settings.exclude(),
                                    adopting.isStrict() ? Adoption.STRICT : Adoption.ALL));
            return new ModelStatus(
                    toModel,
                    toMigrations,
                    extra,
                    AcceptedHere.of(adopting, differences.kept()),
                    differences.naming(),
                    null,
                    isMigrated,
                    source.origin());
        } catch (MigratorException e) {
            return unknown(e.getMessage(), isMigrated);
        }
    }

    /** A schema that could not be compared. */
    public static ModelStatus unknown(String why, boolean isMigrated) {
        return new ModelStatus(List.of(), List.of(), List.of(), AcceptedHere.NOTHING, "", why, isMigrated, null);
    }

    /** Whether the schema was compared and matches the model, apart from accepted differences. */
    public boolean isSame() {
        return unknown == null && toModel.isEmpty() && extra.isEmpty();
    }

    /** The lines for the user, with their headings. */
    public String text() {
        Changelog changelog = Changelog.ofThisProject();
        StringBuilder text = new StringBuilder("Model     %s\n".formatted(model()));
        if (origin != null) {
            text.append("Entities  %s\n".formatted(origin));
        }
        if (accepted.differences() > 0) {
            text.append("Accepted  %s: %s\n"
                    .formatted(AcceptedHere.counted(accepted.differences()), changelog.acceptedName()));
        }
        String obsolete = accepted.advice(changelog);
        return text + (obsolete.isEmpty() ? "" : "Obsolete  %s\n".formatted(obsolete));
    }

    private String model() {
        if (unknown != null) {
            return "was not compared:\n" + indented(unknown);
        }
        if (toModel.isEmpty()) {
            return "matches the live schema"
                    + (extra.isEmpty() ? "" : ", which has more than entities and migrations:\n" + more());
        }
        return difference()
                + (naming.isEmpty() ? "" : "\n" + naming)
                + (extra.isEmpty() ? "" : "\nThe live schema also has more than entities and migrations:\n" + more());
    }

    private String more() {
        return """
                %s
                  mvn compile liquibase:diff    accepts this in %s
                  mvn compile liquibase:diff -Dallow=drop -Ddrop=%s    writes a migration that drops %s""".formatted(
                        steps(KeptSummary.counted(extra)),
                        Changelog.ofThisProject().acceptedName(),
                        KeptSummary.patterns(extra),
                        extra.size() == 1 ? "it" : "these");
    }

    private String difference() {
        if (!isMigrated) {
            return """
                    differs from the live schema, and no migration has run here. To get from the schema to the model:
                    %s
                      mvn compile liquibase:diff -Dmessage="what changes"    writes the migration
                    If other means created this schema and it is in use, take it over: docs/existing-database.md.
                    The first diff writes what is there as a baseline, and the changes as a second migration.""".formatted(steps(toModel));
        }
        if (toMigrations.isEmpty()) {
            return """
                    is ahead of the live schema:
                    %s
                      mvn compile liquibase:diff -Dmessage="what changes"    writes the migration""".formatted(steps(toModel));
        }
        if (toMigrations.equals(toModel)) {
            return """
                    differs from the live schema, which was changed by hand, without a migration. To undo that:
                    %s
                      mvn compile liquibase:diff -Dmessage="what changes"    writes this as a migration""".formatted(steps(toModel));
        }
        return """
                differs from the live schema, which was also changed by hand. To get back to what the migrations create:
                %s
                To get to the model:
                %s
                  mvn compile liquibase:diff -Dmessage="what changes"    writes the migration""".formatted(steps(toMigrations), steps(toModel));
    }

    private static String steps(List<String> lines) {
        return indented(String.join("\n", lines));
    }

    /** The text with each line indented by two spaces. */
    public static String indented(String text) {
        return "  " + text.replace("\n", "\n  ");
    }
}
