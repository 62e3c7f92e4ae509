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
import java.util.concurrent.Callable;
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

    /** Reads the live database now, as the comparison changes its search path, and finds out later what the changelog creates. */
    private static Callable<Catalog> created(Changelog changelog, Database database) throws Exception {
        ChangeLogParameters parameters = Changelog.parameters(database);
        List<ChangeSet> changeSets = changelog.read(parameters).getChangeSets();
        ChangelogScript script = ChangelogScript.of(changeSets, parameters, database);
        return () -> new ChangelogSchemaCache(changelog.project()).of(script).catalog();
    }

    /**
     * Adds what stays to the accepted differences of the project, and removes what the user drops.
     *
     * @return what was added
     */
    public static List<KeptPart> accept(Autogenerate.Outcome outcome, Adopting adopting, Changelog changelog)
            throws IOException {
        changelog.accepted().remove(part -> adopting.drops(part.substring(part.lastIndexOf(' ') + 1)));
        Map<String, String> reasons = new LinkedHashMap<>();
        outcome.kept().forEach(kept -> reasons.put(kept.part().toString(), reason(kept)));
        List<String> added = changelog.accepted().add(reasons);
        return outcome.kept().stream()
                .filter(kept -> added.contains(kept.part().toString()))
                .toList();
    }

    private static String reason(KeptPart kept) {
        return "diff did not create it" + (kept.annotation() == null ? "" : "; in an entity: " + kept.annotation());
    }
}
