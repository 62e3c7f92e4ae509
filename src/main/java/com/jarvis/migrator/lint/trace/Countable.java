package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Domain;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.sql.ImmutableExpressions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * What of a scratch database may be evaluated on the rows of the live one, because its expressions only compute.
 *
 * @param checks the ids of the CHECKs of tables
 * @param domains the ids of the domains with CHECKs
 * @param indexes the ids of the indexes with such expressions
 */
public record Countable(Set<Long> checks, Set<Long> domains, Set<Long> indexes) {

    /** Nothing. */
    public static final Countable NONE = new Countable(Set.of(), Set.of(), Set.of());

    private static final String CHECKS =
            "select c.oid from pg_constraint c where c.contype = 'c' and c.conrelid <> 0 and "
                    + ImmutableExpressions.condition("c.conbin::text");

    private static final String DOMAINS =
            "select c.contypid from pg_constraint c where c.contype = 'c' and c.contypid <> 0 group by c.contypid having bool_and"
                    + ImmutableExpressions.condition("c.conbin::text");

    private static final String INDEXES =
            "select i.indexrelid from pg_index i where (i.indexprs is not null or i.indpred is not null) and "
                    + ImmutableExpressions.condition("concat(i.indexprs::text, i.indpred::text)");

    /**
     * Reads the ids.
     *
     * @param connection one that has run no statement of a migration: its {@code search_path} must be {@code pg_catalog}
     */
    public static Countable of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return new Countable(ids(statement, CHECKS), ids(statement, DOMAINS), ids(statement, INDEXES));
        }
    }

    /** Whether the expression of a CHECK only computes. */
    public boolean contains(Constraint check) {
        return checks.contains(check.oid());
    }

    /** Whether the expressions of a domain's CHECKs only compute. */
    public boolean contains(Domain domain) {
        return domains.contains(domain.oid());
    }

    /** Whether the rows of an index may be counted: it has no expression, or only such as compute. */
    public boolean contains(Index index) {
        return index.predicate() == null && !index.columns().contains(0) || indexes.contains(index.oid());
    }

    private static Set<Long> ids(Statement statement, String query) throws SQLException {
        Set<Long> ids = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }
}
