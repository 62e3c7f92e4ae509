package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.operation.Operation;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Finds the operations for which PostgreSQL rewrites a table or an index while it is locked. */
@FunctionalInterface
public interface Rewrites {

    /**
     * @param operations all operations of the change, in order
     * @return the operations on columns that rewrite
     * @throws SQLException if the database fails
     */
    Set<Operation> in(List<Operation> operations) throws SQLException, MigratorException;
}
