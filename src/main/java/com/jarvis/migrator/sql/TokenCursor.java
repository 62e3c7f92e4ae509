package com.jarvis.migrator.sql;

import java.util.List;
import java.util.Optional;

/** A place in SQL text, for a reader that takes it token by token; white space and comments are passed over. */
public final class TokenCursor {

    private final List<Token> tokens;
    private int next;

    TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    public boolean hasNext() {
        return next < tokens.size();
    }

    /** The token that {@link #skip} goes over; empty at the end. */
    public Optional<Token> peek() {
        return hasNext() ? Optional.of(tokens.get(next)) : Optional.empty();
    }

    /** Goes over one token. */
    public void skip() {
        next++;
    }

    /** Goes over the key words or marks if they come next, all of them. */
    public boolean take(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (next + i >= tokens.size() || !tokens.get(next + i).is(words[i])) {
                return false;
            }
        }
        next += words.length;
        return true;
    }

    /** Goes over one identifier, if one comes next. */
    public Optional<Token> takeName() {
        Optional<Token> name = peek().filter(Token::isName);
        name.ifPresent(taken -> skip());
        return name;
    }

    /**
     * Goes over a name that may be qualified, if one comes next.
     *
     * @return as it is written, without white space
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
