package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.scratch.DesiredSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.boot.Metadata;

/** Hibernate's metadata as a {@link Model}. */
public final class HibernateModel implements DesiredSchema.Origin {

    private final Metadata metadata;
    private final AttributeLocator attributes;
    private Map<Name, List<Sequence.Owner>> keys;

    private HibernateModel(Metadata metadata) {
        this.metadata = metadata;
        this.attributes = new AttributeLocator(metadata);
    }

    /** @throws MigratorException with Hibernate's message, if it cannot generate the DDL */
    public static Model of(Metadata metadata) throws MigratorException {
        return new Model(ModelDdl.of(metadata).commands(), new HibernateModel(metadata));
    }

    @Override
    public String of(String statement, int position) {
        return attributes
                .of(statement, position)
                .map(attribute -> " (" + attribute + ")")
                .orElse("");
    }

    @Override
    public List<String> constants(Column column) {
        return attributes.constantsOf(column.table().local(), column.name());
    }

    /** Asked for late, as Hibernate creates a generator for each entity. */
    @Override
    public List<Sequence.Owner> keysOf(Name sequence) {
        keys = keys == null ? keys(metadata) : keys;
        return keys.getOrDefault(sequence, List.of());
    }

    @Override
    public Set<String> implicitNames() {
        return ImplicitNames.of(metadata);
    }

    @Override
    public List<Reference> references() {
        return AssociationTargets.of(metadata);
    }

    @Override
    public Map<Name, String> tableAnnotations() {
        return TableAnnotations.of(metadata);
    }

    @Override
    public List<Name> filteredTables() {
        return SchemaFilters.filteredTables(metadata);
    }

    private static Map<Name, List<Sequence.Owner>> keys(Metadata metadata) {
        return NumberedKeys.of(metadata).stream()
                .collect(Collectors.groupingBy(
                        NumberedKeys.Key::sequence, Collectors.mapping(NumberedKeys.Key::owner, Collectors.toList())));
    }
}
