package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.math.BigDecimal;
import java.util.List;

/**
 * An UPDATE or DELETE of as many rows as whole-table-write advises at most: their keys come from a subquery with LIMIT. The tables of
 * the trace are empty, so only the text tells it.
 */
final class Batch {

    private static final BigDecimal ROWS = new BigDecimal(10_000);

    private Batch() {}

    static boolean isOne(SqlTokens sql) {
        List<Token> tokens = sql.meaningful();
        int where = -1;
        int depth = 0;
        boolean isBounded = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0 && (token.is("or") || token.is(";") && i + 1 < tokens.size())) {
                return false;
            }
            if (depth == 0 && token.is("where")) {
                where = i;
            } else if (where >= 0 && token.is("select") && isList(tokens, i)) {
                isBounded |= isLimited(tokens, i);
            }
        }
        return isBounded && (sql.startWith("update") || sql.startWith("delete"));
    }

    /** Whether the subquery at this place lists the keys: {@code IN (SELECT}, {@code = ANY (SELECT}, {@code = ANY (ARRAY(SELECT}. */
    private static boolean isList(List<Token> tokens, int select) {
        int before = select - 1;
        while (before > 0 && (tokens.get(before).is("(") || tokens.get(before).is("array"))) {
            before--;
        }
        Token word = tokens.get(before);
        Token left = tokens.get(Math.max(before - 1, 0));
        return word.is("in") && !left.is("not") || word.is("any") && left.is("=");
    }

    private static boolean isLimited(List<Token> tokens, int select) {
        int depth = 0;
        for (int i = select; i + 1 < tokens.size() && depth >= 0; i++) {
            Token token = tokens.get(i);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0 && token.is("limit")) {
                Token rows = tokens.get(i + 1);
                return rows.kind() == Token.Kind.NUMBER
                        && rows.text().matches("\\d+")
                        && new BigDecimal(rows.text()).compareTo(ROWS) <= 0;
            }
        }
        return false;
    }
}
