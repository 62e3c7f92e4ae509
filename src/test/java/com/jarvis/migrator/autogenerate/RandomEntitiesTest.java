package com.jarvis.migrator.autogenerate;

import com.jarvis.testing.TestSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Like {@link RandomModelsTest}, but with entities: Java enums and constraints of Bean Validation among them. */
@Tag(TestSet.SLOW)
class RandomEntitiesTest {

    private static RandomEvolutions evolutions;

    @BeforeAll
    static void connect() throws Exception {
        evolutions = RandomEvolutions.ofEntities();
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
