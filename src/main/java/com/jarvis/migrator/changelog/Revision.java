package com.jarvis.migrator.changelog;

import com.jarvis.migrator.operation.Operation;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The name of a migration: {@code <UTC timestamp>_<slug>}. */
public final class Revision {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int LONGEST_SLUG = 60;
    /** Letters that Unicode does not decompose into a base letter and an accent. */
    private static final Map<String, String> LETTERS =
            Map.of("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l", "þ", "th", "ı", "i");

    private Revision() {}

    /**
     * The name of a new migration. It sorts after all existing ones: if one of them has the current time or a later
     * one, the new one is a second later than that.
     *
     * @param message the author's description; if it is null or has no letter or digit with an ASCII form, the slug
     *     describes the operations
     * @param existing the existing revisions
     */
    public static String of(String message, List<Operation> operations, Instant now, Collection<String> existing) {
        LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
        for (String revision : existing) {
            Optional<LocalDateTime> other = time(revision);
            if (other.isPresent() && !time.isAfter(other.get())) {
                time = other.get().plusSeconds(1);
            }
        }
        String slug = slug(message == null ? "" : message);
        return TIMESTAMP.format(time) + "_" + (slug.isEmpty() ? slug(Summary.of(operations)) : slug);
    }

    /**
     * The name of one of several migrations that together are one change.
     *
     * @param part the role of this migration, appended to the slug; empty for the change itself
     */
    public static String of(
            String message, List<Operation> operations, String part, Instant now, Collection<String> existing) {
        String revision = of(message, operations, now, existing);
        return part.isEmpty() ? revision : revision + "_" + slug(part);
    }

    /**
     * The name of a migration that replaces the first ones of a changelog: it sorts as the last of them, and before all others.
     *
     * @param others the revisions that come after it
     * @param replaced the revisions that it replaces
     * @param existing the names that files have already
     */
    public static String before(
            List<String> others, String message, List<String> replaced, Collection<String> existing) {
        LocalDateTime time = replaced.stream()
                .flatMap(revision -> time(revision).stream())
                .max(Comparator.naturalOrder())
                .or(() -> others.stream()
                        .flatMap(revision -> time(revision).stream())
                        .min(Comparator.naturalOrder())
                        .map(first -> first.minusSeconds(1)))
                .orElseGet(() -> LocalDateTime.now(ZoneOffset.UTC));
        String slug = slug(message);
        String name = TIMESTAMP.format(time) + "_" + (slug.isEmpty() ? "baseline" : slug);
        String unique = name;
        for (int number = 2; existing.contains(unique); number++) {
            unique = name + "_" + number;
        }
        return unique;
    }

    /** The description in a revision's name: its slug as words; the whole name if it has no slug. */
    public static String message(String revision) {
        String slug = revision.replaceFirst("^\\d{14}_", "");
        return slug.replace('_', ' ');
    }

    /** At most 60 lower-case ASCII letters, digits and single underscores, truncated at a word. */
    static String slug(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            plain = plain.replace(letter.getKey(), letter.getValue());
        }
        String slug =
                plain.replaceAll("\\p{M}", "").replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        if (slug.length() <= LONGEST_SLUG) {
            return slug;
        }
        int word = slug.lastIndexOf('_', LONGEST_SLUG);
        return slug.substring(0, word > 0 ? word : LONGEST_SLUG);
    }

    /** The time in a revision's name, in UTC; empty for a name of another form. */
    public static Optional<LocalDateTime> time(String revision) {
        try {
            return revision.matches("\\d{14}(_.*)?")
                    ? Optional.of(LocalDateTime.parse(revision.substring(0, 14), TIMESTAMP))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty(); // The digits are not a time.
        }
    }
}
