package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.autogenerate.Adopting;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.ChangelogSchemaCache;
import com.jarvis.migrator.autogenerate.ChangelogScript;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;

/** A database with a schema that the migrations of this changelog did not make, or not alone. */
public final class AdoptedDatabase {

    private AdoptedDatabase() {}

    /** What of the database stays although the entities do not have it. */
    public static Adopting adopting(Changelog changelog, CreatedObjects created, Settings settings, Database database)
            throws IOException {
        return new Adopting(settings, changelog.accepted(), created, () -> created(changelog, database));
    }

    /** What the changelog creates in an empty database. */
    private static Catalog created(Changelog changelog, Database database) throws Exception {
        ChangeLogParameters parameters = new ChangeLogParameters(database);
        List<ChangeSet> changeSets = changelog.read(parameters).getChangeSets();
        return new ChangelogSchemaCache(changelog.project())
                .of(ChangelogScript.of(changeSets, parameters, database))
                .catalog();
    }

    /**
     * Adds what stays to the accepted differences of the project.
     *
     * @return the parts that were added
     */
    public static List<String> accept(Autogenerate.Outcome outcome, Changelog changelog) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        outcome.kept().forEach(kept -> reasons.put(kept.part().toString(), reason(kept)));
        return changelog.accepted().add(reasons);
    }

    private static String reason(KeptPart kept) {
        return "no migration made it" + (kept.annotation() == null ? "" : "; in an entity: " + kept.annotation());
    }
}
