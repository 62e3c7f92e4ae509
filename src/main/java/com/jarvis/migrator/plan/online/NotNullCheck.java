package com.jarvis.migrator.plan.online;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Expression;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The CHECK that proves that a column contains no nulls, so that SET NOT NULL does not scan the table. */
final class NotNullCheck {

    private NotNullCheck() {}

    static Constraint of(Column column) {
        String text = "(" + quote(column.name()) + " IS NOT NULL)";
        return Constraint.check(
                column.table(),
                name(column),
                new Expression(text, text, quote(column.name()) + " is not null"),
                List.of(column.name()));
    }

    /** The prefix {@code ck_} avoids the name that PostgreSQL 18 gives to the NOT NULL constraint itself. */
    private static String name(Column column) {
        String name = "ck_" + column.table().local() + "_" + column.name() + "_not_null";
        return name.getBytes(StandardCharsets.UTF_8).length <= 63
                ? name
                : "ck_not_null_" + Integer.toHexString(name.hashCode());
    }
}
