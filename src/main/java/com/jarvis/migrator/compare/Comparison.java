package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.ddl.EnumConstants;
import com.jarvis.migrator.diff.CatalogDiff;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.Renames;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.migrator.scratch.ExpressionCanonicalizer;
import com.jarvis.migrator.scratch.LiveCopy;
import com.jarvis.migrator.scratch.MigrationProof;
import com.jarvis.migrator.scratch.ScratchSchemas;
import com.jarvis.migrator.scratch.TableRewrites;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares models with the live database, in one transaction that the caller rolls back. Live schemas are only read, under
 * ACCESS SHARE; what has to be executed is executed in scratch schemas.
 *
 * @param connection in a transaction, its search path as it is for the migrations
 */
public record Comparison(Connection connection, ExcludedTables excluded) {

    /**
     * The outcome of comparing what PostgreSQL prints, narrowed to what has to be compared by meaning.
     *
     * @param model all that the model makes
     * @param live what of the live catalog differs
     * @param desired what of the model differs, with all that is known of its expressions
     * @param renames what the user has called renames
     */
    private record Texts(
            Catalog model,
            Catalog live,
            Catalog desired,
            List<Operation> renames,
            boolean areEqual,
            List<String> leftAlone) {}

    /**
     * Compares a model with the live database.
     *
     * @param renames what the user has said of drops and additions that look like renames
     * @throws MigratorException when a drop and an addition look like a rename and the user has said nothing of it,
     *     PostgreSQL does not accept the model, or an object that is not compared is in the way
     * @throws SQLException when the database fails
     */
    public Difference with(DesiredSchema model, Renames renames) throws SQLException, MigratorException {
        Catalog live = new CatalogReader(connection).read(model.schemas());
        Texts texts = texts(model, live, renames);
        if (texts.areEqual()) {
            return new Difference(texts.model(), live, texts.model(), Operations.NONE, texts.leftAlone());
        }
        Difference difference = meanings(model, texts);
        DomainTypes.requireUnchanged(difference.operations().upgrade());
        BlockingDependents.requireNone(
                connection, model.schemas(), live, difference.operations().upgrade());
        NameConflicts.requireNone(
                connection, model.schemas(), difference.operations().upgrade());
        return difference;
    }

    /**
     * Compares with a catalog that the model is known to make.
     *
     * @param model as {@link Difference#model()} gave it
     * @return what the live database has and no entity can describe, if it matches; empty where it has to be looked at closely
     */
    public Optional<List<String>> leftAloneIfSame(Schemas schemas, Catalog model) throws SQLException {
        CatalogDiff diff = diff(new CatalogReader(connection).read(schemas), model);
        return diff.operations().isEmpty() ? Optional.of(diff.leftAlone()) : Optional.empty();
    }

    private Texts texts(DesiredSchema asked, Catalog live, Renames renames) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = asked.build(connection, live)) {
            Catalog model = scratch.read();
            CatalogDiff diff = diff(live, model);
            if (diff.operations().isEmpty()) {
                return new Texts(model, live, model, List.of(), true, diff.leftAlone());
            }
            List<Operation> upgrade = diff.operations().upgrade();
            List<Operation> renamed = renames.find(live, model, upgrade);
            ViewsInTheWay.requireNone(live, model, upgrade, renamed);
            CatalogSubset subset = CatalogSubset.of(diff.operations(), live, model);
            return new Texts(
                    model,
                    subset.in(live).withDomains(ofModel(live.domains(), model)),
                    ExpressionCanonicalizer.resolve(connection, scratch, subset.in(model)),
                    renamed,
                    false,
                    diff.leftAlone());
        }
    }

    /** Compares once more, with renames done and each expression as PostgreSQL prints it when it parses its own text. */
    private Difference meanings(DesiredSchema model, Texts texts) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, model.schemas())) {
            Catalog live = LiveCopy.build(connection, scratch, texts.live());
            if (!texts.renames().isEmpty()) {
                LiveCopy.restoreTexts(scratch, live);
            }
            scratch.execute(texts.renames());
            Catalog start = texts.renames().isEmpty()
                    ? live
                    : ExpressionCanonicalizer.resolve(connection, scratch, scratch.read());
            Operations operations = Operations.reversible(texts.renames())
                    .then(diff(start, texts.desired()).operations())
                    .replace(operation -> Operations.reversible(List.of(
                            EnumConstants.ofModel(operation, start, texts.desired(), model.origin()::constants))));
            return new Difference(texts.model(), live, texts.desired(), operations, texts.leftAlone());
        }
    }

    /** The domains that the model defines too. The others stay where they are: scratch schemas see them there. */
    private static List<Domain> ofModel(List<Domain> domains, Catalog model) {
        return domains.stream()
                .filter(domain ->
                        model.domains().stream().anyMatch(other -> other.name().equals(domain.name())))
                .toList();
    }

    private CatalogDiff diff(Catalog live, Catalog model) {
        return new CatalogDiff(live, excluded.keep(live, model));
    }

    /** The operations on columns that rewrite a table or an index, found by running all of them on a copy of the live catalog. */
    public Set<Operation> rewrites(Schemas schemas, Difference difference, List<Operation> all)
            throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, difference.live());
            return TableRewrites.in(scratch, all);
        }
    }

    /**
     * Proves a migration: from a copy of the live catalog it must lead to what the model asks for, and its rollback must lead
     * back.
     *
     * @param update the statements that the migration runs, written for the real schemas
     * @param rollback the statements that its rollback runs
     * @throws MigratorException when it does not, with the object and both definitions
     * @throws SQLException when the connection fails
     */
    public void prove(Schemas schemas, Difference difference, List<String> update, List<String> rollback)
            throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, difference.live());
            MigrationProof.run(scratch, update, "The migration");
            MigrationProof.requireNothingLeft(
                    diff(scratch.read(), difference.desired()).operations().upgrade());
            MigrationProof.run(scratch, rollback, "The rollback of the migration");
            MigrationProof.requireSame(difference.live(), scratch.read());
        }
    }
}
