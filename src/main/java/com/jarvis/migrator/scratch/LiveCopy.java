package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.diff.CatalogDiff;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;

/** Builds a copy of the live catalog, without rows, in a scratch schema. */
public final class LiveCopy {

    private LiveCopy() {}

    /** The operations that create a catalog in an empty database. */
    public static List<Operation> creating(Catalog catalog) {
        return new CatalogDiff(Catalog.EMPTY, catalog).operations().upgrade();
    }

    /** The statements that create a catalog in an empty database. */
    public static List<String> statements(Catalog catalog) {
        return creating(catalog).stream()
                .flatMap(operation -> Ddl.statements(operation).stream())
                .toList();
    }

    /** Builds the copy with what is attached to its columns and indexes, as far as that works there. */
    static void build(Connection connection, ScratchSchemas scratch, Catalog live, List<Attached> attached)
            throws SQLException, MigratorException {
        build(connection, scratch, live);
        for (Attached each : attached) {
            scratch.executeIfItWorks(new Create(each));
        }
    }

    /**
     * Builds the copy.
     *
     * @return the live catalog with canonical and short texts in its expressions. Views that cannot be copied, because they
     *     read something that is not in the catalog, such as a materialized view, are left out.
     */
    public static Catalog build(Connection connection, ScratchSchemas scratch, Catalog live)
            throws SQLException, MigratorException {
        try {
            scratch.execute(creating(live.withViews(List.of())));
        } catch (PSQLException e) {
            if (e.getServerErrorMessage() == null) {
                throw e;
            }
            throw new MigratorException(
                    """
                    The migration cannot be tested, because an object of the database cannot be copied: %s
                    Nothing was written. Write this change by hand:
                      mvn compile liquibase:diff -Dempty -Dmessage="…\"""".formatted(Printable.line(e.getServerErrorMessage().getMessage())), e);
        }
        List<View> copied = new ArrayList<>();
        for (View view : live.views()) {
            if (scratch.executeIfItWorks(new Operation.Create(view))) {
                copied.add(view);
            }
        }
        return ExpressionCanonicalizer.resolve(connection, scratch, live.withViews(copied));
    }

    /**
     * Recreates the CHECKs of a copy from their short form, so that PostgreSQL prints them as in the live database. Created
     * from PostgreSQL's own text, they may be printed differently.
     *
     * @param live the result of {@link #build}
     */
    public static void restoreTexts(ScratchSchemas scratch, Catalog live) throws SQLException {
        for (Table table : live.tables()) {
            for (Constraint constraint : table.constraints()) {
                Expression definition = constraint.definition();
                if (constraint.type() == Constraint.Type.CHECK
                        && !definition.sql().equals(definition.text())) {
                    scratch.execute(List.of(new Operation.Drop(constraint), new Operation.Create(constraint)));
                }
            }
        }
    }
}
