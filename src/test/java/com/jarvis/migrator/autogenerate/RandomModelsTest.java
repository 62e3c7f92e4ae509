package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random models, with nasty names, that evolve at random while their tables hold rows. {@code -Dproperty.count=…} makes
 * as many as you like, from {@code -Dproperty.first=…} on; {@code -Dproperty.seed=…} makes one again, and a failure says
 * its seed. Without them it makes the same ones each time, so that a check of an unrelated change does not fail by chance.
 */
class RandomModelsTest {

    private static final int EVOLUTIONS = 3;

    /** A model as DDL, written for an empty database. */
    @FunctionalInterface
    private interface Ddl {
        List<String> of(RandomModel model) throws Exception;
    }

    @Test
    void every_evolution_of_a_random_model_leads_to_it_and_back() throws Exception {
        requireRoundTrips(RandomModel::of, RandomModel::ddl, 70);
    }

    @Test
    void every_evolution_of_random_entities_leads_to_them_and_back(@TempDir Path folder) throws Exception {
        requireRoundTrips(RandomModel::mappable, model -> RandomMapping.ddl(model, folder), 30);
    }

    private static void requireRoundTrips(Function<Random, RandomModel> start, Ddl ddl, int usual) throws Exception {
        Long seed = Long.getLong("property.seed");
        int count = seed == null ? Integer.getInteger("property.count", usual) : 1;
        long first = seed == null ? Long.getLong("property.first", 1) : seed;
        System.out.printf("%d random models from -Dproperty.seed=%d%n", count, first);
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect();
                TestDatabase exports = TestDatabase.create();
                Connection export = exports.connect()) {
            Evolution evolution = new Evolution(connection, export);
            List<String> failures = new ArrayList<>();
            for (int i = 0; i < count && failures.size() < 5; i++) {
                evolution.restart(List.of());
                try {
                    evolve(evolution, connection, new Random(first + i), start, ddl);
                } catch (Exception | AssertionError e) {
                    failures.add("-Dproperty.seed=%d: %s".formatted(first + i, e));
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    private static void evolve(
            Evolution evolution, Connection connection, Random random, Function<Random, RandomModel> start, Ddl ddl)
            throws Exception {
        RandomModel model = start.apply(random);
        evolution.to(ddl.of(model));
        for (int i = 0; i < EVOLUTIONS; i++) {
            fill(connection, model);
            model = random.nextInt(4) == 0 ? model.renamed() : model.evolved();
            evolution.to(ddl.of(model), model.rename());
        }
    }

    private static void fill(Connection connection, RandomModel model) throws SQLException {
        connection.setAutoCommit(true);
        for (String row : model.rows()) {
            try (var statement = connection.createStatement()) {
                statement.execute(row);
            } catch (SQLException e) {
                // A row that a constraint refuses is none: classes 22 and 23 (manual, appendix A).
                if (!e.getSQLState().startsWith("22") && !e.getSQLState().startsWith("23")) {
                    throw e;
                }
            }
        }
    }
}
