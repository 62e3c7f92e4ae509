package com.jarvis.migrator.ddl;

import java.util.Set;

/**
 * Whether a text means the same after it was converted to another type and back. PostgreSQL drops silently what the type has no
 * place for: the offset of a {@code timestamp}, the second value of a key in {@code jsonb}. What comes back in another spelling
 * only is no loss; of a spelling that is not known, another text is one.
 */
final class Spelling {

    /** Types that read every part of a text, or keep it as it is. A boolean is one of few words. */
    private static final Set<String> KEEP_MEANING =
            Set.of("boolean", "uuid", "json", "xml", "inet", "cidr", "macaddr", "macaddr8", "oid", "bytea");

    /** More digits than a microsecond has (manual, 8.5). */
    private static final String BEYOND_MICROSECONDS = "%s ~ '[.,]\\d{6}\\d*[1-9]'";

    private static final String OFFSET = "([+-]\\d\\d(:?\\d\\d){0,2}|Z|UTC|GMT)$";

    private static final String WITH_ZONE =
            "%s ~ ':\\d\\d([.,]\\d+)? ?(" + OFFSET + "|[A-Z][A-Za-z_]+/[A-Za-z_/+-]+\\d*$)'";

    private Spelling() {}

    /** Whether every text that the type accepts means the same afterwards. */
    static boolean isKept(String to) {
        return KEEP_MEANING.contains(TypeConversion.base(to));
    }

    /** Whether {@link #changes} knows what such a conversion drops. */
    static boolean isKnown(String from, String to) {
        boolean isText = TypeConversion.isText(from) || from.equals("json");
        return isText && !TypeConversion.isArray(from) && !TypeConversion.isArray(to) && !TypeConversion.isText(to);
    }

    /**
     * A condition that is true for texts that mean something else afterwards.
     *
     * @param was the expression of the text
     * @param now the expression of what it becomes
     * @param back the expression of what becomes of that
     * @param to the type that it becomes
     */
    static String changes(String was, String now, String back, String to) {
        String text = "(" + was + ")::text";
        String finer = BEYOND_MICROSECONDS.formatted(text);
        return switch (TypeConversion.base(to)) {
            case "jsonb" -> keys(text) + " <> " + keys("(" + now + ")::text");
            case "timestamp without time zone", "time without time zone" ->
                moment(text) + " is distinct from " + moment("(" + now + ")::text");
            case "timestamp with time zone" ->
                "(%1$s::timestamptz is distinct from %2$s or %3$s or not %4$s)"
                        .formatted(text, now, finer, WITH_ZONE.formatted(text));
            case "time with time zone" ->
                "(%s is distinct from %s or not %s)"
                        .formatted(
                                moment(withoutOffset(text)),
                                moment(withoutOffset("(" + now + ")::text")),
                                WITH_ZONE.formatted(text));
            case "interval" ->
                "(%1$s::interval::text is distinct from (%2$s)::text or %3$s)".formatted(text, now, finer);
            default -> "(" + back + ")::text is distinct from " + text;
        };
    }

    /** How many keys a JSON text has, at any depth: the strings before a colon. */
    private static String keys(String json) {
        return "(select count(*) from regexp_matches(%s, '\"(?:[^\"\\\\]|\\\\.)*\"(\\s*:)?', 'g') token where token[1] is not null)"
                .formatted(json);
    }

    private static String withoutOffset(String text) {
        return "regexp_replace(trim(" + text + "), ' ?" + OFFSET + "', '')";
    }

    /** A date and time as PostgreSQL writes it, if it is written as ISO 8601: a blank for the T, seconds, no zeros at the end. */
    private static String moment(String text) {
        String moment = "replace(trim(" + text + "), 'T', ' ')";
        moment = "regexp_replace(" + moment + ", '^(\\d+-\\d\\d-\\d\\d)$', '\\1 00:00:00')";
        moment = "regexp_replace(" + moment + ", '^((.* )?\\d\\d:\\d\\d)$', '\\1:00')";
        moment = "regexp_replace(" + moment + ", '\\.(\\d*[1-9])0+$', '.\\1')";
        return "regexp_replace(" + moment + ", '\\.0*$', '')";
    }
}
