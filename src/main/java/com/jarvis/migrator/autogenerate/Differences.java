package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.compare.Difference;
import com.jarvis.migrator.compare.Unchanged;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.diff.Renames;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import liquibase.database.Database;

/** The changes from the live database to another schema, as {@code diff} prints them; none if it matches. */
public final class Differences {

    private Differences() {}

    /**
     * The changes from the live database to what the entities define, and what stays although they do not have it.
     *
     * @param lines the changes
     * @param naming what to do if the names are those of another naming strategy; empty if they are not
     */
    public record FromModel(List<String> lines, List<KeptPart> kept, String naming) {}

    /**
     * Compares with the entities. Does not read them if the cache shows that there is no difference.
     *
     * @param adopting what stays although no entity has it
     * @param exclude as {@code -Dexclude}
     * @throws MigratorException if PostgreSQL rejects the model
     */
    public static FromModel from(Database database, ModelCache known, Adopting adopting, String exclude)
            throws Exception {
        ExcludedTables excluded = new ExcludedTables(exclude);
        Optional<Unchanged> unchanged =
                RollbackOnlyTransaction.run(database, connection -> known.ifSame(connection, adopting, excluded));
        if (unchanged.isPresent()) {
            return new FromModel(List.of(), unchanged.get().kept(), "");
        }
        Model model = known.model();
        Adoption adoption = adopting.all(model.givenNames());
        Difference difference = RollbackOnlyTransaction.run(
                database, connection -> from(connection, model, excluded, adopting.created(), adoption));
        List<Operation> operations = difference.operations().upgrade();
        return new FromModel(lines(operations), difference.kept(), Renames.strategy(operations, difference.kept()));
    }

    /**
     * @param connection in a transaction that the caller rolls back
     * @param exclude as {@code -Dexclude}
     * @param adoption what is no difference
     * @throws MigratorException if an object cannot be copied, and so not be compared
     */
    public static List<String> from(Connection connection, ChangelogSchema changelog, String exclude, Adoption adoption)
            throws SQLException, MigratorException {
        return lines(new Comparison(connection, new ExcludedTables(exclude), CreatedObjects.NONE, adoption)
                .with(changelog.schemas(), changelog.catalog())
                .upgrade());
    }

    /**
     * The changes from what the migrations create to what the entities define and the team has accepted.
     *
     * @param connection to a database that the migrations have created, in a transaction that the caller rolls back
     * @throws MigratorException if PostgreSQL rejects the model
     */
    public static List<String> fromMigrated(Connection connection, Model model, Adopting adopting)
            throws SQLException, MigratorException {
        Adoption accepted = adopting.known(model.givenNames());
        return lines(from(connection, model, new ExcludedTables(null), adopting.created(), accepted)
                .operations()
                .upgrade());
    }

    private static Difference from(
            Connection connection, Model model, ExcludedTables excluded, CreatedObjects created, Adoption adoption)
            throws SQLException, MigratorException {
        return new Comparison(connection, excluded, created, adoption)
                .with(model.desired(connection).including(created.schemas()), new Renames("none"));
    }

    private static List<String> lines(List<Operation> operations) {
        return OperationText.summary(operations);
    }
}
