package com.jarvis.migrator.sql;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token of SQL text.
 *
 * @param text as it is written, quotes included
 * @param start the index of its first character in the SQL text
 */
public record Token(Kind kind, String text, int start) {

    private static final Pattern SPLIT_QUOTE = Pattern.compile("''|'\\s+'");
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u(\\p{XDigit}{4})|U(\\p{XDigit}{8})|(.))", Pattern.DOTALL);
    private static final Pattern UNICODE_ESCAPE =
            Pattern.compile("\\\\(?:(\\\\)|(\\p{XDigit}{4})|\\+(\\p{XDigit}{6}))");

    /** The lexical elements of the manual, 4.1. */
    public enum Kind {
        /** A key word or an unquoted identifier; only the grammar tells them apart. */
        WORD,
        /** An identifier in double quotes, also {@code U&"…"}. */
        QUOTED_NAME,
        /** A string constant: {@code '…'}, {@code E'…'}, {@code U&'…'}, {@code B'…'}, {@code X'…'}, {@code $tag$…$tag$}. */
        STRING,
        NUMBER,
        /** A positional parameter such as {@code $1}. */
        PARAMETER,
        OPERATOR,
        /** Parentheses, brackets, commas, semicolons, colons and dots; also any invalid character, such as a quote that is never closed. */
        PUNCTUATION,
        SPACE,
        COMMENT
    }

    /** Whether the token is white space or a comment. */
    public boolean isBlank() {
        return kind == Kind.SPACE || kind == Kind.COMMENT;
    }

    /** Whether the token may be an identifier. */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    public boolean isString() {
        return kind == Kind.STRING;
    }

    /** The index after its last character in the SQL text. */
    public int end() {
        return start + text.length();
    }

    /** Whether the token is this key word, in upper or lower case, or this operator or punctuation mark. */
    public boolean is(String other) {
        return kind != Kind.QUOTED_NAME && kind != Kind.STRING && text.equalsIgnoreCase(other);
    }

    /**
     * The identifier as the catalog stores it: without quotes, or in lower case if it is not quoted.
     *
     * @throws IllegalStateException when the token is not a name
     */
    public String name() {
        if (kind == Kind.WORD) {
            return Identifiers.lowerCase(text);
        } else if (kind != Kind.QUOTED_NAME) {
            throw new IllegalStateException(text + " is not an identifier");
        }
        String name = text.substring(text.indexOf('"') + 1, text.length() - 1).replace("\"\"", "\"");
        return text.startsWith("\"") ? name : unicode(name);
    }

    /**
     * The value of a string constant; the digits of a bit string.
     *
     * @throws IllegalStateException when the token is not a string constant
     */
    public String value() {
        if (kind != Kind.STRING) {
            throw new IllegalStateException(text + " is not a string constant");
        }
        if (text.startsWith("$")) {
            int tag = text.indexOf('$', 1) + 1;
            return text.substring(tag, text.length() - tag);
        }
        String prefix = text.substring(0, text.indexOf('\'')).toUpperCase(Locale.ROOT);
        String quoted = text.substring(prefix.length() + 1, text.length() - 1);
        return switch (prefix) {
            case "E" -> ESCAPE.matcher(joined(quoted)).replaceAll(match -> Matcher.quoteReplacement(escaped(match)));
            case "U&" -> unicode(joined(quoted));
            default -> joined(quoted);
        };
    }

    /** Constants separated only by white space with a line break are one constant (manual, 4.1.2.1). */
    private static String joined(String quoted) {
        return SPLIT_QUOTE.matcher(quoted).replaceAll(match -> match.group().equals("''") ? "'" : "");
    }

    private static String escaped(MatchResult match) {
        if (match.group(1) != null) {
            return Character.toString(Integer.parseInt(match.group(1), 8));
        }
        for (int group = 2; group <= 4; group++) {
            if (match.group(group) != null) {
                return Character.toString(Integer.parseInt(match.group(group), 16));
            }
        }
        return switch (match.group(5)) {
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            default -> match.group(5);
        };
    }

    /** Uses the default escape character and ignores a {@code UESCAPE} clause. */
    private static String unicode(String text) {
        return UNICODE_ESCAPE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) != null
                                ? "\\"
                                : Character.toString(
                                        Integer.parseInt(match.group(match.group(2) == null ? 3 : 2), 16))));
    }
}
