package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.Identifiers;
import java.util.stream.Stream;

/** A serial or identity column numbers every existing row, so PostgreSQL rewrites the table. */
final class AddingNumberedColumn extends Rule {

    AddingNumberedColumn() {
        super(
                "adding-serial-primary-key-field",
                Severity.ERROR,
                "A serial or identity column is added to an existing table, which PostgreSQL rewrites.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedColumns()
                .filter(c -> c.after().isNumbered() && s.rewrote(c.table().oid()))
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.after().name(),
                        """
                        The new column %s.%s numbers every existing row, so PostgreSQL rewrites the whole table under an \
                        ACCESS EXCLUSIVE lock, which blocks reads and writes.
                        """.formatted(c.table().name(), c.after().name()),
                        instead(s, c))));
    }

    private static String instead(TracedStatement statement, ColumnChange change) {
        String table = change.table().name();
        String column = change.after().name();
        String own =
                Identifiers.quote(Identifiers.sequenceName(change.table().localName(), Identifiers.unquote(column)));
        boolean isOwn = !statement.code().contain("nextval");
        return """
                In this migration, for new rows:
                  alter table %1$s add column %2$s %3$s;
                %4$s  alter table %1$s alter column %2$s set default %5$s;
                Then number existing rows in batches.
                """.formatted(
                        table,
                        column,
                        change.after().type(),
                        isOwn ? "  create sequence %s owned by %s.%s;\n".formatted(own, table, column) : "",
                        isOwn
                                ? "nextval(" + Identifiers.literal(own) + ")"
                                : change.after().defaultValue());
    }
}
