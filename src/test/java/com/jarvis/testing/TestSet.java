package com.jarvis.testing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of the tests runs: {@code mvn verify} leaves out those with the tags {@value #PROCESS} and {@value #LOAD} and
 * takes a sample of long lists of cases, always the same one; {@code mvn verify -Pfull} and {@code -Dtest=…} run all. The
 * POM says so, in the properties {@code tests.excluded} and {@code tests.every}.
 */
public final class TestSet {

    /** Tests that start Maven, Java or PostgreSQL processes of their own. */
    public static final String PROCESS = "process";

    /** Tests that work on many rows or with many clients at once. */
    public static final String LOAD = "load";

    private static final int EVERY = Integer.getInteger("tests.every", 1);
    private static final String EXCLUDED = System.getProperty("tests.excluded", "");

    private TestSet() {}

    /**
     * The cases that run, of a list that all run in the full set. It says on standard output how many are left out.
     *
     * @param name of the test, for that line
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

    /** What is left out, for the line that each run prints; empty for the full set. */
    static String note() {
        return EXCLUDED.isEmpty()
                ? ""
                : ". Left out: tests with the tags %s; mvn verify -Pfull runs all".formatted(EXCLUDED);
    }
}
