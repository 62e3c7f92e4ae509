package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.diff.Online;
import com.jarvis.migrator.diff.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The migrations of a change that keeps nobody waiting: one for each of its steps, a second apart. */
final class OnlineMigrations {

    private final Settings settings;
    private final List<String> existing;

    /** @param existing the revisions that are there */
    OnlineMigrations(Settings settings, List<String> existing) {
        this.settings = settings;
        this.existing = existing;
    }

    List<Migration> of(List<Operation> operations, Catalog live) throws MigratorException {
        List<String> revisions = new ArrayList<>(existing);
        List<Migration> migrations = new ArrayList<>();
        for (Online.Stage stage : Online.stages(operations, live)) {
            String revision = Revision.of(settings.message(), operations, stage.part(), Instant.now(), revisions);
            revisions.add(revision);
            migrations.add(new Migration(revision, settings.author(), stage.operations(), stage.inTransaction()));
        }
        return migrations;
    }
}
