package com.jarvis.migrator.scratch;

import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    String rewrite(String sql) {
        SqlTokens tokens = SqlTokens.of(sql);
        List<Token> meaningful = tokens.meaningful();
        Map<Token, String> replaced = new IdentityHashMap<>();
        for (int i = 0; i < meaningful.size(); i++) {
            Token token = meaningful.get(i);
            if (token.isName() && isSchema(meaningful, i)) {
                replaced.put(token, twins.get(token.name()));
            } else if (token.isString() && isRelationName(meaningful, i)) {
                replaced.put(token, Identifiers.literal(rewrite(token.value())));
            }
        }
        return tokens.map(token -> replaced.getOrDefault(token, token.text()));
    }

    private boolean isSchema(List<Token> tokens, int i) {
        String schema = tokens.get(i).name();
        if (is(tokens, i - 1, ".") || !twins.containsKey(schema)) {
            return false;
        }
        return is(tokens, i - 1, "schema")
                || is(tokens, i + 1, ".")
                        && i + 2 < tokens.size()
                        && tokens.get(i + 2).isName()
                        && !kept.getOrDefault(schema, Set.of())
                                .contains(tokens.get(i + 2).name());
    }

    private static boolean isRelationName(List<Token> tokens, int i) {
        return is(tokens, i + 1, "::") && is(tokens, i + 2, "regclass")
                || is(tokens, i - 1, "(") && NAME_FUNCTIONS.stream().anyMatch(name -> is(tokens, i - 2, name));
    }

    private static boolean is(List<Token> tokens, int i, String word) {
        return i >= 0 && i < tokens.size() && tokens.get(i).is(word);
    }
}
