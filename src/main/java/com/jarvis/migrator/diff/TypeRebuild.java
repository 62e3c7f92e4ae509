package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.CompositeType.Attribute;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The types that are rebuilt: enum types, and the composite types and domains that contain them, because PostgreSQL changes the
 * type of an attribute only while no column uses it, and that of a domain never (manual, ALTER TYPE and ALTER DOMAIN). Each old
 * type is renamed, the new one created, the columns are converted, and the old type is dropped.
 */
final class TypeRebuild {

    private final Catalog live;
    private final Catalog model;
    private final List<SchemaObject.Named> types;
    private final List<Rename> renames;

    /** @param enums the enum types to rebuild */
    TypeRebuild(Catalog live, Catalog model, List<EnumType> enums, FreeNames names) {
        this.live = live;
        this.model = model;
        this.types = new ArrayList<>(enums);
        while (addNext()) {
            // Each type that was added may be part of others.
        }
        this.renames = types.stream()
                .map(type -> new Rename(type, RenamedCatalog.named(type, names.old(type.name()))))
                .toList();
    }

    private boolean addNext() {
        return !types.isEmpty()
                && (live.composites().stream().anyMatch(type -> contains(type) && add(type))
                        || live.domains().stream().anyMatch(domain -> contains(domain) && add(domain)));
    }

    private boolean add(SchemaObject.Named type) {
        return !types.contains(type) && types.add(type);
    }

    private boolean contains(CompositeType type) {
        return model.composites().stream()
                .filter(wanted -> wanted.name().equals(type.name()))
                .flatMap(wanted -> wanted.attributes().stream())
                .anyMatch(attribute -> type.attributes().contains(attribute) && isRebuilt(attribute));
    }

    private boolean isRebuilt(Attribute attribute) {
        return types.stream()
                .anyMatch(
                        type -> PrintedTypes.isOf(attribute.type(), type.name().sql()));
    }

    private boolean contains(Domain domain) {
        return model.domain(domain.name()).isPresent()
                && types.stream()
                        .map(type -> type.name().sql())
                        .anyMatch(type -> PrintedTypes.isOf(domain.base(), type)
                                || PrintedTypes.castsTo(domain.defaultValue(), type)
                                || domain.checks().stream()
                                        .anyMatch(check -> PrintedTypes.castsTo(
                                                check.condition().text(), type)));
    }

    /** The renames that keep the old types while columns are converted. */
    List<Rename> renames() {
        return renames;
    }

    /** Whether the type is the old version of one that is rebuilt, under its new name. */
    boolean isOld(SchemaObject.Named type) {
        return renames.stream().anyMatch(rename -> rename.after().relation().equals(type.name()));
    }

    /** The new version of a type, with the comment of its old one if it is rebuilt. */
    EnumType withComment(EnumType wanted) {
        return old(EnumType.class, wanted.name())
                .map(old -> new EnumType(wanted.name(), wanted.labels(), old.comment()))
                .orElse(wanted);
    }

    /** The new version of a domain, with the comment of its old one if it is rebuilt. */
    Domain withComment(Domain wanted) {
        return old(Domain.class, wanted.name())
                .map(old -> wanted.withComment(old.comment()))
                .orElse(wanted);
    }

    /** The old version of a composite type that is rebuilt. The new one has its attributes until the columns are converted. */
    Optional<CompositeType> composite(CompositeType wanted) {
        return old(CompositeType.class, wanted.name());
    }

    private <T extends SchemaObject.Named> Optional<T> old(Class<T> kind, Name name) {
        return types.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(type -> type.name().equals(name))
                .findFirst();
    }
}
