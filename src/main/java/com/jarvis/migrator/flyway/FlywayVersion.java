package com.jarvis.migrator.flyway;

import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A version of Flyway: numbers separated by dots or underscores, compared number by number, so that {@code 1.10} comes after
 * {@code 1.9}, and {@code 1.0} is {@code 1} (https://documentation.red-gate.com/fd/versioned-migrations-273973333.html).
 *
 * @param text with dots, as in the history
 */
record FlywayVersion(String text) implements Comparable<FlywayVersion> {

    /** Reads a version; empty for a text of another form. */
    static Optional<FlywayVersion> of(String text) {
        return text != null && text.matches("\\d+([._]\\d+)*")
                ? Optional.of(new FlywayVersion(text.replace('_', '.')))
                : Optional.empty();
    }

    private BigInteger[] numbers() {
        return Stream.of(text.split("\\.")).map(BigInteger::new).toArray(BigInteger[]::new);
    }

    @Override
    public int compareTo(FlywayVersion other) {
        BigInteger[] here = numbers();
        BigInteger[] there = other.numbers();
        for (int i = 0; i < Math.max(here.length, there.length); i++) {
            int order = number(here, i).compareTo(number(there, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static BigInteger number(BigInteger[] numbers, int index) {
        return index < numbers.length ? numbers[index] : BigInteger.ZERO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlywayVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return Stream.of(numbers())
                .map(BigInteger::toString)
                .collect(Collectors.joining("."))
                .replaceAll("(\\.0)+$", "")
                .hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
