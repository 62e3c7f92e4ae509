package com.jarvis.testing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Selects the tests to run. {@code mvn verify} excludes tests with the tags {@value #PROCESS}, {@value #LOAD} and {@value #SLOW} and runs a
 * fixed sample of long lists of cases; {@code mvn verify -Pfull} and {@code -Dtest=…} run all. The POM configures this with
 * the properties {@code tests.excluded} and {@code tests.every}.
 */
public final class TestSet {

    /** Tests that start Maven, Java or PostgreSQL processes. */
    public static final String PROCESS = "process";

    /** Tests with many rows or many concurrent clients. */
    public static final String LOAD = "load";

    /** Classes of tests that take longer than ten seconds on two cores. */
    public static final String SLOW = "slow";

    /** Tests that need Hibernate 7, which the profile hibernate7 runs. */
    public static final String HIBERNATE7 = "hibernate7";

    private static final int EVERY = Integer.getInteger("tests.every", 1);
    private static final String EXCLUDED = System.getProperty("tests.excluded", "");

    private TestSet() {}

    /**
     * The cases of a list to run; the full set runs all of them. Prints how many are left out.
     *
     * @param name the name of the test, for the output
     */
    public static <T> List<T> of(String name, List<T> cases) {
        if (EVERY == 1) {
            return cases;
        }
        List<T> sample = IntStream.range(0, cases.size())
                .filter(i -> i % EVERY == 0)
                .mapToObj(cases::get)
                .toList();
        System.out.printf("%s: %d of %d cases; mvn verify -Pfull runs all%n", name, sample.size(), cases.size());
        return sample;
    }

    /** A note on the excluded tests, for the output of each run; empty for the full set. */
    static String note() {
        return EXCLUDED.isEmpty()
                ? ""
                : ". Left out: tests with the tags %s; mvn verify -Pfull runs all".formatted(EXCLUDED);
    }
}
