package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.catalog.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.Table;

/** The annotations that name tables which no {@code @Table} can name: those of collections and joins. */
final class TableAnnotations {

    private final Map<Name, String> annotations = new HashMap<>();
    private final SqlStringGenerationContext context;

    private TableAnnotations(SqlStringGenerationContext context) {
        this.context = context;
    }

    /** By table, without the main tables of entities. */
    static Map<Name, String> of(Metadata model) {
        TableAnnotations tables = new TableAnnotations(ModelDdl.context(model));
        model.getCollectionBindings().stream()
                .filter(collection -> !(collection.getElement() instanceof OneToMany))
                .forEach(collection -> tables.put(collection.getCollectionTable(), of(collection)));
        model.getEntityBindings().stream()
                .flatMap(entity -> entity.getJoins().stream())
                .forEach(join -> tables.put(join.getTable(), of(join)));
        model.getEntityBindings().forEach(entity -> tables.remove(entity.getTable()));
        return tables.annotations;
    }

    private static String of(Collection collection) {
        return collection.getElement() instanceof ManyToOne ? "JoinTable" : "CollectionTable";
    }

    /** An optional table that only has an association is the {@code @JoinTable} of that. */
    private static String of(Join join) {
        boolean isOfAssociation =
                join.getProperties().size() == 1 && join.getProperties().get(0).getValue() instanceof ManyToOne;
        return isOfAssociation ? "JoinTable" : "SecondaryTable";
    }

    private void put(Table table, String annotation) {
        names(table).forEach(name -> annotations.put(name, annotation));
    }

    private void remove(Table table) {
        names(table).forEach(annotations::remove);
    }

    private Stream<Name> names(Table table) {
        return Stream.ofNullable(table)
                .filter(Table::isPhysicalTable)
                .map(one -> PostgresNames.of(context, one.getQualifiedTableName()));
    }
}
