package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code history} prints: a line for each changeset that a database has run.
 *
 * @param ran all of them, the oldest first
 * @param replaced the names of the changesets that replace others, by the keys of these
 * @param operations the lines below each, which say what it does
 */
public record HistoryText(
        List<HistoryRow> ran, Map<String, String> replaced, Function<HistoryRow, List<String>> operations) {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter WITH_ZONE = new DateTimeFormatterBuilder()
            .append(LOCAL)
            .appendLiteral(' ')
            .appendOffset("+HH:MM", "UTC")
            .toFormatter(Locale.ROOT);

    /** The lines of some of them. */
    public String of(List<HistoryRow> shown) {
        int width = width(shown, row -> Printable.line(row.id()));
        int by = width(shown, row -> Printable.line(row.author()));
        int longest = width(shown, HistoryText::time);
        StringBuilder text = new StringBuilder();
        for (HistoryRow row : shown) {
            text.append(padded(Printable.line(row.id()), width + 2))
                    .append(padded(time(row), longest))
                    .append("%12s  ".formatted(hasRun(row.duration()) ? text(row.duration()) : ""))
                    .append(padded(Printable.line(row.author()), by + 2))
                    .append(message(row))
                    .append(row.isMarkedOnly() ? " (marked as run, not executed)" : "")
                    .append(replacedBy(row))
                    .append(row == ran.get(ran.size() - 1) ? " (current)\n" : "\n");
            operations.apply(row).forEach(line -> text.append("  ")
                    .append(Printable.line(line))
                    .append('\n'));
        }
        return Printable.text(text.toString());
    }

    private static int width(List<HistoryRow> rows, Function<HistoryRow, String> column) {
        return rows.stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** What a changeset does; one that {@code diff} did not write is in a file of another name. */
    private static String message(HistoryRow row) {
        return Stream.of(
                        ChangeSetName.message(row.file(), row.id(), row.comment()),
                        ChangeSetName.isRevision(row.file(), row.id()) ? "" : "in " + Printable.line(row.file()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String time(HistoryRow row) {
        return (row.duration() == null ? LOCAL : WITH_ZONE).format(row.time());
    }

    private static boolean hasRun(Duration duration) {
        return duration != null && !duration.isZero();
    }

    private String replacedBy(HistoryRow row) {
        String by = replaced.isEmpty() ? null : replaced.get(ChangeSetName.key(row.id(), row.author(), row.file()));
        return by == null ? "" : " (replaced by " + by + ")";
    }

    /** The duration for people: {@code 0.04 s}, {@code 12 s}, {@code 3 min 5 s}. */
    static String text(Duration duration) {
        if (duration.toMillis() < 10_000) {
            return "%.2f s".formatted(duration.toMillis() / 1000.0);
        }
        return duration.toMinutes() == 0
                ? duration.toSeconds() + " s"
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
