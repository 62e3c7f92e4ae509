package com.jarvis.migrator.autogenerate;

import com.jarvis.testing.TestSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random models with unusual names that evolve at random while their tables contain rows. {@link RandomEvolutions} describes
 * the settings.
 */
@Tag(TestSet.SLOW)
class RandomModelsTest {

    private static RandomEvolutions evolutions;

    @BeforeAll
    static void connect() throws Exception {
        evolutions = RandomEvolutions.ofModels();
    }

    @AfterAll
    static void close() throws Exception {
        evolutions.close();
    }

    static List<Long> seeds() {
        return RandomEvolutions.seeds("RandomModelsTest", 70);
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void every_evolution_of_a_random_model_leads_to_it_and_back(long seed) throws Exception {
        evolutions.run(seed);
    }
}
