package com.jarvis.migrator;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text of others (names and comments in a database, messages of a server, ids in a changelog) as terminals and logs may show
 * it. Characters that are not seen but act, such as control characters and bidirectional overrides, are shown as PostgreSQL's
 * escape strings write them: {@code \n}, {@code \u001B}, {@code \U000E0001}. A backslash stays as it is, so text that is
 * printable already does not change.
 */
public final class Printable {

    /**
     * What GitHub's runner takes for a command (src/Runner.Common/ActionCommand.cs): {@code ::error::…} after blanks at the
     * start of a line, {@code ##[error]…} anywhere. Azure Pipelines and TeamCity have {@code ##vso[} and {@code ##teamcity[}.
     */
    private static final Pattern COMMAND = Pattern.compile("(?m)^(\\h*):(?=:.*::)|#(?=#\\w*\\[)");

    private Printable() {}

    /** The first names of a list, separated by commas, and how many follow. */
    public static String first(int most, List<String> names) {
        int rest = names.size() - most;
        return names.stream().limit(most).collect(Collectors.joining(", "))
                + (rest > 0 ? " and %d more".formatted(rest) : "");
    }

    /** One value in one line: a line break in it is escaped, too. */
    public static String line(String value) {
        return escaped(value, false);
    }

    /**
     * A text of several lines, which keeps its line breaks and tabs. This is the last line of defence, for all that is
     * printed; it also escapes the first character of what a CI server would take for a command.
     */
    public static String text(String text) {
        String escaped = escaped(text, true);
        return escaped.contains("::") || escaped.contains("##")
                ? COMMAND.matcher(escaped)
                        .replaceAll(found -> found.group(1) == null ? "\\\\u0023" : found.group(1) + "\\\\u003A")
                : escaped;
    }

    private static String escaped(String text, boolean hasLines) {
        StringBuilder escaped = null;
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            boolean isHidden = isHidden(c) && !(hasLines && isLayout(text, i));
            if (isHidden && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (isHidden) {
                escaped.append(escape(c));
            } else if (escaped != null) {
                escaped.appendCodePoint(c);
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    private static boolean isHidden(int c) {
        if (c >= ' ' && c < 0x7f) {
            return false; // most text is ASCII
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** A carriage return alone would let the rest of a line overwrite its beginning. */
    private static boolean isLayout(String text, int i) {
        char c = text.charAt(i);
        return c == '\n' || c == '\t' || c == '\r' && text.startsWith("\n", i + 1);
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> (Character.isBmpCodePoint(c) ? "\\u%04X" : "\\U%08X").formatted(c);
        };
    }
}
