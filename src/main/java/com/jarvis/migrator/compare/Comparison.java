package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.ddl.EnumConstants;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.diff.CatalogDiff;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.diff.Renames;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.operation.Stage;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.migrator.scratch.ExpressionCanonicalizer;
import com.jarvis.migrator.scratch.KeptAttachments;
import com.jarvis.migrator.scratch.LiveCopy;
import com.jarvis.migrator.scratch.MigrationProof;
import com.jarvis.migrator.scratch.Partitions;
import com.jarvis.migrator.scratch.ScratchSchemas;
import com.jarvis.migrator.scratch.TableRewrites;
import com.jarvis.migrator.scratch.Untouched;
import com.jarvis.migrator.session.OthersFunctions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares models with the live database, in a transaction that the caller rolls back. Live schemas are only read,
 * under ACCESS SHARE locks; statements are executed in scratch schemas only.
 *
 * @param connection in a transaction, its search path as it is for the migrations
 * @param created what belongs to the model even if no entity defines it any more
 * @param adoption what stays although the model does not have it
 */
public record Comparison(Connection connection, ExcludedTables excluded, CreatedObjects created, Adoption adoption) {

    /**
     * The result of comparing what PostgreSQL prints, reduced to what has to be compared by meaning.
     *
     * @param model the whole catalog of the model
     * @param live the part of the live catalog that the differences affect
     * @param desired the same part of the model, with resolved expressions
     * @param renames the drops and additions that the user declared to be renames
     * @param taken the names of all live relations, types and constraints
     */
    private record Texts(
            Catalog model,
            Catalog live,
            Catalog desired,
            List<Operation> renames,
            Set<Name> taken,
            boolean areEqual,
            List<String> leftAlone,
            List<KeptPart> kept) {}

    /**
     * The result of comparing by meaning.
     *
     * @param renamed the part of the live catalog after the renames
     */
    private record Meanings(Difference difference, Catalog renamed) {}

    /**
     * Compares a model with the live database.
     *
     * @param renames the user's answer for drops and additions that may be renames
     * @throws MigratorException if a drop and an addition may be a rename and the user has not answered, if PostgreSQL
     *     rejects the model, or if an object that is not compared blocks an operation
     * @throws SQLException if the database fails
     */
    public Difference with(DesiredSchema model, Renames renames) throws SQLException, MigratorException {
        Catalog live = new CatalogReader(connection).read(model.schemas());
        ExcludedTables all = excluded.and(model.filteredTables()).in(live);
        Adoption described = adoption.describing(model.tableAnnotations());
        return new Comparison(connection, all, created, described).of(model, live, renames);
    }

    private Difference of(DesiredSchema model, Catalog live, Renames renames) throws SQLException, MigratorException {
        Texts texts = texts(model, live, renames);
        if (texts.areEqual()) {
            return new Difference(texts.model(), live, texts.model(), Operations.NONE, texts.leftAlone(), texts.kept());
        }
        NameConflicts.requireNone(connection, model.schemas(), live, texts.renames());
        Meanings meanings = meanings(model, texts);
        Difference difference = meanings.difference();
        difference = difference.then(EmptiedSchemas.drops(
                connection,
                created,
                live,
                texts.model(),
                difference.operations().upgrade()));
        new Refusals(connection, model.schemas(), excluded)
                .requireNone(
                        live,
                        meanings.renamed(),
                        difference.desired(),
                        difference.operations().upgrade());
        return difference;
    }

    /**
     * Compares the live database with the known catalog of a model.
     *
     * @param model as {@link Difference#model()} returned it
     * @return empty if a full comparison is needed
     */
    public Optional<Unchanged> ifSame(Schemas schemas, Catalog model) throws SQLException {
        Catalog live = new CatalogReader(connection).read(schemas);
        CatalogDiff diff = diff(live, model);
        return diff.operations().isEmpty()
                ? Optional.of(new Unchanged(
                        leftAlone(diff, live, model), keeping().in(live, model).parts()))
                : Optional.empty();
    }

