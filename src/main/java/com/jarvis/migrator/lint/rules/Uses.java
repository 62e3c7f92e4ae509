package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the statements of a migration and of its rollback call and name, by their text. */
final class Uses {

    /**
     * A statement.
     *
     * @param traced null in the rollback, and for the one that failed
     * @param text its text
     * @param where what a message begins with: {@code "In its rollback, "} or nothing
     */
    record Text(TracedStatement traced, String text, String where) {}

    /** COPY with a file or a program. */
    record Copy(boolean isProgram, boolean isFrom, String file) {}

    private Uses() {}

    /** All statements, also those that were not run and the one that failed. */
    static Stream<Text> texts(TracedMigration migration) {
        return Stream.of(
                        migration.statements().stream().map(s -> new Text(s, s.sql(), "")),
                        migration.failure().stream().map(f -> new Text(null, f.sql(), "")),
                        migration.coverage().rollback().stream().map(sql -> new Text(null, sql, "In its rollback, ")))
                .flatMap(texts -> texts);
    }

    /** The code of a statement, and that inside its string constants, level by level. */
    static Stream<SqlTokens> code(String text) {
        if (TracedStatement.isCommand(text) || TracedStatement.isJavaClass(text)) {
            return Stream.empty();
        }
        SqlTokens tokens = SqlTokens.of(text);
        return Stream.concat(Stream.of(tokens), tokens.literals().stream().flatMap(Uses::code));
    }

    /** The functions that a statement calls, of those given. */
    static Stream<String> calls(String text, List<String> functions) {
        return code(text)
                .flatMap(tokens -> functions.stream().filter(name -> tokens.contain(name, "(")))
                .distinct();
    }

    /** The names after these key words, as in CREATE EXTENSION; a name may be a string constant, as in LANGUAGE. */
    static Stream<String> namesAfter(String text, String... words) {
        return code(text).flatMap(tokens -> {
            List<Token> all = tokens.meaningful();
            List<String> names = new ArrayList<>();
            for (int i = 0; i + words.length < all.size(); i++) {
                if (isAt(all, i, words)) {
                    int next = i + words.length;
                    if (isAt(all, next, "if", "not", "exists")) {
                        next += 3;
                    }
                    if (next < all.size()) {
                        Token name = all.get(next);
                        names.add(name.isString() ? name.value() : name.isName() ? name.name() : name.text());
                    }
                }
            }
            return names.stream();
        });
    }

    /** The COPY statements with a file of the server or a program. */
    static Stream<Copy> copies(String text) {
        return code(text).flatMap(tokens -> {
            List<Token> all = tokens.meaningful();
            List<Copy> copies = new ArrayList<>();
            boolean isCopy = false;
            for (int i = 0; i + 1 < all.size(); i++) {
                Token token = all.get(i);
                isCopy = token.is("copy") || isCopy && !token.is(";");
                boolean isProgram = all.get(i + 1).is("program");
                int file = i + (isProgram ? 2 : 1);
                if (isCopy
                        && (token.is("from") || token.is("to"))
                        && file < all.size()
                        && all.get(file).isString()) {
                    copies.add(
                            new Copy(isProgram, token.is("from"), all.get(file).value()));
                    isCopy = false;
                }
            }
            return copies.stream();
        });
    }

    private static boolean isAt(List<Token> tokens, int index, String... words) {
        for (int i = 0; i < words.length; i++) {
            if (index + i >= tokens.size() || !tokens.get(index + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }
}
