package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.operation.Stage;
import com.jarvis.migrator.plan.online.OnlinePlan;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The migrations of an online change: one for each stage, with revisions one second apart. */
public final class OnlineMigrations {

    private final Settings settings;
    private final List<String> existing;

    /** @param existing the existing revisions */
    public OnlineMigrations(Settings settings, List<String> existing) {
        this.settings = settings;
        this.existing = existing;
    }

    /**
     * Splits the operations into stages.
     *
     * @param live the catalog before the operations
     * @param trial tries operations on a copy of the live tables
     * @return the migrations, in order
     * @throws MigratorException if a change cannot be made without blocking reads and writes
     * @throws SQLException if the database fails
     */
    public List<Migration> of(Operations operations, Catalog live, Trial trial) throws SQLException, MigratorException {
        List<String> revisions = new ArrayList<>(existing);
        List<Migration> migrations = new ArrayList<>();
        List<Stage> stages = OnlinePlan.stages(operations, live, trial.rewriting(operations.upgrade()));
        for (Stage stage : trial.keepingAttachments(stages)) {
            String revision =
                    Revision.of(settings.message(), operations.upgrade(), stage.part(), Instant.now(), revisions);
            revisions.add(revision);
            migrations.add(new Migration(revision, settings.author(), stage.operations(), stage.inTransaction()));
        }
        return migrations;
    }
}
