package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation.AlterEnumType;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares enum types. PostgreSQL can add a value in place, but it cannot remove or move one, or use a new one in the
 * transaction that adds it (manual, ALTER TYPE). In these cases the type is rebuilt.
 */
final class EnumDiff {

    private final Catalog model;
    private final List<EnumType> toRebuild = new ArrayList<>();
    private final List<AlterEnumType> toExtend = new ArrayList<>();

    EnumDiff(Catalog live, Catalog model) {
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

    /** The types to rebuild. */
    List<EnumType> toRebuild() {
        return toRebuild;
    }

    /** The changes of types that only get values. */
    List<AlterEnumType> toExtend() {
        return toExtend;
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
}
