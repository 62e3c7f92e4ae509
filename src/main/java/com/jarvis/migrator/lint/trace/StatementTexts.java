package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.util.ArrayList;
import java.util.List;

/** The statements of a text that Liquibase sends as one. PostgreSQL runs them one after the other in the same transaction. */
final class StatementTexts {

    private StatementTexts() {}

    /** The text itself if it is one statement, if it begins or ends transactions, or if it has the body of an SQL function. */
    static List<String> of(String sql) {
        SqlTokens tokens = SqlTokens.of(sql);
        if (tokens.contain("begin", "atomic")) {
            return List.of(sql);
        }
        List<String> statements = new ArrayList<>();
        int start = 0;
        int depth = 0;
        for (Token token : tokens.meaningful()) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0 && token.is(";")) {
                add(statements, sql.substring(start, token.start()));
                start = token.end();
            }
        }
        add(statements, sql.substring(start));
        boolean endsTransaction = statements.stream()
                .map(SqlTokens::of)
                .anyMatch(
                        one -> List.of(
                                        "begin",
                                        "start",
                                        "commit",
                                        "end",
                                        "rollback",
                                        "abort",
                                        "savepoint",
                                        "release",
                                        "prepare")
                                .stream()
                                .anyMatch(one::startWith));
        return statements.size() < 2 || endsTransaction ? List.of(sql) : statements;
    }

    private static void add(List<String> statements, String text) {
        if (!SqlTokens.of(text).meaningful().isEmpty()) {
            statements.add(text.strip());
        }
    }
}
