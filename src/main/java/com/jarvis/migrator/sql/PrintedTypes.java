package com.jarvis.migrator.sql;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of types and sequences in SQL that PostgreSQL printed. It prints the name of a type after {@code ::}, and that of a
 * sequence as {@code 'name'::regclass} ({@code get_rule_expr}, src/backend/utils/adt/ruleutils.c), so the same word in another
 * place means something else: {@code timestamp with time zone} does not mention a type called {@code zone}.
 */
public final class PrintedTypes {

    private PrintedTypes() {}

    /**
     * Whether a type is the one of that name, or an array of it.
     *
     * @param type as {@code format_type()} prints it
     * @param name the name as written in SQL
     */
    public static boolean isOf(String type, String name) {
        List<Token> tokens = SqlTokens.of(type).meaningful();
        int end = end(tokens, 0, name);
        return end > 0 && tokens.subList(end, tokens.size()).stream().allMatch(token -> token.is("[") || token.is("]"));
    }

    /** The type under its new name, if it is the one of the old name or an array of it. */
    public static String renamed(String type, String name, String other) {
        return isOf(type, name)
                ? other + type.substring(type.endsWith("[]") ? type.length() - 2 : type.length())
                : type;
    }

    /** Whether an expression, which may be null, contains a value of the type or a cast to it. */
    public static boolean castsTo(String sql, String name) {
        List<Token> tokens = SqlTokens.of(sql).meaningful();
        return IntStream.range(0, tokens.size()).anyMatch(i -> tokens.get(i).is("::") && end(tokens, i + 1, name) > 0);
    }

    /**
     * Replaces the name of a type in an expression.
     *
     * @return null for null
     */
    public static String recast(String sql, String name, String other) {
        if (sql == null) {
            return null;
        }
        List<Token> tokens = SqlTokens.of(sql).meaningful();
        StringBuilder result = new StringBuilder();
        int copied = 0;
        for (int i = 0; i < tokens.size(); i++) {
            int end = tokens.get(i).is("::") ? end(tokens, i + 1, name) : -1;
            if (end > 0) {
                result.append(sql, copied, tokens.get(i).end()).append(other);
                copied = tokens.get(end - 1).end();
            }
        }
        return result.append(sql.substring(copied)).toString();
    }

    /**
     * Replaces the name of a sequence in an expression.
     *
     * @return null for null
     */
    public static String renamedSequence(String sql, String name, String other) {
        if (sql == null) {
            return null;
        }
        List<Token> tokens = SqlTokens.of(sql).meaningful();
        StringBuilder result = new StringBuilder();
        int copied = 0;
        for (int i = 0; i + 2 < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isString()
                    && tokens.get(i + 1).is("::")
                    && tokens.get(i + 2).is("regclass")
                    && isName(token.value(), name)) {
                result.append(sql, copied, token.start()).append(Identifiers.literal(other));
                copied = token.end();
            }
        }
        return result.append(sql.substring(copied)).toString();
    }

    private static boolean isName(String text, String name) {
        List<Token> tokens = SqlTokens.of(text).meaningful();
        return end(tokens, 0, name) == tokens.size();
    }

    /** The index after the name that starts here; -1 if another one does. */
    private static int end(List<Token> tokens, int start, String name) {
        List<String> parts = SqlTokens.of(name).names().toList();
        int i = start;
        for (String part : parts) {
            if (i > start && !(i < tokens.size() && tokens.get(i++).is("."))) {
                return -1;
            }
            if (i >= tokens.size() || !isIdentifier(tokens.get(i++), part)) {
                return -1;
            }
        }
        boolean goesOn =
                i < tokens.size() && (tokens.get(i).is(".") || tokens.get(i).is("precision"));
        return goesOn ? -1 : i;
    }

    /** Not a key word: PostgreSQL quotes a name that is one of those with which its own types begin. */
    private static boolean isIdentifier(Token token, String name) {
        return token.isName()
                && token.name().equals(name)
                && (token.kind() == Token.Kind.QUOTED_NAME || Identifiers.isPlain(name));
    }
}
