package com.jarvis.migrator.catalog;

import java.io.Serializable;

/**
 * An SQL expression as PostgreSQL holds it. PostgreSQL's own text of an expression need not come out the same when it
 * is parsed again ({@code role in ('A')} is printed with a cast in one place, and after that with it in another), so
 * an expression knows the text that it has, and the one that it would have after that, at which it stays.
 *
 * @param text what the catalog prints
 * @param canonical what the catalog prints once the text has been parsed again; the text itself while that is unknown
 * @param sql what to write to get the text: the shortest form that is known to give it
 */
public record Expression(String text, String canonical, String sql) implements Serializable {

    /** An expression of which only the text is known. */
    public Expression(String text) {
        this(text, text, text);
    }

    /** Whether both mean the same to PostgreSQL: they are printed alike, now or after they have been parsed again. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Expression that
                && (text.equals(that.text)
                        || canonical.equals(that.canonical)
                        || text.equals(that.canonical)
                        || canonical.equals(that.text));
    }

    /** The same for all, as different texts can be equal. */
    @Override
    public int hashCode() {
        return 0;
    }
}
