package com.jarvis.migrator.diff;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether an SQL text names something: too often rather than too seldom, as it only decides what is built again. */
final class Mentions {

    private Mentions() {}

    static boolean in(String sql, String identifier) {
        return sql != null && pattern(identifier).matcher(sql).find();
    }

    static String replace(String sql, String identifier, String other) {
        return sql == null ? null : pattern(identifier).matcher(sql).replaceAll(Matcher.quoteReplacement(other));
    }

    private static Pattern pattern(String identifier) {
        return Pattern.compile("(?<![\\p{L}\\p{N}_$])" + Pattern.quote(identifier) + "(?![\\p{L}\\p{N}_$])");
    }
}
