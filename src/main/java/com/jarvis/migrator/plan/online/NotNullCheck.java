package com.jarvis.migrator.plan.online;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.operation.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The CHECK that shows PostgreSQL that no row has a null, so that SET NOT NULL reads none. */
final class NotNullCheck {

    /** Goes before it is dropped: the constraint that goes was only needed on the way. */
    static final Operation.AuthorNote REPLACED =
            new Operation.AuthorNote("lint:ignore ban-drop-constraint NOT NULL says the same as the check");

    private NotNullCheck() {}

    static Constraint of(Column column) {
        String text = "(" + quote(column.name()) + " IS NOT NULL)";
        return Constraint.check(
                column.table(),
                name(column),
                new Expression(text, text, quote(column.name()) + " is not null"),
                List.of(column.name()));
    }

    /** PostgreSQL 18 gives the NOT NULL itself the name without {@code ck_}. */
    private static String name(Column column) {
        String name = "ck_" + column.table().local() + "_" + column.name() + "_not_null";
        return name.getBytes(StandardCharsets.UTF_8).length <= 63
                ? name
                : "ck_not_null_" + Integer.toHexString(name.hashCode());
    }
}
