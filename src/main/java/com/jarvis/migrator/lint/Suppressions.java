package com.jarvis.migrator.lint;

import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comments in a migration's file that suppress the findings of a rule: {@code # lint:ignore <rule> <reason>}, as
 * {@link ChangeSetText#silence} has them in other formats than YAML. Of several changesets in a file, a comment counts for the one
 * that it stands in or before. One that suppresses nothing, or has no reason, is a finding itself.
 */
final class Suppressions {

    /** The rule for a comment that suppresses nothing. */
    static final String UNUSED = "unused-silence";

    /** The rule for a comment without a reason. */
    static final String WITHOUT_REASON = "silence-without-reason";

    private static final Pattern COMMENT = Pattern.compile(
            "(?:#|--|\"comment\"\\s*:\\s*\"(?<json>))[ \\t]*lint:ignore[ \\t]+([\\w-]+)[ \\t]*([^\\r\\n]*)");

    /** The comment that rules advise. */
    private static final Pattern ADVISED = Pattern.compile("# lint:ignore ([\\w-]+(?: <reason>)?)");

    private record Suppression(String rule, String reason, int line) {}

    private Suppressions() {}

    /** The findings that are not suppressed, and those about the comments themselves. */
    static List<Finding> apply(TracedMigration.Source source, List<Finding> findings) {
        List<Finding> left = new ArrayList<>(findings);
        for (Suppression suppression : in(source.text())) {
            boolean needed = findings.stream().anyMatch(f -> f.rule().equals(suppression.rule));
            if (suppression.reason.isEmpty()) {
                left.add(finding(source, suppression, WITHOUT_REASON, Severity.ERROR));
            } else if (needed) {
                left.removeIf(f -> f.rule().equals(suppression.rule));
            } else {
                left.add(finding(source, suppression, UNUSED, Severity.WARNING));
            }
        }
        return left;
    }

    private static List<Suppression> in(String text) {
        return COMMENT.matcher(text)
                .results()
                .map(m -> new Suppression(m.group(2), reason(m), line(text, m)))
                .toList();
    }

    private static String reason(MatchResult match) {
        boolean isJson = match.group(1) != null;
        return match.group(3).replaceFirst(isJson ? "\".*$" : "-->.*$", "").strip();
    }

    /** A finding that advises to suppress it with a comment as the migration's file has them. */
    static Finding inItsFormat(Finding finding) {
        String instead = ADVISED.matcher(finding.instead())
                .replaceAll(m -> Matcher.quoteReplacement(ChangeSetText.silence(finding.file(), m.group(1))));
        return finding.withInstead(instead);
    }

    private static int line(String text, MatchResult match) {
        return (int) text.substring(0, match.start()).lines().count() + (atLineStart(text, match) ? 1 : 0);
    }

    private static boolean atLineStart(String text, MatchResult match) {
        return match.start() == 0 || text.charAt(match.start() - 1) == '\n';
    }

    private static Finding finding(
            TracedMigration.Source source, Suppression suppression, String rule, Severity severity) {
        boolean unused = rule.equals(UNUSED);
        return new Finding(
                rule,
                severity,
                source.revision(),
                source.file(),
                suppression.line,
                0,
                null,
                null,
                unused
                        ? "Line %d ignores %s, which finds nothing in this migration."
                                .formatted(suppression.line, suppression.rule)
                        : "Line %d ignores %s without a reason, so it has no effect."
                                .formatted(suppression.line, suppression.rule),
                unused ? "Delete the line." : "# lint:ignore %s <reason>".formatted(suppression.rule));
    }
}
