package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.scratch.LiveCopy;
import com.jarvis.migrator.scratch.ScratchSchemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The schema that other means created in a database, as the operations that create it in an empty one.
 *
 * @param difference from an empty database
 * @param missing what the operations do not create, as kind and name
 */
public record LiveBaseline(Difference difference, List<String> missing) {

    /** The kinds of objects that {@link UndescribedObjects} and {@link Attached} create. */
    private static final Set<String> COVERED =
            Set.of("function", "procedure", "trigger", "policy", "rule", "statistics", "materialized", "extension");

    /**
     * Reads the schema. Everything runs in a transaction that the caller rolls back.
     *
     * @throws MigratorException if an object cannot be copied
     */
    public static LiveBaseline of(Connection connection, Schemas schemas, ExcludedTables excluded)
            throws SQLException, MigratorException {
        return of(connection, schemas, excluded, false);
    }

    /** As {@link #of}, with the rights of roles on tables and views. */
    public static LiveBaseline withRightsOf(Connection connection, Schemas schemas, ExcludedTables excluded)
            throws SQLException, MigratorException {
        return of(connection, schemas, excluded, true);
    }

    private static LiveBaseline of(Connection connection, Schemas schemas, ExcludedTables excluded, boolean withRights)
            throws SQLException, MigratorException {
        Catalog all = new CatalogReader(connection).read(schemas);
        Catalog live = all.withTables(all.tables().stream()
                        .filter(table -> !excluded.matches(table))
                        .toList())
                .withViews(all.views().stream()
                        .filter(view -> !excluded.matches(view))
                        .toList());
        UndescribedObjects others = UndescribedObjects.of(connection, schemas);
        List<Operation> attached = new ArrayList<>();
        for (Name relation : relations(live)) {
            Attached.of(connection, relation).stream()
                    .filter(each -> withRights || !dependsOnRoles(each))
                    .map(each -> new Create(new Attached(null, each.sql(), true)))
                    .forEach(attached::add);
        }
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            Catalog copied = LiveCopy.build(connection, scratch, live);
            return new LiveBaseline(
                    new Difference(
                            copied, Catalog.EMPTY, copied, operations(copied, others, attached), List.of(), List.of()),
                    missing(live, copied));
        }
    }

    private static List<Name> relations(Catalog live) {
        return Stream.concat(
                        live.tables().stream().map(Table::name),
                        live.views().stream().map(View::name))
                .toList();
    }

    /** Another server may not have the roles. */
    private static boolean dependsOnRoles(Attached attached) {
        return attached.sql().startsWith("grant ") || attached.sql().contains(" owner to ");
    }

    private static Operations operations(Catalog catalog, UndescribedObjects others, List<Operation> attached) {
        List<Operation> creating = LiveCopy.creating(catalog);
        int tables = 0;
        while (tables < creating.size() && !isTable(creating.get(tables))) {
            tables++;
        }
        List<Operation> upgrade = new ArrayList<>(others.first());
        upgrade.addAll(creating.subList(0, tables));
        upgrade.addAll(others.beforeTables());
        upgrade.addAll(creating.subList(tables, creating.size()));
        upgrade.addAll(others.afterTables());
        upgrade.addAll(attached);
        List<Operation> downgrade = new ArrayList<>(others.dropsBeforeTables());
        List<Operation> dropping =
                new ArrayList<>(Operations.reversible(creating).downgrade());
        int rest = dropping.size() - tables;
        downgrade.addAll(dropping.subList(0, Math.max(0, rest)));
        downgrade.addAll(others.dropsAfterTables());
        downgrade.addAll(dropping.subList(Math.max(0, rest), dropping.size()));
        return new Operations(upgrade, downgrade);
    }

    private static boolean isTable(Operation operation) {
        return operation instanceof Create create && create.object() instanceof Table;
    }

    private static List<String> missing(Catalog live, Catalog copied) {
        List<String> missing = new ArrayList<>(live.others().stream()
                .filter(other -> !COVERED.contains(other.split(" ")[0]))
                .toList());
        Set<Name> views = copied.views().stream().map(View::name).collect(Collectors.toSet());
        live.views().stream()
                .filter(view -> !views.contains(view.name()))
                .map(SchemaObject::label)
                .map(view -> "view " + view)
                .forEach(missing::add);
        Collections.sort(missing);
        return missing;
    }
}
