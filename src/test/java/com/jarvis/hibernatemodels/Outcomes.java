package com.jarvis.hibernatemodels;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report: a line for each outcome, and how often each one occurred. */
final class Outcomes {

    private static final int LINES_OF_A_GROUP = 2;

    private final PrintStream report;
    private final Map<String, Integer> groups = new TreeMap<>();

    Outcomes(PrintStream report) {
        this.report = report;
    }

    void add(String what, String outcome, String name, Throwable failure) {
        add(what, outcome, name, String.valueOf(failure.getMessage() == null ? failure : failure.getMessage()));
    }

    /**
     * @param what was done
     * @param name the test, or the tests
     */
    void add(String what, String outcome, String name, String message) {
        report.println(String.join("\t", what, outcome, name, message.strip().replace("\n", "\\n")));
        groups.merge(what + "\t" + outcome + "\t" + kind(message), 1, Integer::sum);
    }

    /** The beginning of a message without names, so that those of one kind are the same. */
    private static String kind(String message) {
        String beginning = String.join(
                " ",
                message.strip()
                        .lines()
                        .limit(LINES_OF_A_GROUP)
                        .map(String::strip)
                        .toList());
        String kind = beginning
                .replaceAll("[\"'`\\[(][^\"'`\\])]*[\"'`\\])]", "…")
                .replaceAll("\\b[\\w$]+(?:[._][\\w$]+)+\\b", "…")
                .replaceAll("\\d+", "N");
        return kind.length() > 200 ? kind.substring(0, 200) : kind;
    }

    /** One line for each group: how often, what, the outcome and the message without names. */
    List<String> summary() {
        return groups.entrySet().stream()
                .map(group -> "%5d\t%s".formatted(group.getValue(), group.getKey()))
                .toList();
    }
}
