package com.jarvis.migrator.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether an SQL text names something: too often rather than too seldom, as it only decides what is built again. */
public final class IdentifierSearch {

    private IdentifierSearch() {}

    public static boolean in(String sql, String identifier) {
        return sql != null && pattern(identifier).matcher(sql).find();
    }

    public static String replace(String sql, String identifier, String other) {
        return sql == null ? null : pattern(identifier).matcher(sql).replaceAll(Matcher.quoteReplacement(other));
    }

    private static Pattern pattern(String identifier) {
        return Pattern.compile("(?<![\\p{L}\\p{N}_$])" + Pattern.quote(identifier) + "(?![\\p{L}\\p{N}_$])");
    }
}
