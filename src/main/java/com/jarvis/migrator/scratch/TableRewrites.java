package com.jarvis.migrator.scratch;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the operations that rewrite a table or an index, by running them on a copy without rows: PostgreSQL creates a new file
 * for what it rewrites, even if it is empty ({@code ATRewriteTables}, src/backend/commands/tablecmds.c).
 */
public final class TableRewrites {

    private static final String FILES = """
            select distinct relfilenode::text from pg_class
            where relkind in ('r', 'i') and relnamespace in (select oid from pg_namespace where nspname = any (?))""";

    private TableRewrites() {}

    /**
     * Runs the operations.
     *
     * @param scratch contains a copy of what they change
     * @return the operations on columns that rewrite
     */
    public static Set<Operation> in(ScratchSchemas scratch, List<Operation> operations) throws SQLException {
        Set<Operation> rewriting = new HashSet<>();
        for (Operation operation : operations) {
            if (isOnColumn(operation)) {
                Set<String> before = files(scratch);
                scratch.execute(List.of(operation));
                if (!files(scratch).containsAll(before)) {
                    rewriting.add(operation);
                }
            } else {
                scratch.execute(List.of(operation));
            }
        }
        return rewriting;
    }

    private static Set<String> files(ScratchSchemas scratch) throws SQLException {
        return Set.copyOf(scratch.query(FILES, row -> row.getString(1)));
    }

    private static boolean isOnColumn(Operation operation) {
        return operation instanceof Create create && create.object() instanceof Column
                || operation instanceof AlterColumn;
    }
}
