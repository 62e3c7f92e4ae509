package com.jarvis.migrator.catalog;

import java.io.Serializable;

/**
 * An SQL expression. The text that PostgreSQL prints may change when PostgreSQL parses that text again: {@code role in
 * ('A')} is first printed with a cast in one place, then with a cast in another. After that it is stable. So an expression
 * has both texts.
 *
 * @param text what the catalog prints
 * @param canonical what the catalog prints after parsing the text again; the text itself if that is not known
 * @param sql the shortest SQL that is known to produce the text
 */
public record Expression(String text, String canonical, String sql) implements Serializable {

    /** An expression for which only the text is known. */
    public Expression(String text) {
        this(text, text, text);
    }

    /** Whether PostgreSQL prints both the same way, now or after parsing them again. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Expression that
                && (text.equals(that.text)
                        || canonical.equals(that.canonical)
                        || text.equals(that.canonical)
                        || canonical.equals(that.text));
    }

    /** Constant, because expressions with different texts can be equal. */
    @Override
    public int hashCode() {
        return 0;
    }
}