    /**
     * Compares the live database with a catalog that another server has printed. What differs is created in scratch schemas
     * before it is compared by meaning, as servers may print an expression in different ways.
     *
     * @param desired with resolved expressions
     * @throws MigratorException if an object cannot be copied
     */
    public Operations with(Schemas schemas, Catalog desired) throws SQLException, MigratorException {
        Catalog live = new CatalogReader(connection).read(schemas);
        CatalogDiff diff = diff(live, desired);
        if (diff.operations().isEmpty()) {
            return Operations.NONE;
        }
        CatalogSubset subset = CatalogSubset.of(diff.operations(), live, desired);
        requireTrusted(schemas, subset);
        return new Comparison(connection, excluded.in(live), created, adoption)
                .diff(copy(schemas, subset.in(live)), copy(schemas, subset.in(desired)))
                .operations();
    }

    /** What is copied is created with the rights of this role, and PostgreSQL evaluates constants in it. */
    private void requireTrusted(Schemas schemas, CatalogSubset subset) throws SQLException, MigratorException {
        requireTrusted(subset.relations().stream()
                .map(name -> name.in(schemas.defaultSchema()).sql())
                .toList());
    }

    private void requireTrusted(List<String> relations) throws SQLException, MigratorException {
        Optional<String> danger = OthersFunctions.usedBy(connection, relations);
        if (danger.isPresent()) {
            throw new MigratorException("""
                    The live schema was not compared: %s.
                    A comparison creates the table again in a scratch schema, and could run that with the rights of the role %s.
                    Leave the table out with -Dexclude=…, or, if you trust the owner, make it this role:
                      alter … owner to %2$s""".formatted(
                    danger.get(), Printable.line(connection.getMetaData().getUserName())));
        }
    }

