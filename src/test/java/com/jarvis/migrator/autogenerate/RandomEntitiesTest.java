package com.jarvis.migrator.autogenerate;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Like {@link RandomModelsTest}, but with models that Hibernate maps and exports. */
class RandomEntitiesTest {

    @TempDir
    private static Path folder;

    private static RandomEvolutions evolutions;

    @BeforeAll
    static void connect() throws Exception {
        evolutions = new RandomEvolutions(RandomModel::mappable, model -> RandomMapping.ddl(model, folder));
    }

    @AfterAll
    static void close() throws Exception {
        evolutions.close();
    }

    static List<Long> seeds() {
        return RandomEvolutions.seeds("RandomEntitiesTest", 30);
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void every_evolution_of_random_entities_leads_to_them_and_back(long seed) throws Exception {
        evolutions.run(seed);
    }
}
