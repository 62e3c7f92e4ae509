package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.compare.Difference;
import com.jarvis.migrator.compare.MissingPrivileges;
import com.jarvis.migrator.compare.Unchanged;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.diff.Renames;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.migrator.scratch.LiveCopy;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import liquibase.database.Database;

/**
 * Generates and proves the migration from the schema of a live database to the schema of a model, and does not write it.
 * Everything runs in one transaction on the database's connection, which is always rolled back.
 */
public final class Autogenerate {

    /**
     * The result of a comparison.
     *
     * @param operations the operations of the upgrade; none if the database matches the model
     * @param migrations the migrations that perform them, in order
     * @param leftAlone the live objects that entities cannot describe, as kind and name; they are not changed
     * @param kept what the live database has in addition to the entities, and keeps
     * @param losses the existing data that the migration loses, one line each
     * @param warnings the reasons why {@code update} would currently fail
     * @param affected the live objects that the migrations affect
     */
    public record Outcome(
            List<Operation> operations,
            List<Migration> migrations,
            List<String> leftAlone,
            List<KeptPart> kept,
            List<String> losses,
            List<String> warnings,
            Catalog affected) {

        private static Outcome nothing(List<String> leftAlone, List<KeptPart> kept) {
            return new Outcome(List.of(), List.of(), leftAlone, kept, List.of(), List.of(), Catalog.EMPTY);
        }

        /** The statements that create, in an empty database, the objects that the migrations affect. */
        public List<String> start() {
            return LiveCopy.statements(affected);
        }

        /** The first migration; empty if the database matches the model. */
        public Optional<Migration> migration() {
            return migrations.stream().findFirst();
        }
    }

    /** Turns operations into migrations. */
    @FunctionalInterface
    public interface Writer {

        /**
         * @param live the catalog before the operations
         * @param trial tries operations on a copy of the live tables
         */
        List<Migration> migrations(Operations operations, Catalog live, Trial trial)
                throws SQLException, MigratorException;
    }

    private final Database database;
    private final Settings settings;
    private final Writer writer;

    /** Puts all operations into one migration. */
    public Autogenerate(Database database, Settings settings, Function<Operations, Migration> migration) {
        this(
                database,
                settings,
                (operations, live, trial) -> List.of(migration.apply(trial.keepingAttachments(operations))));
    }

    /** Lets the writer split the operations into migrations. */
    public Autogenerate(Database database, Settings settings, Writer writer) {
        this.database = database;
        this.settings = settings;
        this.writer = writer;
    }

    /** Compares a model that has been read. */
    public Outcome run(Model model) throws Exception {
        return run(model, CreatedObjects.NONE);
    }

    /**
     * Compares a model that has been read.
     *
     * @param created what belongs to the model even if it does not name it any more
     */
    public Outcome run(Model model, CreatedObjects created) throws Exception {
        return run(model, Adopting.strict(created));
    }

    /**
     * Compares a model that has been read.
     *
     * @param adopting what stays although the model does not have it
     */
    public Outcome run(Model model, Adopting adopting) throws Exception {
        Adoption adoption = adopting.all(model.givenNames());
        return RollbackOnlyTransaction.run(
                database,
                connection -> outcome(
                        comparison(connection, adopting.created(), adoption),
                        model.desired(connection).including(adopting.created().schemas())));
    }

    /** As {@link #run(ModelCache, Adopting)}, where nothing stays. */
    public Outcome run(ModelCache known, CreatedObjects created) throws Exception {
        return run(known, Adopting.strict(created));
    }

