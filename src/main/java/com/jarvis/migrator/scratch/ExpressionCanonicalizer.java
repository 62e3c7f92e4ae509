package com.jarvis.migrator.scratch;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds the canonical text of each expression, which PostgreSQL prints after parsing its own text again, and the shortest SQL
 * that produces the text. To do so, it creates copies of the object in a scratch schema and reads them back.
 */
public final class ExpressionCanonicalizer {

    private final Connection connection;
    private final ScratchSchemas scratch;
    private final List<String> ddl;
    private final Map<String, SchemaObject> twins = new HashMap<>();

    private ExpressionCanonicalizer(Connection connection, ScratchSchemas scratch, List<String> ddl) {
        this.connection = connection;
        this.scratch = scratch;
        this.ddl = ddl;
    }

    /**
     * Returns the catalog with canonical and short texts in its expressions.
     *
     * @param scratch contains all tables of the catalog; its contents do not change
     */
    public static Catalog resolve(Connection connection, ScratchSchemas scratch, Catalog catalog) throws SQLException {
        return resolve(connection, scratch, catalog, List.of());
    }

    /**
     * As above. PostgreSQL may not print the same text again after parsing it, and then only the original leads to it.
     *
     * @param ddl the statements that created the objects
     */
    public static Catalog resolve(Connection connection, ScratchSchemas scratch, Catalog catalog, List<String> ddl)
            throws SQLException {
        return new ExpressionCanonicalizer(connection, scratch, ddl).resolve(catalog);
    }

    private Catalog resolve(Catalog catalog) throws SQLException {
        List<SchemaObject> objects = new ArrayList<>();
        for (Table table : catalog.tables()) {
            table.columns().stream()
                    .filter(column -> column.generated() != null)
                    .forEach(objects::add);
            table.constraints().stream()
                    .filter(constraint -> constraint.type() == Constraint.Type.CHECK)
                    .forEach(objects::add);
        }
        catalog.domains()
                .forEach(domain -> domain.checks().forEach(check -> objects.add(domain.withChecks(List.of(check)))));
        objects.addAll(catalog.views());
        if (objects.isEmpty()) {
            return catalog;
        }
        List<List<String>> shorter = objects.stream()
                .map(object -> SqlShortener.candidates(expression(object).text()))
                .toList();
        Savepoint before = connection.setSavepoint();
        try {
            makeTwins(objects, shorter, twin -> scratch.execute(List.of(twin)));
        } catch (SQLException e) {
            connection.rollback(before);
            // Slower: three round trips for each copy instead of one.
            makeTwins(objects, shorter, scratch::executeIfItWorks);
        }
        readTwins();
        connection.rollback(before);
        Map<SchemaObject, Expression> resolved = new IdentityHashMap<>();
        for (int i = 0; i < objects.size(); i++) {
            Expression expression = resolve(i, expression(objects.get(i)).text(), shorter.get(i));
            boolean isExact = !expression.sql().equals(expression.text())
                    || expression.canonical().equals(expression.text());
            resolved.put(objects.get(i), isExact ? expression : original(objects.get(i), expression));
        }
        return replace(catalog, resolved);
    }

    private interface Maker {
        void make(Operation twin) throws SQLException;
    }

    private static void makeTwins(List<SchemaObject> objects, List<List<String>> shorter, Maker maker)
            throws SQLException {
        for (int i = 0; i < objects.size(); i++) {
            SchemaObject object = objects.get(i);
            maker.make(twin(object, "jarvis_twin_" + i, expression(object).text()));
            for (int j = 0; j < shorter.get(i).size(); j++) {
                maker.make(twin(
                        object, "jarvis_short_" + i + "_" + j, shorter.get(i).get(j)));
            }
        }
    }

    private static Operation twin(SchemaObject object, String name, String sql) {
        return new Operation.Create(twin(object, name, new Expression(sql)));
    }

