package com.jarvis.migrator.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.lint.LintedMigration;
import com.jarvis.migrator.lint.Linter;
import com.jarvis.migrator.lint.snapshot.ClientPart;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.SnapshotReader;
import com.jarvis.migrator.lint.trace.Countable;
import com.jarvis.migrator.lint.trace.LiveRows;
import com.jarvis.migrator.lint.trace.NextNumber;
import com.jarvis.migrator.lint.trace.RollbackTrace;
import com.jarvis.migrator.lint.trace.Trace;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedMigration.Clients;
import com.jarvis.migrator.lint.trace.TracedMigration.Coverage;
import com.jarvis.migrator.lint.trace.TracedMigration.Rollback;
import com.jarvis.migrator.lint.trace.TracedMigration.Source;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs scenarios in a scratch database, which is emptied for each, next to a live one that has their rows. Checks that
 * the trace knows the whole catalog after each statement. An extension of the tests of one class.
 */
final class ScenarioRunner implements BeforeAllCallback, AfterAllCallback {

    private static final String EMPTY = """
            do $$ declare s text; begin
              for s in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
              loop execute format('drop schema %I cascade', s); end loop;
              for s in select extname from pg_extension where extname <> 'plpgsql'
              loop execute format('drop extension %I cascade', s); end loop;
            end $$;
            create schema public
            """;

    private TestDatabase scratchDatabase;
    private TestDatabase liveDatabase;
    private Connection scratch;
    private Connection live;

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        scratchDatabase = TestDatabase.create();
        liveDatabase = TestDatabase.create();
        scratch = scratchDatabase.connect();
        live = liveDatabase.connect();
    }

    /** Runs every step and returns its findings, including notes. */
    Map<Scenario.Step, LintedMigration> run(Scenario scenario) throws SQLException {
        return run(scenario, () -> {});
    }

    /** The scratch database. */
    TestDatabase scratch() {
        return scratchDatabase;
    }

    /** @param beforeEach is called before the first migration of each run */
    Map<Scenario.Step, LintedMigration> run(Scenario scenario, Runnable beforeEach) throws SQLException {
        Map<Scenario.Step, LintedMigration> linted = new LinkedHashMap<>();
        for (List<Scenario.Step> run : scenario.runs()) {
            prepare(scenario);
            beforeEach.run();
            Snapshot start = SnapshotReader.read(scratch);
            Set<ClientPart> clients = ClientPart.read(scratch);
            Map<Scenario.Step, TracedMigration> traced = new LinkedHashMap<>();
            for (Scenario.Step step : run) {
                traced.put(step, trace(scenario, step, start, clients));
            }
            Snapshot end = SnapshotReader.read(scratch);
            traced.forEach((step, migration) -> {
                TracedMigration ending = migration.endingIn(run.size() == 1 ? migration.after() : end);
                linted.put(step, new LintedMigration(ending, Linter.check(ending)));
            });
        }
        return linted;
    }

    private void prepare(Scenario scenario) throws SQLException {
        execute(scratch, EMPTY);
        execute(scratch, scenario.setup());
        if (!scenario.live().isEmpty()) {
            execute(live, EMPTY);
            execute(live, scenario.setup());
            execute(live, scenario.live());
        }
    }

    private TracedMigration trace(Scenario scenario, Scenario.Step step, Snapshot start, Set<ClientPart> clients)
            throws SQLException {
        execute(scratch, "set lock_timeout = '%s'".formatted(step.timeout() ? "5s" : "0"));
        scratch.setAutoCommit(!step.inTransaction());
        Trace trace = new Trace(scratch, start);
        RollbackTrace rollback = new RollbackTrace(scratch, trace.before());
        try {
            int change = 0;
            for (String sql : step.statements()) {
                trace.run(++change, sql, () -> execute(scratch, sql));
                assertThat(trace.now()).as(sql).isEqualTo(SnapshotReader.read(scratch));
            }
        } catch (SQLException e) {
            if (!scratch.getAutoCommit()) {
                scratch.rollback();
            }
        }
        scratch.setAutoCommit(true);
        Snapshot after = trace.failure().isEmpty() ? trace.end() : trace.now();
        Countable countable = trace.failure().isEmpty() ? Countable.of(scratch) : Countable.NONE;
        Optional<Rollback> back = Optional.empty();
        if (step.rollback().isPresent() && trace.failure().isEmpty()) {
            String sql = step.rollback().get();
            back = Optional.of(sql.equals("none") ? Rollback.NONE : rollback.run(after, () -> execute(scratch, sql)));
        }
        LiveRows rows = scenario.live().isEmpty() ? LiveRows.UNKNOWN : LiveRows.of(live);
        return new TracedMigration(
                new Source(scenario.name(), "migration.yaml", "", step.inTransaction(), new ArrayList<>()),
                trace.before(),
                after,
                trace.statements(),
                trace.failure(),
                back,
                rows,
                after,
                new Coverage(
                        List.of(),
                        false,
                        step.rollback().filter(sql -> !sql.equals("none")).stream()
                                .toList(),
                        countable,
                        Set.of()),
                Clients.of(clients, trace.clients(), ClientPart.read(scratch)),
                trace.failure().isEmpty() ? NextNumber.read(scratch, trace.statements()) : List.of());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        scratch.close();
        live.close();
        scratchDatabase.close();
        liveDatabase.close();
    }
}
