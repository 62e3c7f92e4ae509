package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/** The checks that a migration must pass in a scratch schema before it is written. */
public final class MigrationProof {

    private static final String NOT_WRITTEN =
            "\nNo file was written. Please report this with the entities that show it; until then, write this change by"
                    + " hand:\n  mvn compile liquibase:diff -Dempty -Dmessage=\"…\"";

    /** cannot_coerce (manual, appendix A): there is no cast between two types. */
    private static final String CANNOT_COERCE = "42846";

    /** dependent_objects_still_exist (manual, appendix A): the detail has a line for each dependent object. */
    private static final String DEPENDENT_OBJECTS = "2BP01";

    /** The object in such a line: {@code constraint c on table t depends on …}, {@code view s.v depends on …}. */
    private static final Pattern DEPENDENT =
            Pattern.compile("^[a-z ]+ (?:\\S+\\.)?(\"(?:[^\"]|\"\")+\"|[^ .]+)(?: (?:on|of) .*)? depends on .*$");

    private MigrationProof() {}

    /**
     * A refusal, because objects that the model does not define block the migration.
     *
     * @param lines each with an object and what it depends on
     */
    public static MigratorException dependents(Collection<String> lines) {
        return new MigratorException("""
                Objects that the model does not define depend on what the migration drops or changes:
                  %s
                PostgreSQL would reject the migration, so nothing was written. Drop these objects in a hand-written migration
                first and create them again in a later one, or exclude a table with -Dexclude=<name>:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop dependents\"""".formatted(String.join("\n  ", lines)));
    }

    /**
     * Runs statements in scratch schemas.
     *
     * @param what the subject of the message if one fails: the migration or its rollback
     * @param model what the migration leads to
     * @throws MigratorException if a statement fails
     */
    public static void run(ScratchSchemas scratch, List<String> statements, String what, Catalog model)
            throws SQLException, MigratorException {
        for (String statement : statements) {
            try {
                scratch.execute(statement);
            } catch (PSQLException e) {
                if (CANNOT_COERCE.equals(e.getSQLState())) {
                    throw noConversion(what, statement, e);
                }
                String detail = e.getServerErrorMessage() == null
                        ? ""
                        : e.getServerErrorMessage().getDetail();
                List<String> dependents = DEPENDENT_OBJECTS.equals(e.getSQLState()) && detail != null
                        ? detail.lines().filter(line -> isForeign(line, model)).toList()
                        : List.of();
                if (!dependents.isEmpty()) {
                    throw dependents(dependents);
                }
                throw new MigratorException(
                        what + " fails in a scratch schema: " + PostgresError.line(e) + "\n  " + statement
                                + NOT_WRITTEN,
                        e);
            }
        }
    }

    /** Whether the line is about an object that the model does not define. */
    private static boolean isForeign(String line, Catalog model) {
        Matcher dependent = DEPENDENT.matcher(line);
        return dependent.matches()
                && model.objects().values().stream()
                        .noneMatch(object -> Identifiers.quote(object.label()).equals(dependent.group(1))
                                || object.label().equals(dependent.group(1))
                                || object.label().endsWith("." + dependent.group(1)));
    }

    private static MigratorException noConversion(String what, String statement, PSQLException e) {
        return new MigratorException(
                """
                %s needs a conversion that PostgreSQL does not have: %s
                  %s
                No file was written. Map the attribute to a new column, so that the old column is dropped and the new one added:
                  mvn compile liquibase:diff -Drename=none -Dallow=drop
                or write a migration by hand that converts the values:
                  mvn compile liquibase:diff -Dempty -Dmessage="…\"""".formatted(what, Printable.line(e.getServerErrorMessage().getMessage()), statement), e);
    }

    /**
     * Requires that the migration has produced the schema of the model.
     *
     * @param operations the remaining differences
     * @throws MigratorException if there are any
     */
    public static void requireNothingLeft(List<Operation> operations) throws MigratorException {
        if (!operations.isEmpty()) {
            Operation first = operations.get(0);
            throw new MigratorException(
                    "The migration does not produce the schema of the model. This change is missing:\n  "
                            + OperationText.line(first) + "\n  " + String.join("\n  ", Ddl.statements(first))
                            + NOT_WRITTEN);
        }
    }

    /**
     * Requires that the rollback has restored the previous schema.
     *
     * @throws MigratorException if the catalogs differ
     */
    public static void requireSame(Catalog wanted, Catalog found) throws MigratorException {
        Map<String, SchemaObject> before = wanted.objects();
        Map<String, SchemaObject> after = found.objects();
        TreeSet<String> labels = new TreeSet<>(before.keySet());
        labels.addAll(after.keySet());
        for (String label : labels) {
            SchemaObject was = before.get(label);
            SchemaObject is = after.get(label);
            if (was == null || !was.equals(is)) {
                throw new MigratorException(
                        "The rollback of the migration does not restore the previous schema. It results in "
                                + definition(is) + "\ninstead of " + definition(was) + NOT_WRITTEN);
            }
        }
    }

    private static String definition(SchemaObject object) {
        return object == null
                ? "nothing"
                : OperationText.what(object) + "\n  "
                        + String.join("\n  ", Ddl.statements(new Operation.Create(object)));
    }
}
