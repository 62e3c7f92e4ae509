package com.jarvis.migrator.scratch;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the names of scratch schemas in place of those that a statement names. */
public final class SchemaRewriter {

    /** PostgreSQL's tokens as far as schema names go (manual, 4.1): what is quoted must not be mistaken for one. */
    private static final Pattern TOKEN = Pattern.compile("""
            (?<string>[eE]'(?:[^'\\\\]++|\\\\.|'')*+'|'(?:[^']++|'')*+')\
            |(?<skipped>\\$(?<tag>\\w*)\\$.*?\\$\\k<tag>\\$|--[^\\n]*|/\\*.*?\\*/)\
            |(?<name>"(?:[^"]++|"")*+"|[\\p{L}_][\\p{L}\\p{N}_$]*)\
            |(?<other>.)""", Pattern.DOTALL);

    /** Functions whose first argument is the name of a relation as a string. */
    private static final Set<String> NAME_FUNCTIONS = Set.of("nextval", "setval", "currval", "pg_get_serial_sequence");

    private final Map<String, String> twins;
    private final Map<String, Set<String>> kept;

    /**
     * @param twins the scratch schema for each schema
     * @param kept by schema, the names of types and functions that have no twin: qualified with it, they stay as they are
     */
    SchemaRewriter(Map<String, String> twins, Map<String, Set<String>> kept) {
        this.twins = twins;
        this.kept = kept;
    }

    String rewrite(String sql) {
        StringBuilder result = new StringBuilder();
        Matcher token = TOKEN.matcher(sql);
        String previous = "";
        String beforePrevious = "";
        while (token.find()) {
            String text = token.group();
            if (token.group("name") != null && isSchema(sql, token, previous)) {
                text = twins.get(unquote(text));
            } else if (token.group("string") != null && isRelationName(sql, token.end(), previous, beforePrevious)) {
                text = rewrite(text.substring(1, text.length() - 1));
                text = "'" + text + "'";
            }
            result.append(text);
            if (!text.isBlank()) {
                beforePrevious = previous;
                previous = text.toLowerCase(Locale.ROOT);
            }
        }
        return result.toString();
    }

    private boolean isSchema(String sql, Matcher token, String previous) {
        String schema = unquote(token.group());
        if (previous.equals(".") || !twins.containsKey(schema)) {
            return false;
        }
        Matcher qualified = Pattern.compile("\\s*\\.\\s*(\"(?:[^\"]++|\"\")*+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)")
                .matcher(sql);
        qualified.region(token.end(), sql.length());
        return previous.equals("schema")
                || qualified.lookingAt() && !kept.getOrDefault(schema, Set.of()).contains(unquote(qualified.group(1)));
    }

    private static boolean isRelationName(String sql, int end, String previous, String beforePrevious) {
        return sql.startsWith("::regclass", end) || previous.equals("(") && NAME_FUNCTIONS.contains(beforePrevious);
    }

    public static String unquote(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }
}
