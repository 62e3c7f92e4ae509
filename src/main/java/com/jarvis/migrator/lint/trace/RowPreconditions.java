package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.List;
import java.util.stream.Stream;
import liquibase.changelog.ChangeSet;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.RowCountPrecondition;
import liquibase.precondition.core.SqlPrecondition;
import liquibase.precondition.core.TableIsEmptyPrecondition;

/** The preconditions that ask for rows: they are about the live database, as a throw-away server has none. */
final class RowPreconditions {

    private RowPreconditions() {}

    /**
     * Those of a changeset, each on one line.
     *
     * @param catalog with the tables that a query may read; one that reads only PostgreSQL's own asks for the schema
     */
    static List<String> of(ChangeSet changeSet, Snapshot catalog) {
        return changeSet.getPreconditions() == null
                ? List.of()
                : lines(changeSet.getPreconditions(), catalog).toList();
    }

    private static Stream<String> lines(Precondition precondition, Snapshot catalog) {
        if (precondition instanceof SqlPrecondition query) {
            return SqlTokens.of(query.getSql()).names().anyMatch(name -> isTable(catalog, name))
                    ? Stream.of("sqlCheck " + query.getSql().strip())
                    : Stream.empty();
        }
        if (precondition instanceof RowCountPrecondition rows) {
            return Stream.of("rowCount " + rows.getTableName());
        }
        if (precondition instanceof TableIsEmptyPrecondition table) {
            return Stream.of("tableIsEmpty " + table.getTableName());
        }
        return precondition instanceof PreconditionLogic logic
                ? logic.getNestedPreconditions().stream().flatMap(nested -> lines(nested, catalog))
                : Stream.empty();
    }

    private static boolean isTable(Snapshot catalog, String name) {
        return catalog.tables().values().stream()
                .anyMatch(table -> table.localName().equals(name));
    }
}
