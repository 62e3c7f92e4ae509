package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Domain;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All other rewrites of a table: VACUUM FULL, CLUSTER, SET LOGGED, a new column of a domain with a CHECK. */
final class TableRewrite extends Rule {

    TableRewrite() {
        super(
                "prefer-repack",
                Severity.ERROR,
                "VACUUM FULL, CLUSTER, SET LOGGED and the like rewrite an existing table, which blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.after().tables().values().stream()
                .filter(t -> s.rewrote(t.oid()) && !explained(s, t) && !Truncated.truncated(s, t.oid()))
                .map(t -> finding(
                        migration,
                        s,
                        t,
                        null,
                        "Rewrites the whole %s %s under an ACCESS EXCLUSIVE lock, which blocks reads and writes."
                                .formatted(t.kind().equals("m") ? "materialized view" : "table", t.name()),
                        instead(s, t))));
    }

    private static String instead(TracedStatement statement, Table table) {
        if (table.kind().equals("m") && statement.code().contain("refresh")) {
            return refresh(statement, table);
        }
        String checked = statement
                .addedColumns()
                .filter(c -> c.table().oid() == table.oid())
                .flatMap(c -> domain(statement, c).map(d -> ofBaseType(c, d)).stream())
                .collect(Collectors.joining());
        if (!checked.isEmpty()) {
            return checked;
        }
        return statement.code().contain("cluster") || statement.code().startWith("vacuum")
                ? "pg_repack --table=%s compacts or sorts a table while it is in use.".formatted(table.name())
                : """
                In a maintenance window; or create a new table as this one shall be, copy the rows of %s in batches, and swap the two \
                names.
                """.formatted(table.name());
    }

    /** CONCURRENTLY needs a unique index on columns, of all rows. */
    private static String refresh(TracedStatement statement, Table view) {
        boolean canBe = statement.after().indexes().values().stream()
                .anyMatch(i -> i.table() == view.oid()
                        && i.unique()
                        && i.valid()
                        && !i.partial()
                        && !i.columns().contains(0));
        return (canBe ? "" : """
                With a unique index, in a migration of its own with runInTransaction: false:
                  create unique index concurrently on %s (…);
                In the next one:
                """.formatted(view.name()))
                + "  refresh materialized view concurrently %s;".formatted(view.name());
    }

    private static Optional<Domain> domain(TracedStatement statement, ColumnChange change) {
        return statement.after().domains().values().stream()
                .filter(d -> d.name().equals(change.after().type()) && d.constraints() > 0)
                .findFirst();
    }

    private static String ofBaseType(ColumnChange change, Domain domain) {
        String table = change.table().name();
        String column = change.after().name();
        String name = Identifiers.quote(Identifiers.checkName(change.table().localName(), Identifiers.unquote(column)));
        List<String> checks = domain.checks().stream()
                .map(check -> SqlTokens.of(check).map(t -> t.is("value") ? column : t.text()))
                .map(check -> check.substring(check.indexOf('(')))
                .toList();
        return "Every row is checked against domain %s. With its base type:\n".formatted(domain.name())
                + (checks.isEmpty()
                        ? "  alter table %s add column %s %s;".formatted(table, column, domain.base())
                        : """
                        In this migration:
                          alter table %1$s add column %2$s %3$s;
                          alter table %1$s add constraint %4$s check %5$s not valid;
                        In the next one:
                          alter table %1$s validate constraint %4$s;
                        """.formatted(
                                        table,
                                        column,
                                        domain.base(),
                                        name,
                                        checks.size() == 1 ? checks.get(0) : "(" + String.join(" and ", checks) + ")"));
    }

    /** Whether another rule reports the rewrite with its reason. */
    private static boolean explained(TracedStatement statement, Table table) {
        return ChangingColumnType.computesValues(statement, table)
                || statement
                        .columnChanges()
                        .filter(c -> c.table().oid() == table.oid() && c.after() != null)
                        .anyMatch(c -> c.before() != null
                                ? !c.before().type().equals(c.after().type())
                                : c.after().isNumbered()
                                        || c.after().generated().equals("s")
                                        || AddingVolatileDefault.isVolatile(c));
    }
}
