package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.compare.Difference;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.operation.Stage;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What PostgreSQL does when operations run, tried on a copy of the live tables. */
public record Trial(Comparison comparison, Schemas schemas, Difference difference) {

    /** The operations on columns for which PostgreSQL rewrites a table or an index while it is locked. */
    public Set<Operation> rewriting(List<Operation> all) throws SQLException, MigratorException {
        return comparison.rewrites(schemas, difference, all);
    }

    /** See {@link Comparison#keepingAttachments}. */
    public List<Stage> keepingAttachments(List<Stage> stages) throws SQLException, MigratorException {
        return comparison.keepingAttachments(schemas, difference, stages);
    }

    /** The same, for a change that is made in one transaction. */
    Operations keepingAttachments(Operations operations) throws SQLException, MigratorException {
        return keepingAttachments(List.of(new Stage(operations))).get(0).operations();
    }
}
