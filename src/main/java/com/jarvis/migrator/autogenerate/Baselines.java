package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.compare.LiveBaseline;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.model.Model;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import liquibase.database.Database;

/**
 * The first migration of a changelog for a database that other means created: it creates in an empty database what is there, under
 * the same names. Without it, the changelog would only run where these tables are.
 */
public final class Baselines {

    /**
     * A proven baseline.
     *
     * @param tables the number of its tables
     * @param missing what it does not create, as kind and name
     */
    public record Baseline(Migration migration, int tables, List<String> missing) {}

    private final Database database;
    private final Settings settings;
    private final MigrationFormat format;

    /** @param format in which the baseline is written */
    public Baselines(Database database, Settings settings, MigrationFormat format) {
        this.database = database;
        this.settings = settings;
        this.format = format;
    }

    /**
     * Generates the baseline, and proves it and its rollback in an empty scratch schema. Writes nothing.
     *
     * @param model whose schemas are read
     * @return empty if the database has no table
     */
    public Optional<Baseline> of(Model model) throws Exception {
        return RollbackOnlyTransaction.run(database, connection -> {
            Schemas schemas = model.desired(connection).schemas();
            ExcludedTables excluded = new ExcludedTables(settings.exclude());
            LiveBaseline live = LiveBaseline.of(connection, schemas, excluded);
            int tables = live.difference().desired().tables().size();
            if (tables == 0) {
                return Optional.empty();
            }
            Migration migration = Migration.baseline(
                            Revision.of("baseline", List.of(), Instant.now(), List.of()),
                            settings.author(),
                            live.difference().operations())
                    .in(format);
            MigrationSql sql = MigrationSql.of(migration, database);
            new Comparison(connection, excluded, CreatedObjects.NONE, Adoption.STRICT)
                    .prove(
                            schemas,
                            live.difference(),
                            Autogenerate.provable(sql.update()),
                            Autogenerate.provable(sql.rollback()));
            return Optional.of(new Baseline(migration, tables, live.missing()));
        });
    }
}
