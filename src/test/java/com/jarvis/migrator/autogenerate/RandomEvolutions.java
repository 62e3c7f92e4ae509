package com.jarvis.migrator.autogenerate;

import com.jarvis.testing.RandomRows;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Evolutions of random models. {@code -Dproperty.count=…} sets the number of seeds, starting with {@code
 * -Dproperty.first=…}; {@code -Dproperty.seed=…} runs a single seed. By default the seeds are always the same, so that the
 * check of an unrelated change does not fail by chance.
 */
public final class RandomEvolutions implements AutoCloseable {

    private static final int EVOLUTIONS = 3;

    private static final int ROWS = 6;
    private static final int PROGRESS = 20;

    /** A random model as autogenerate compares it. */
    @FunctionalInterface
    interface Mapper {
        Evolution.Target of(RandomModel model) throws Exception;
    }

    private final Function<Random, RandomModel> start;
    private final Mapper mapper;
    private final TestDatabase database = TestDatabase.create();
    private final TestDatabase exports = TestDatabase.create();
    private final Connection connection;
    private final Connection export;
    private final Evolution evolution;

    private RandomEvolutions(Function<Random, RandomModel> start, Mapper mapper) throws Exception {
        this.start = start;
        this.mapper = mapper;
        connection = database.connect();
        export = exports.connect();
        evolution = new Evolution(connection, export);
    }

    static RandomEvolutions ofModels() throws Exception {
        return new RandomEvolutions(RandomModel::of, model -> Evolution.Target.of(model.ddl()));
    }

    static RandomEvolutions ofEntities() throws Exception {
        return new RandomEvolutions(RandomModel::mappable, RandomEntities::target);
    }

    /**
     * Runs many seeds, prints what fails, and goes on. Arguments: {@code entities} or {@code models}, the number of
     * migrations, and the first seed.
     */
    public static void main(String[] arguments) throws Exception {
        int failures = 0;
        try (RandomEvolutions evolutions = arguments[0].equals("models") ? ofModels() : ofEntities()) {
            int seeds = Integer.parseInt(arguments[1]) / (EVOLUTIONS + 1);
            long first = Long.parseLong(arguments[2]);
            for (long seed = first; seed < first + seeds; seed++) {
                try {
                    evolutions.run(seed);
                } catch (AssertionError e) {
                    failures++;
                    System.out.println(e.getMessage() + "\n");
                }
                if ((seed - first) % PROGRESS == PROGRESS - 1) {
                    System.out.printf("until seed %d: %s%n", seed, evolutions.evolution.tally());
                }
            }
        }
        System.out.printf("%d seeds failed%n", failures);
        System.exit(failures == 0 ? 0 : 1);
    }

    /** @param usual the default number of seeds, starting with 1 */
    static List<Long> seeds(String test, int usual) {
        Long seed = Long.getLong("property.seed");
        if (seed != null) {
            return List.of(seed);
        }
        long first = Long.getLong("property.first", 1);
        int count = Integer.getInteger("property.count", usual);
        return TestSet.of(test, LongStream.range(first, first + count).boxed().toList());
    }

    /** Migrates a database with rows from one evolution of a model to the next. A failure names the seed. */
    void run(long seed) throws Exception {
        evolution.restart(List.of());
        try {
            evolve(seed);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dproperty.seed=%d: %s".formatted(seed, e), e);
        }
    }

    private void evolve(long seed) throws Exception {
        Random random = new Random(seed);
        RandomModel model = start.apply(random);
        evolution.to(mapper.of(model), "none");
        for (int i = 0; i < EVOLUTIONS; i++) {
            RandomRows.insert(connection, random, ROWS);
            model = random.nextInt(4) == 0 ? model.renamed() : model.evolved();
            evolution.to(mapper.of(model), model.rename());
        }
    }

    @Override
    public void close() throws SQLException {
        System.out.println("Random evolutions: " + evolution.tally());
        connection.close();
        export.close();
        database.close();
        exports.close();
    }
}
