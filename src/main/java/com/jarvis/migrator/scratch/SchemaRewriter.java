package com.jarvis.migrator.scratch;

import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Replaces the schema names in a statement by those of scratch schemas. */
final class SchemaRewriter {

    /** Functions whose first argument is a string with the name of a sequence or table. */
    private static final Set<String> NAME_FUNCTIONS = Set.of("nextval", "setval", "currval", "pg_get_serial_sequence");

    private final Map<String, String> twins;
    private final Map<String, Set<String>> kept;

    /**
     * @param twins the scratch schema for each real schema
     * @param kept by schema, the names of types and functions that the scratch schemas do not contain; names qualified with the schema are kept
     */
    SchemaRewriter(Map<String, String> twins, Map<String, Set<String>> kept) {
        this.twins = twins;
        this.kept = kept;
    }

    /** The statement, with every name replaced that may be a schema's. */
    Rewritten rewrite(String sql) {
        return rewrite(sql, Set.of());
    }

    /**
     * A statement for the scratch schemas. In {@code audit.n}, {@code audit} is a schema, or a table or an alias of the same name.
     * Only PostgreSQL knows which: if a table's name was replaced, it reports an error there, because no column is qualified with
     * a schema alone.
     *
     * @param original the statement for the real schemas
     * @param sql the statement to execute
     * @param tables the places in the original of the names that are tables or aliases
     * @param doubtful the places in the original of other names that may be, by their places in the statement to execute
     */
    record Rewritten(String original, String sql, Set<Integer> tables, Map<Integer, Integer> doubtful) {}

    /**
     * The statement after PostgreSQL missed a table.
     *
     * @param position the position of the error, from 1
     * @return empty if the statement does not have a replaced name there
     */
    Optional<Rewritten> corrected(Rewritten statement, int position) {
        Integer table = statement.doubtful().get(position - 1);
        if (table == null) {
            return Optional.empty();
        }
        Set<Integer> tables = new HashSet<>(statement.tables());
        tables.add(table);
        return Optional.of(rewrite(statement.original(), tables));
    }

    private Rewritten rewrite(String sql, Set<Integer> tables) {
        SqlTokens tokens = SqlTokens.of(sql);
        List<Token> meaningful = tokens.meaningful();
        StringBuilder rewritten = new StringBuilder();
        Map<Integer, Integer> doubtful = new HashMap<>();
        int i = 0;
        for (Token token : tokens.all()) {
            if (!token.isBlank()) {
                if (token.isName() && !tables.contains(token.start()) && isSchema(meaningful, i)) {
                    if (mayBeTable(meaningful, i)) {
                        doubtful.put(rewritten.length(), token.start());
                    }
                    rewritten.append(twins.get(token.name()));
                } else if (token.isString() && isRelationName(meaningful, i)) {
                    rewritten.append(Identifiers.literal(rewrite(token.value()).sql()));
                } else {
                    rewritten.append(token.text());
                }
                i++;
            } else {
                rewritten.append(token.text());
            }
        }
        return new Rewritten(sql, rewritten.toString(), tables, doubtful);
    }

    private boolean isSchema(List<Token> tokens, int i) {
        String schema = tokens.get(i).name();
        if (is(tokens, i - 1, ".") || !twins.containsKey(schema)) {
            return false;
        }
        return isAfter(tokens, i, "schema")
                || isAfter(tokens, i, "schema", "if", "exists")
                || isAfter(tokens, i, "schema", "if", "not", "exists")
                || isQualifier(tokens, i)
                        && !isTableOfColumn(tokens, i)
                        && !kept.getOrDefault(schema, Set.of())
                                .contains(tokens.get(i + 2).name());
    }

    private static boolean isQualifier(List<Token> tokens, int i) {
        return is(tokens, i + 1, ".")
                && i + 2 < tokens.size()
                && tokens.get(i + 2).isName();
    }

    /** Whether two names stand where PostgreSQL's grammar has a column: {@code COMMENT ON COLUMN a.b}, {@code OWNED BY a.b}. */
    private static boolean isTableOfColumn(List<Token> tokens, int i) {
        boolean isColumn = isAfter(tokens, i, "on", "column") || isAfter(tokens, i, "owned", "by");
        return isColumn && !is(tokens, i + 3, ".");
    }

    /** Whether the schema's name is also the last part of a name in the statement, so that a table or an alias may have it. */
    private static boolean mayBeTable(List<Token> tokens, int i) {
        String schema = tokens.get(i).name();
        return !is(tokens, i + 3, ".")
                && !is(tokens, i + 3, "(")
                && tokens.stream()
                        .anyMatch(token -> token.isName()
                                && token.name().equals(schema)
                                && !is(tokens, tokens.indexOf(token) + 1, "."));
    }

    private static boolean isRelationName(List<Token> tokens, int i) {
        return is(tokens, i + 1, "::") && is(tokens, i + 2, "regclass")
                || is(tokens, i - 1, "(") && NAME_FUNCTIONS.stream().anyMatch(name -> is(tokens, i - 2, name));
    }

    private static boolean isAfter(List<Token> tokens, int i, String... words) {
        return IntStream.range(0, words.length).allMatch(n -> is(tokens, i - words.length + n, words[n]));
    }

    private static boolean is(List<Token> tokens, int i, String word) {
        return i >= 0 && i < tokens.size() && tokens.get(i).is(word);
    }
}
