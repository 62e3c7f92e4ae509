package com.jarvis.migrator.lint.snapshot;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A statement's text.
 *
 * @param sql as it was sent
 * @param plain in lower case, without comments and with single blanks
 */
public record StatementText(String sql, String plain) {

    private static final int MAX_LENGTH = 100;
    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    public static StatementText of(String sql) {
        String plain = BLANKS.matcher(COMMENT.matcher(sql).replaceAll(" ").strip())
                .replaceAll(" ")
                .toLowerCase(Locale.ROOT);
        return new StatementText(sql, plain);
    }

    /** On one line, cut where it gets long. */
    public String line() {
        String line = BLANKS.matcher(sql.strip()).replaceAll(" ");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " …";
    }
}
