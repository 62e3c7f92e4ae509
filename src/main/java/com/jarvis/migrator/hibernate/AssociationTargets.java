package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.catalog.Reference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.IndexedCollection;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.Value;

/**
 * What the columns of associations and collections refer to. Hibernate creates no foreign key for some of them: for a collection
 * whose key refers to other columns than the owner's key, for an association with {@code ConstraintMode.NO_CONSTRAINT}, or one
 * whose target may be missing.
 */
final class AssociationTargets {

    private final Metadata model;
    private final SqlStringGenerationContext context;

    private AssociationTargets(Metadata model) {
        this.model = model;
        this.context = ModelDdl.context(model);
    }

    /** All of them, whether or not they have a foreign key. */
    static List<Reference> of(Metadata model) {
        AssociationTargets targets = new AssociationTargets(model);
        return Stream.concat(
                        model.getEntityBindings().stream().flatMap(targets::ofEntity),
                        model.getCollectionBindings().stream().flatMap(targets::ofCollection))
                .distinct()
                .toList();
    }

    private Stream<Reference> ofEntity(PersistentClass entity) {
        Stream<Value> values = Stream.concat(
                Stream.of(entity.getIdentifier()),
                Stream.concat(
                                entity.getUnjoinedProperties().stream(),
                                entity.getJoins().stream()
                                        .map(Join::getProperties)
                                        .flatMap(List::stream))
                        .map(Property::getValue));
        return values.flatMap(this::ofValue);
    }

    private Stream<Reference> ofCollection(Collection collection) {
        Stream<Reference> values = Stream.of(
                        Optional.of(collection.getElement()),
                        Optional.ofNullable(
                                collection instanceof IndexedCollection indexed ? indexed.getIndex() : null))
                .flatMap(Optional::stream)
                .flatMap(this::ofValue);
        return Stream.concat(
                values,
                target(collection.getKey(), collection.getOwner(), collection.getReferencedPropertyName()).stream());
    }

    private Stream<Reference> ofValue(Value value) {
        if (value instanceof Component component) {
            return component.getProperties().stream().map(Property::getValue).flatMap(this::ofValue);
        }
        return value instanceof ManyToOne association
                ? target(
                        association,
                        model.getEntityBinding(association.getReferencedEntityName()),
                        association.getReferencedPropertyName())
                        .stream()
                : Stream.empty();
    }

    /** @param property of the referenced entity; null for its key */
    private Optional<Reference> target(Value value, PersistentClass entity, String property) {
        Table table = entity.getTable();
        List<Column> columns = entity.getKey().getColumns();
        if (property != null) {
            Value referenced = entity.getReferencedProperty(property).getValue();
            table = referenced.getTable();
            columns = referenced.getColumns();
        }
        if (value.hasFormula()
                || columns.isEmpty()
                || columns.size() != value.getColumns().size()
                || !value.getTable().isPhysicalTable()
                || !table.isPhysicalTable()) {
            return Optional.empty();
        }
        return Optional.of(new Reference(
                PostgresNames.of(context, value.getTable().getQualifiedTableName()),
                PostgresNames.of(value.getColumns()),
                PostgresNames.of(context, table.getQualifiedTableName()),
                PostgresNames.of(columns)));
    }
}
