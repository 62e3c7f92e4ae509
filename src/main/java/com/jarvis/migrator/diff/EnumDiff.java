package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterEnumType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares enum types. PostgreSQL can add a value in place, but it cannot remove or move one, or use a new one in the
 * transaction that adds it (manual, ALTER TYPE). In these cases the type is rebuilt: the old type is renamed, the new
 * one is created, the columns are converted, and the old type is dropped.
 */
final class EnumDiff {

    private final Catalog live;
    private final Catalog model;
    private final List<EnumType> toRebuild = new ArrayList<>();
    private final List<AlterEnumType> toExtend = new ArrayList<>();

    EnumDiff(Catalog live, Catalog model) {
        this.live = live;
        this.model = model;
        for (EnumType found : live.enums()) {
            for (EnumType wanted : model.enums()) {
                if (wanted.name().equals(found.name()) && !wanted.labels().equals(found.labels())) {
                    if (isExtension(found, wanted)) {
                        toExtend.add(new AlterEnumType(
                                found, new EnumType(wanted.name(), wanted.labels(), found.comment())));
                    } else {
                        toRebuild.add(found);
                    }
                }
            }
        }
    }

    private boolean isExtension(EnumType found, EnumType wanted) {
        List<String> kept = new ArrayList<>(wanted.labels());
        kept.retainAll(found.labels());
        List<String> added = new ArrayList<>(wanted.labels());
        added.removeAll(found.labels());
        return kept.equals(found.labels()) && added.stream().noneMatch(label -> isUsed(label, wanted.name()));
    }

    private boolean isUsed(String label, Name type) {
        return model.tables().stream()
                .flatMap(table -> expressions(table, type))
                .flatMap(sql -> SqlTokens.of(sql).literals().stream())
                .anyMatch(literal -> literal.equals(label) || isListWith(literal, label));
    }

    private static boolean refersTo(Column column, Name type) {
        return column.references().objects().contains(type);
    }

    /** Those that may contain a value of the type: about a column of it, or with a cast to it. */
    private static Stream<String> expressions(Table table, Name type) {
        Set<String> ofType = table.columns().stream()
                .filter(column -> refersTo(column, type))
                .map(Column::name)
                .collect(Collectors.toSet());
        Stream<String> ofColumns = table.columns().stream().flatMap(column -> Stream.of(
                        column.defaultValue(),
                        column.generated() == null ? null : column.generated().text())
                .filter(sql -> ofType.contains(column.name())
                        || !Collections.disjoint(column.references().columns(), ofType)
                        || SqlTokens.of(sql).mentions(type.local())));
        Stream<String> ofConstraints = table.constraints().stream()
                .filter(constraint -> !Collections.disjoint(constraint.columns(), ofType)
                        || SqlTokens.of(constraint.definition().text()).mentions(type.local()))
                .map(constraint -> constraint.definition().text());
        return Stream.concat(ofColumns, ofConstraints);
    }

    /** Whether the literal may be an array or a row that contains the label. */
    private static boolean isListWith(String literal, String label) {
        return (literal.startsWith("{") || literal.startsWith("(")) && literal.contains(label);
    }

    /** The live catalog with the types to rebuild renamed, so that everything that uses them differs. */
    Catalog liveToRebuild() {
        Catalog renamed = live;
        for (EnumType type : toRebuild) {
            renamed = rename(renamed, type);
        }
        return renamed;
    }

    void plan(PhasedOperations plan, Impact impact) {
        for (EnumType type : toRebuild) {
            plan.add(Phase.RENAME_TYPES, new Rename(type, renamed(type)));
        }
        toExtend.forEach(alter -> plan.add(Phase.CREATE_TYPES, alter));
        Catalog rebuilt = liveToRebuild();
        for (EnumType wanted : model.enums()) {
            if (rebuilt.enums().stream().noneMatch(found -> found.name().equals(wanted.name()))) {
                plan.add(Phase.CREATE_TYPES, new Create(wanted));
                impact.rebuiltType(wanted.name());
            }
        }
    }

    /** Removes the added values at the end of the downgrade. Each type is rebuilt on its own. */
    List<Operation> downgrade() {
        List<Operation> operations = new ArrayList<>();
        for (AlterEnumType alter : toExtend) {
            EnumType before = alter.before();
            Catalog after = withEnums(live, before, alter.after());
            PhasedOperations rename = new PhasedOperations();
            rename.add(Phase.RENAME_TYPES, new Rename(before, renamed(before)));
            operations.addAll(
                    0,
                    new CatalogDiff(rename(live, before), after, CreatedObjects.NONE, rename)
                            .operations()
                            .downgrade());
        }
        return operations;
    }

    private static EnumType renamed(EnumType type) {
        String name = type.name().local();
        String old = name.substring(0, Math.min(name.length(), 58)) + "_old";
        return new EnumType(type.name().sibling(old), type.labels(), type.comment());
    }

    private static Catalog rename(Catalog catalog, EnumType type) {
        Catalog renamed = withEnums(catalog, type, renamed(type));
        String from = type.name().sql();
        String to = renamed(type).name().sql();
        return renamed.withTables(renamed.tables().stream()
                .map(table -> retype(table, type.name(), from, to))
                .toList());
    }

    private static Table retype(Table table, Name type, String from, String to) {
        return table.withColumns(table.columns().stream()
                .map(column -> refersTo(column, type) ? retype(column, from, to) : column)
                .toList());
    }

    private static Column retype(Column column, String from, String to) {
        return new Column(
                column.table(),
                column.name(),
                SqlTokens.replace(column.type(), from, to),
                column.notNull(),
                SqlTokens.replace(column.defaultValue(), from, to),
                column.identity(),
                column.generated() == null
                        ? null
                        : new Expression(SqlTokens.replace(column.generated().sql(), from, to)),
                column.virtual(),
                column.collation(),
                column.comment(),
                column.references());
    }

    private static Catalog withEnums(Catalog catalog, EnumType from, EnumType to) {
        return catalog.withEnums(catalog.enums().stream()
                .map(type -> type.equals(from) ? to : type)
                .toList());
    }
}
