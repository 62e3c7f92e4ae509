package com.jarvis.migrator.scratch;

import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shortens PostgreSQL's text of an expression to what a person would write. The result is a guess: callers must have
 * PostgreSQL parse it and compare.
 */
final class SqlShortener {

    // Possessive quantifiers, because Java's matcher recurses for each repetition of a group otherwise and long texts
    // overflow the stack.
    private static final String STRING = "'(?:[^']++|'')*+'";
    private static final String IDENTIFIER = "(?:[\\p{L}_][\\p{L}\\p{N}_$]*|\"(?:[^\"]++|\"\")++\")";
    private static final String NAME = "\\(?(" + IDENTIFIER + ")\\)?";

    /** An attribute of a composite column. */
    private static final String ATTRIBUTE = "\\(" + IDENTIFIER + "\\)(?:\\." + IDENTIFIER + ")++";

    private static final String TEXT_TYPE = "::(?:text|character varying|bpchar)";

    /** {@code ((role)::text = ANY ((ARRAY['A'::character varying])::text[]))}, and the same with ALL and with an expression. */
    private static final Pattern ANY = Pattern.compile(
            "\\((?:" + NAME + "|(" + ATTRIBUTE + "|" + nested(6) + "))(?:::text)? (= ANY|<> ALL) \\(\\(?ARRAY\\[((?:"
                    + STRING + "(?:" + TEXT_TYPE + ")?|-?[0-9.]+)(?:, (?:" + STRING + "(?:" + TEXT_TYPE
                    + ")?|-?[0-9.]+))*+)\\](?:\\)::text\\[\\])?\\)\\)");

    private static final Pattern EQUALS_TEXT =
            Pattern.compile("\\(" + NAME + "::text (=|<>) (" + STRING + ")" + TEXT_TYPE + "\\)");

    private static final Pattern CAST_STRING = Pattern.compile("(" + STRING + ")" + TEXT_TYPE);

    private static final String PARENTHESES = "\\((?:[^()]++|\\((?:[^()]++|\\([^()]*+\\))*+\\))*+\\)";

    private static final String OPERAND = "((?:[^()<>]++|" + PARENTHESES + ")++)";

    /** PostgreSQL's text of {@code x between 0 and 9}. Within a longer AND, parsing that text again gives another expression. */
    private static final Pattern BETWEEN =
            Pattern.compile("\\(\\(" + OPERAND + ">= " + OPERAND + "\\) AND \\(\\1<= " + OPERAND + "\\)\\)");

    private static final Pattern NOT_BETWEEN =
            Pattern.compile("\\(\\(" + OPERAND + "< " + OPERAND + "\\) OR \\(\\1> " + OPERAND + "\\)\\)");

    private SqlShortener() {}

    /** Balanced parentheses, in this many levels. */
    private static String nested(int levels) {
        String inside = levels == 1 ? "[^()]*+" : "(?:[^()]++|" + nested(levels - 1) + ")*+";
        return "\\(" + inside + "\\)";
    }

    /** Shorter forms of an expression, the best one first; empty if none is known. */
    static List<String> candidates(String text) {
        String between = BETWEEN.matcher(text).replaceAll("($1between $2 and $3)");
        between = NOT_BETWEEN.matcher(between).replaceAll("($1not between $2 and $3)");
        return Stream.of(of(text), of(between))
                .distinct()
                .filter(candidate -> !candidate.equals(text))
                .toList();
    }

    private static String of(String text) {
        return stripParentheses(shorten(text));
    }

    private static String shorten(String text) {
        String sql = ANY.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement((match.group(1) == null ? match.group(2) : match.group(1))
                        + (match.group(3).equals("= ANY") ? " in (" : " not in (")
                        + CAST_STRING.matcher(match.group(4)).replaceAll("$1") + ")"));
        sql = EQUALS_TEXT.matcher(sql).replaceAll("($1 $2 $3)");
        return CAST_STRING.matcher(sql).replaceAll("$1");
    }

    private static String stripParentheses(String sql) {
        String stripped = sql;
        while (isWrapped(stripped)) {
            stripped = stripped.substring(1, stripped.length() - 1);
        }
        return stripped;
    }

    /** Whether the last character closes the first parenthesis. */
    private static boolean isWrapped(String sql) {
        List<Token> tokens = SqlTokens.of(sql).all();
        int depth = 0;
        for (Token token : tokens) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0) {
                return token.is(")") && token.end() == sql.length();
            }
        }
        return false;
    }
}