    /**
     * Compares the model of entities. Does not read them if the cache shows that there is nothing to do.
     *
     * @param known the cache of the entities' catalog
     * @param adopting what stays although no entity has it
     */
    public Outcome run(ModelCache known, Adopting adopting) throws Exception {
        Optional<Unchanged> unchanged = RollbackOnlyTransaction.run(
                database, connection -> known.ifSame(connection, adopting, new ExcludedTables(settings.exclude())));
        if (unchanged.isPresent()) {
            return Outcome.nothing(unchanged.get().leftAlone(), unchanged.get().kept());
        }
        Model read = known.model();
        Set<String> given = read.givenNames();
        Adoption adoption = adopting.all(given);
        CreatedObjects created = adopting.created();
        return RollbackOnlyTransaction.run(database, connection -> {
            DesiredSchema model = read.desired(connection).including(created.schemas());
            Comparison comparison = comparison(connection, created, adoption);
            Difference difference = difference(comparison, model);
            known.keep(connection, created.schemas(), model.schemas(), difference.model(), given);
            return outcome(comparison, model, difference);
        });
    }

    /** Compares the model that these statements create in an empty database. */
    public Outcome run(List<String> ddl, DesiredSchema.Origin origin) throws Exception {
        return run(new Model(ddl, origin));
    }

    private Outcome outcome(Comparison comparison, DesiredSchema model) throws Exception {
        return outcome(comparison, model, difference(comparison, model));
    }

    private Difference difference(Comparison comparison, DesiredSchema model) throws SQLException, MigratorException {
        return comparison.with(model, new Renames(settings.rename()));
    }

    private Comparison comparison(Connection connection, CreatedObjects created, Adoption adoption) {
        return new Comparison(connection, new ExcludedTables(settings.exclude()), created, adoption);
    }

    private Outcome outcome(Comparison comparison, DesiredSchema model, Difference difference) throws Exception {
        Connection connection = comparison.connection();
        if (difference.operations().isEmpty()) {
            return Outcome.nothing(difference.leftAlone(), difference.kept());
        }
        MigrationPlan plan;
        try {
            plan = new Planner(difference, model.references(), settings.allow()).plan(connection);
            plan = plan.warning(MissingPrivileges.warning(
                            connection, difference.operations().upgrade())
                    .stream()
                    .toList());
        } catch (SQLException e) {
            throw mayNotRead(connection, e);
        }
        List<Migration> migrations = writer.migrations(
                plan.operations(), difference.live(), new Trial(comparison, model.schemas(), difference));
        prove(comparison, model, difference, migrations);
        return new Outcome(
                plan.operations().upgrade(),
                migrations,
                comparison.leftAlone(
                        model.schemas(), difference, plan.operations().upgrade()),
                difference.kept(),
                plan.losses(),
                plan.warnings(),
                difference.live());
    }

    /** The exception to throw: with an explanation if a privilege is missing. */
    private static Exception mayNotRead(Connection connection, SQLException e) throws SQLException {
        if (!PostgresError.isInsufficientPrivilege(e.getSQLState())) {
            return e;
        }
        connection.rollback();
        return new MigratorException(
                """
                Role %1$s may not read what the migration changes: %2$s.
                Without reading it, diff cannot count the values that would be lost, so nothing was written. Grant the privilege:
                  grant select on all tables in schema "%3$s" to "%1$s";""".formatted(connection.getMetaData().getUserName(), PostgresError.line(e), connection.getSchema()),
                e);
    }

    /** Proves all migrations in order, and then their rollbacks in reverse order. */
    private void prove(Comparison comparison, DesiredSchema model, Difference difference, List<Migration> migrations)
            throws Exception {
        List<Statement> update = new ArrayList<>();
        List<Statement> rollback = new ArrayList<>();
        for (Migration migration : migrations) {
            MigrationSql sql = MigrationSql.of(migration, database);
            update.addAll(sql.update());
            rollback.addAll(0, sql.rollback());
        }
        comparison.prove(model.schemas(), difference, provable(update), provable(rollback));
    }

    /** The statements that run in scratch schemas as they would on the live ones. */
    static List<String> provable(List<Statement> statements) {
        return statements.stream()
                .filter(Statement::isProvable)
                .map(Statement::inTransaction)
                .toList();
    }
}
