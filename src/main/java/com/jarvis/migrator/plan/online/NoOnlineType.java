package com.jarvis.migrator.plan.online;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.advice.ExpandAndContract;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.sql.Identifiers;
import java.util.List;

/** Rejects changes of types that PostgreSQL makes by rewriting the tables with their values. */
final class NoOnlineType {

    private final List<Operation> all;
    private final Catalog live;
    private final NewTypes types;

    NoOnlineType(List<Operation> all, Catalog live) {
        this.all = all;
        this.live = live;
        this.types = new NewTypes(all, live);
    }

    /** A column whose values PostgreSQL rewrites: to another type, or to the new version of the same one. */
    MigratorException of(AlterColumn alter) {
        SchemaObject.Named type = types.of(alter.before()).orElse(null);
        Column now = types.original(alter.before());
        if (type == null || !now.type().equals(alter.after().type())) {
            return NoOnlineWay.ofType(now, alter.after(), alter.constants());
        }
        Column wanted = now.withType(types.renamed(now.type()));
        return refusal(
                "Type %s would be created again, and the values of column %s converted"
                        .formatted(type.label(), now.label()),
                type,
                now,
                TypeConversion.using(now, wanted));
    }

    /** Attributes of a composite type that change their places or their types. */
    MigratorException of(AlterCompositeType alter) {
        Column column = types.original(alter.columns().get(0));
        String name = quote(column.name());
        String newType = types.renamed(column.type());
        String value = newType.endsWith("[]")
                ? "(select coalesce(array_agg(jsonb_populate_record(null::%s, e) order by n), '{}') from jsonb_array_elements(to_jsonb(%s)) with ordinality a (e, n))"
                        .formatted(newType.substring(0, newType.length() - 2), name)
                : "jsonb_populate_record(null::" + newType + ", to_jsonb(" + name + "))";
        return refusal(
                "Attributes of type %s would change their types or places"
                        .formatted(alter.before().label()),
                types.of(column).orElse(alter.before()),
                column,
                value);
    }

    private MigratorException refusal(String change, SchemaObject.Named type, Column column, String value) {
        return new MigratorException("""
                %s. PostgreSQL rewrites every table with values of the type for that, which blocks reads and writes.
                Nothing was written. Expand and contract instead, with a release between the steps, and with new types:
                %s.
                %s""".formatted(
                                change,
                                types.definitions(type),
                                ExpandAndContract.ofNewType(
                                        column.table().sql(),
                                        quote(column.name()),
                                        quote(free(column)),
                                        types.renamed(column.type()),
                                        emptying(column),
                                        value))
                + NoOnlineWay.OTHERWISE);
    }

    /** The statement that removes the values that the new type cannot hold. */
    private String emptying(Column column) {
        return all.stream()
                .filter(operation -> operation instanceof UpdateRows update
                        && update.values().stream()
                                .anyMatch(value -> value.column().table().equals(column.table())
                                        && value.column().name().equals(column.name())))
                .map(operation -> ((UpdateRows) operation).sql())
                .findFirst()
                .orElse(null);
    }

    private String free(Column column) {
        String free = Identifiers.withSuffix(column.name(), "_new");
        for (int number = 2; isTaken(column, free); number++) {
            free = Identifiers.withSuffix(column.name(), "_new" + number);
        }
        return free;
    }

    private boolean isTaken(Column column, String name) {
        return live.table(column.table()).flatMap(table -> table.column(name)).isPresent();
    }
}
