package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.ddl.EnumConstants;
import com.jarvis.migrator.diff.CatalogDiff;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.Renames;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.migrator.scratch.ExpressionCanonicalizer;
import com.jarvis.migrator.scratch.LiveCopy;
import com.jarvis.migrator.scratch.MigrationProof;
import com.jarvis.migrator.scratch.ScratchSchemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the model with the live database, in one transaction that the caller rolls back. Nothing in the live schemas
 * is locked beyond ACCESS SHARE: what has to be executed is executed in scratch schemas.
 */
public final class Comparison {

    private final Connection connection;
    private final Schemas schemas;
    private final ExcludedTables excluded;
    private Catalog made;
    private Catalog model;
    private Catalog live;
    private List<Operation> operations;
    private List<String> leftAlone;

    /**
     * Compares.
     *
     * @param connection in a transaction
     * @param model what the model asks for
     * @param renames what the user has said of drops and additions that look like renames
     * @throws MigratorException when a drop and an addition look like a rename and the user has said nothing of it,
     *     PostgreSQL does not accept the model, or something that is not compared is in the way
     * @throws SQLException when the database fails
     */
    public Comparison(Connection connection, DesiredSchema model, ExcludedTables excluded, Renames renames)
            throws SQLException, MigratorException {
        this.connection = connection;
        this.schemas = model.schemas();
        this.excluded = excluded;
        this.live = new CatalogReader(connection).read(schemas);
        Catalog all = live;
        List<Operation> renamed = compareTexts(model, renames);
        if (!operations.isEmpty()) {
            compareMeanings(renamed, model.origin());
            BlockingDependents.requireNone(connection, schemas, all, operations);
            NameConflicts.requireNone(connection, schemas, operations);
        }
    }

    /**
     * Compares with a catalog that the model is known to make.
     *
     * @param model as {@link #made()} gave it
     * @return what the live database has and no entity can say, if it matches; empty where it has to be looked at closely
     */
    public static Optional<List<String>> leftAloneIfSame(
            Connection connection, Schemas schemas, Catalog model, ExcludedTables excluded) throws SQLException {
        Catalog live = new CatalogReader(connection).read(schemas);
        CatalogDiff diff = new CatalogDiff(live, excluded.keep(live, model));
        return diff.operations().isEmpty() ? Optional.of(diff.leftAlone()) : Optional.empty();
    }

    /** Compares what PostgreSQL prints; where that differs, keeps what has to be looked at more closely. */
    private List<Operation> compareTexts(DesiredSchema asked, Renames renames) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = asked.build(connection, live)) {
            made = scratch.read();
            model = made;
            CatalogDiff diff = new CatalogDiff(live, wanted(live));
            operations = diff.operations();
            leftAlone = diff.leftAlone();
            if (operations.isEmpty()) {
                return List.of();
            }
            List<Operation> renamed = renames.find(live, model, operations);
            requireNoViewInTheWay(renamed);
            CatalogSubset touched = CatalogSubset.of(operations, live, model);
            live = touched.in(live);
            model = ExpressionCanonicalizer.resolve(connection, scratch, touched.in(model));
            return renamed;
        }
    }

    /** A view that is not the model's can't be made again without what it reads. */
    private void requireNoViewInTheWay(List<Operation> renamed) throws MigratorException {
        Set<View.Use> dropped = new HashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Drop drop && drop.object() instanceof Column column) {
                dropped.add(new View.Use(column.table(), column.name()));
            } else if (operation instanceof Operation.Drop drop && drop.object() instanceof Table table) {
                table.columns().forEach(column -> dropped.add(new View.Use(table.name(), column.name())));
            }
        }
        for (Operation operation : operations) {
            // A generated column that is computed anew is dropped and added.
            if (operation instanceof Operation.Create create && create.object() instanceof Column column) {
                dropped.remove(new View.Use(column.table(), column.name()));
            }
        }
        for (Operation operation : renamed) {
            if (operation instanceof Operation.Rename rename && rename.before() instanceof Column column) {
                dropped.remove(new View.Use(column.table(), column.name()));
            } else if (operation instanceof Operation.Rename rename && rename.before() instanceof Table table) {
                dropped.removeIf(use -> use.relation().equals(table.name()));
            }
        }
        for (View view : live.views()) {
            for (View.Use use : view.uses()) {
                boolean isModels =
                        model.views().stream().anyMatch(wanted -> wanted.name().equals(view.name()));
                if (!isModels && dropped.contains(use)) {
                    throw new MigratorException("""
                            View %1$s reads %2$s.%3$s, which the model does not have.
                            The view is not the model's, so it is neither dropped nor changed, and nothing was written. Drop
                            it, or let it do without the column, in a migration by hand first:
                              mvn compile liquibase:diff -Dempty -Dmessage="drop view %1$s\"""".formatted(view.label(), use.relation(), use.column()));
                }
            }
        }
    }

    private void compareMeanings(List<Operation> renamed, DesiredSchema.Origin origin)
            throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            live = LiveCopy.build(connection, scratch, live);
            if (!renamed.isEmpty()) {
                LiveCopy.restoreTexts(scratch, live);
            }
            scratch.execute(renamed);
            Catalog start =
                    renamed.isEmpty() ? live : ExpressionCanonicalizer.resolve(connection, scratch, scratch.read());
            operations = new ArrayList<>(renamed);
            operations.addAll(new CatalogDiff(start, wanted(start)).operations());
            operations.replaceAll(operation -> EnumConstants.ofModel(operation, start, model, origin::constants));
        }
    }

    private Catalog wanted(Catalog from) {
        return excluded.keep(from, model);
    }

    /** The steps from the live database to the model; none where it matches. */
    public List<Operation> operations() {
        return operations;
    }

    /** What the live database has and no entity can say, as kind and name. */
    public List<String> leftAlone() {
        return leftAlone;
    }

    /** All that the model makes, as PostgreSQL prints it. */
    public Catalog made() {
        return made;
    }

    /** What of the live catalog the operations have to do with; all of it where there are none. */
    public Catalog live() {
        return live;
    }

    /** The statements that make {@link #live()} in an empty database. */
    public List<String> liveDdl() {
        return new CatalogDiff(Catalog.EMPTY, live)
                .operations().stream()
                        .flatMap(operation -> Ddl.statements(operation).stream())
                        .toList();
    }

    /**
     * Proves a migration: from a copy of the live catalog it must lead to what the model asks for, and its rollback
     * must lead back.
     *
     * @param update the statements that the migration runs, written for the real schemas
     * @param rollback the statements that its rollback runs
     * @throws MigratorException when it does not, with the object and both definitions
     * @throws SQLException when the connection fails
     */
    public void prove(List<String> update, List<String> rollback) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, live);
            MigrationProof.run(scratch, update, "The migration");
            Catalog after = scratch.read();
            MigrationProof.requireNothingLeft(new CatalogDiff(after, wanted(after)).operations());
            MigrationProof.run(scratch, rollback, "The rollback of the migration");
            MigrationProof.requireSame(live, scratch.read());
        }
    }
}
