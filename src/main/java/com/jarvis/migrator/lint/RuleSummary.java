package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Findings of a migration with many statements: those of one rule say the same of each statement. */
final class RuleSummary {

    /** So many findings of a rule, and so many lines about tables, are shown one by one. */
    private static final int ONE_BY_ONE = 3;

    private static final int TABLES = 8;

    private RuleSummary() {}

    /** The findings, with those of a rule that has many as one, and a line with the other statements. */
    static String of(TracedMigration migration, List<Finding> findings) {
        Map<String, List<Finding>> rules = new LinkedHashMap<>();
        findings.forEach(
                finding -> rules.computeIfAbsent(finding.severity() + " " + finding.rule(), rule -> new ArrayList<>())
                        .add(finding));
        StringBuilder text = new StringBuilder();
        rules.forEach((rule, all) -> {
            int shown = all.size() > ONE_BY_ONE ? 1 : all.size();
            all.subList(0, shown).forEach(finding -> text.append(LintReport.finding(migration, finding)));
            if (shown < all.size()) {
                text.append("  %s also in %d more statements: %s%n"
                        .formatted(rule, all.size() - shown, numbers(all.subList(shown, all.size()))));
            }
        });
        return text.toString();
    }

    /** The numbers of their statements, ascending, with those that follow one another as {@code 3–7}. */
    private static String numbers(List<Finding> findings) {
        List<int[]> runs = new ArrayList<>();
        for (Finding finding : findings) {
            int number = finding.statement();
            if (!runs.isEmpty() && runs.get(runs.size() - 1)[1] == number - 1) {
                runs.get(runs.size() - 1)[1] = number;
            } else {
                runs.add(new int[] {number, number});
            }
        }
        return runs.stream()
                .map(run -> run[0] == run[1] ? "" + run[0] : run[0] + (run[0] + 1 == run[1] ? ", " : "–") + run[1])
                .collect(Collectors.joining(", "));
    }

    /** The lines about tables; of many, the first ones and the number of the others. */
    static List<String> shortened(List<String> lines) {
        if (lines.size() <= TABLES) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, ONE_BY_ONE));
        some.add("and %d more tables: %s"
                .formatted(
                        lines.size() - ONE_BY_ONE,
                        lines.stream()
                                .skip(ONE_BY_ONE)
                                .map(line -> line.substring(0, Math.max(0, line.indexOf(": "))))
                                .collect(Collectors.joining(", "))));
        return some;
    }
}
