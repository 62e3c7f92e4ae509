package com.jarvis.migrator.sql;

import java.util.List;
import java.util.Optional;

/** Reads SQL text token by token, skipping white space and comments. */
public final class TokenCursor {

    private final List<Token> tokens;
    private int next;

    TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    public boolean hasNext() {
        return next < tokens.size();
    }

    /** The next token; empty at the end. */
    public Optional<Token> peek() {
        return hasNext() ? Optional.of(tokens.get(next)) : Optional.empty();
    }

    /** Consumes one token. */
    public void skip() {
        next++;
    }

    /**
     * Consumes these key words or punctuation marks if all of them come next.
     *
     * @return whether they did
     */
    public boolean take(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (next + i >= tokens.size() || !tokens.get(next + i).is(words[i])) {
                return false;
            }
        }
        next += words.length;
        return true;
    }

    /** Consumes an identifier if one comes next. */
    public Optional<Token> takeName() {
        Optional<Token> name = peek().filter(Token::isName);
        name.ifPresent(taken -> skip());
        return name;
    }

    /**
     * Consumes a name, qualified or not, if one comes next.
     *
     * @return the name as written, without white space
     */
    public Optional<String> takeQualifiedName() {
        Optional<Token> first = takeName();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder(first.get().text());
        while (next + 1 < tokens.size()
                && tokens.get(next).is(".")
                && tokens.get(next + 1).isName()) {
            skip();
            name.append('.').append(takeName().orElseThrow().text());
        }
        return Optional.of(name.toString());
    }
}
