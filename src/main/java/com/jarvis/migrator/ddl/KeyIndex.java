package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The index that a unique constraint or a primary key is made of, so that it can be built before, concurrently. */
public final class KeyIndex {

    private static final Pattern KEY = Pattern.compile(
            "(UNIQUE|PRIMARY KEY) (NULLS NOT DISTINCT )?(\\([^()]*\\))" + "((?: DEFERRABLE)?(?: INITIALLY DEFERRED)?)");

    private KeyIndex() {}

    /** Whether PostgreSQL can make the constraint of an index that is there. */
    public static boolean canMake(Constraint constraint) {
        return KEY.matcher(constraint.definition().text()).matches();
    }

    /** The index, which has the constraint's name. */
    public static Index of(Constraint constraint) {
        Matcher clauses = clauses(constraint);
        return new Index(
                constraint.table(),
                constraint.table().sibling(constraint.name()),
                true,
                "btree " + clauses.group(3) + (clauses.group(2) == null ? "" : " NULLS NOT DISTINCT"),
                constraint.columns().stream()
                        .map(column -> new Index.Key(quote(column), ""))
                        .toList(),
                true,
                true,
                null);
    }

    /** The statement that makes the constraint of the index of its name. */
    static String use(Constraint constraint) {
        Matcher clauses = clauses(constraint);
        String name = quote(constraint.name());
        return "alter table " + constraint.table().sql() + " add constraint " + name + " "
                + clauses.group(1).toLowerCase(Locale.ROOT) + " using index " + name
                + clauses.group(4).toLowerCase(Locale.ROOT);
    }

    private static Matcher clauses(Constraint constraint) {
        Matcher clauses = KEY.matcher(constraint.definition().text());
        if (!clauses.matches()) {
            throw new IllegalArgumentException(constraint.label());
        }
        return clauses;
    }
}