    private Catalog copy(Schemas schemas, Catalog catalog) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            return LiveCopy.build(connection, scratch, catalog);
        }
    }

    private Texts texts(DesiredSchema asked, Catalog live, Renames renames) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = asked.build(connection, live)) {
            Catalog model = scratch.read();
            CatalogDiff diff = diff(live, model);
            if (diff.operations().isEmpty()) {
                return new Texts(
                        model,
                        live,
                        model,
                        List.of(),
                        Set.of(),
                        true,
                        leftAlone(diff, live, model),
                        keeping().in(live, model).parts());
            }
            List<Operation> upgrade = diff.operations().upgrade();
            Set<Name> taken = TakenNames.of(connection, asked.schemas());
            Operations all = adoption == Adoption.STRICT
                    ? diff.operations()
                    : exact(live, model, Set.of()).operations();
            List<Operation> renamed = renames.find(live, model, all.upgrade(), taken::contains);
            BlockingViews.requireNone(live, model, upgrade, renamed);
            CatalogSubset subset = CatalogSubset.of(
                    KeySequences.advance(renamed.isEmpty() ? diff.operations() : all, live, asked::keysOf),
                    live,
                    model);
            requireTrusted(asked.schemas(), subset);
            return new Texts(
                    model,
                    subset.in(live).withDomains(ofModel(live.domains(), model)),
                    ExpressionCanonicalizer.resolve(
                            connection, scratch, subset.in(keeping().withOwners(live, model)), asked.ddl()),
                    renamed,
                    taken,
                    false,
                    leftAlone(diff, live, model),
                    keeping().in(live, model).parts());
        }
    }

    /**
     * Compares again, after the renames, and with each expression as PostgreSQL prints it after parsing its own output.
     */
    private Meanings meanings(DesiredSchema model, Texts texts) throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, model.schemas())) {
            Catalog live = LiveCopy.build(connection, scratch, texts.live());
            if (!texts.renames().isEmpty()) {
                LiveCopy.restoreTexts(scratch, live);
            }
            scratch.execute(texts.renames());
            Catalog start = texts.renames().isEmpty()
                    ? live
                    : ExpressionCanonicalizer.resolve(connection, scratch, scratch.read());
            Adoption.Kept kept = keeping().after(texts.renames(), start, excluded.keepUsed(start, texts.desired()));
            Catalog desired = kept.model();
            Operations operations = Operations.reversible(texts.renames())
                    .then(exact(start, desired, texts.taken()).operations())
                    .replace(operation -> Operations.reversible(
                            List.of(EnumConstants.ofModel(operation, start, desired, model.origin()::constants))));
            return new Meanings(
                    new Difference(
                            texts.model(),
                            live,
                            desired,
                            KeySequences.advance(operations, live, model::keysOf),
                            texts.leftAlone(),
                            Keeping.parts(texts.kept(), texts.renames(), kept)),
                    start);
        }
    }

    /** The domains that the model also defines. Scratch schemas use the others where they are. */
    private static List<Domain> ofModel(List<Domain> domains, Catalog model) {
        return domains.stream()
                .filter(domain -> model.domain(domain.name()).isPresent())
                .toList();
    }

    private Keeping keeping() {
        return new Keeping(excluded, adoption);
    }

    private CatalogDiff diff(Catalog live, Catalog model) {
        return new CatalogDiff(live, keeping().in(live, model).model(), created);
    }

    /**
     * The differences, of which nothing stays.
     *
     * @param taken names that no helper object may get
     */
    private CatalogDiff exact(Catalog live, Catalog model, Set<Name> taken) {
        return new CatalogDiff(live, excluded.keep(live, model), created, taken::contains);
    }

    private List<String> leftAlone(CatalogDiff diff, Catalog live, Catalog model) {
        return Stream.of(diff.leftAlone(), excluded.leftAlone(live, model))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * The operations on columns that rewrite a table or an index, found by running all of them on a copy of the live
     * catalog.
     */
    public Set<Operation> rewrites(Schemas schemas, Difference difference, List<Operation> all)
            throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, difference.live());
            return TableRewrites.in(scratch, all);
        }
    }

    /**
     * Adds to the stages what restores the settings of columns and indexes that they drop and create again.
     *
     * @throws MigratorException if a table would lose its replica identity
     */
    public List<Stage> keepingAttachments(Schemas schemas, Difference difference, List<Stage> stages)
            throws SQLException, MigratorException {
        return KeptAttachments.in(connection, schemas, difference.live(), stages);
    }

    /** The live objects that entities cannot describe and that the operations leave as they are, as kind and name. */
    public List<String> leftAlone(Schemas schemas, Difference difference, List<Operation> operations)
            throws SQLException, MigratorException {
        return Untouched.of(connection, schemas, difference.live(), difference.leftAlone(), operations);
    }

    /**
     * Proves a migration: it must turn a copy of the live catalog into the model's, and its rollback must restore it.
     *
     * @param update the statements that the migration runs, written for the real schemas
     * @param rollback the statements that its rollback runs
     * @throws MigratorException if it does not, with the object and both definitions
     * @throws SQLException if the connection fails
     */
    public void prove(Schemas schemas, Difference difference, List<String> update, List<String> rollback)
            throws SQLException, MigratorException {
        Partitions partitions = Partitions.of(connection, difference.live());
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, difference.live());
            MigrationProof.run(scratch, update, "The migration", difference.desired());
            MigrationProof.requireNothingLeft(exact(scratch.read(), difference.desired(), Set.of())
                    .operations()
                    .upgrade());
            MigrationProof.run(scratch, rollback, "The rollback of the migration", difference.desired());
            MigrationProof.requireSame(difference.live(), scratch.read());
        }
        if (!partitions.names().isEmpty()) {
            requireTrusted(partitions.names());
            partitions.prove(
                    () -> {
                        ScratchSchemas scratch = new ScratchSchemas(connection, schemas);
                        LiveCopy.build(connection, scratch, difference.live());
                        return scratch;
                    },
                    update,
                    rollback);
        }
    }
}