    private static SchemaObject twin(SchemaObject object, String name, Expression expression) {
        if (object instanceof Constraint constraint) {
            return constraint.named(name).withCheck(expression);
        } else if (object instanceof Column column) {
            return column.named(name).withNotNull(false).withGenerated(expression);
        } else if (object instanceof Domain domain) {
            return new Domain(
                    domain.name().sibling(name),
                    domain.base(),
                    domain.collation(),
                    false,
                    null,
                    List.of(new Domain.Check(name, expression)),
                    null);
        }
        View view = (View) object;
        return new View(new Name(view.name().schema(), name), expression, view.uses(), view.columns());
    }

    private void readTwins() throws SQLException {
        Catalog catalog = scratch.read();
        for (Table table : catalog.tables()) {
            table.columns().forEach(column -> twins.put(column.name(), column));
            table.constraints().forEach(constraint -> twins.put(constraint.name(), constraint));
        }
        catalog.domains().forEach(domain -> twins.put(domain.name().local(), domain));
        catalog.views().forEach(view -> twins.put(view.name().local(), view));
    }

    private Expression resolve(int number, String text, List<String> shorter) {
        SchemaObject twin = twins.get("jarvis_twin_" + number);
        String sql = IntStream.range(0, shorter.size())
                .filter(i -> isExact(twins.get("jarvis_short_" + number + "_" + i), text))
                .mapToObj(shorter::get)
                .findFirst()
                .orElse(text);
        return new Expression(text, twin == null ? text : expression(twin).text(), sql);
    }

    /** The expression with the SQL from which its text was printed, if one of the statements contains it. */
    private Expression original(SchemaObject object, Expression expression) throws SQLException {
        List<String> originals = ddl.stream()
                .map(SqlTokens::of)
                .filter(statement ->
                        statement.mentions((object.table() == null ? object.relation() : object.table()).local()))
                .flatMap(statement -> statement.parenthesesAfter("check", "as").stream())
                .distinct()
                .toList();
        Savepoint before = connection.setSavepoint();
        for (int i = 0; i < originals.size(); i++) {
            scratch.executeIfItWorks(twin(object, "jarvis_original_" + i, originals.get(i)));
        }
        readTwins();
        connection.rollback(before);
        return IntStream.range(0, originals.size())
                .filter(i -> isExact(twins.remove("jarvis_original_" + i), expression.text()))
                .mapToObj(i -> new Expression(expression.text(), expression.canonical(), originals.get(i)))
                .findFirst()
                .orElse(expression);
    }

    private static boolean isExact(SchemaObject twin, String text) {
        return twin != null && expression(twin).text().equals(text);
    }

    private static Expression expression(SchemaObject object) {
        if (object instanceof Constraint constraint) {
            return constraint.check();
        } else if (object instanceof Domain domain) {
            return domain.checks().get(0).condition();
        }
        return object instanceof Column column ? column.generated() : ((View) object).definition();
    }

    private static Catalog replace(Catalog catalog, Map<SchemaObject, Expression> resolved) {
        List<Table> tables = new ArrayList<>();
        for (Table table : catalog.tables()) {
            tables.add(new Table(
                    table.name(),
                    table.columns().stream()
                            .map(column ->
                                    resolved.containsKey(column) ? column.withGenerated(resolved.get(column)) : column)
                            .toList(),
                    table.constraints().stream()
                            .map(constraint -> resolved.containsKey(constraint)
                                    ? constraint.withCheck(resolved.get(constraint))
                                    : constraint)
                            .toList(),
                    table.indexes(),
                    table.partitionKey(),
                    table.comment(),
                    table.inheritance()));
        }
        Map<Domain.Check, Expression> ofDomains = new IdentityHashMap<>();
        resolved.forEach((object, expression) -> {
            if (object instanceof Domain domain) {
                ofDomains.put(domain.checks().get(0), expression);
            }
        });
        return catalog.withTables(tables)
                .withDomains(catalog.domains().stream()
                        .map(domain -> domain.withChecks(domain.checks().stream()
                                .map(check -> new Domain.Check(check.name(), ofDomains.get(check)))
                                .toList()))
                        .toList())
                .withViews(catalog.views().stream()
                        .map(view -> view.defined(resolved.get(view)))
                        .toList());
    }
}
