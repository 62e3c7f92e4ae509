package com.jarvis.migrator.hibernate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.QualifiedName;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.id.enhanced.DatabaseStructure;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.SimpleValue;
import org.hibernate.mapping.Table;

/** The keys that sequences number, as Hibernate's generators say. */
public final class NumberedKeys {

    private NumberedKeys() {}

    /**
     * A key with its sequence, by their names in PostgreSQL.
     *
     * @param schema of the sequence; null for the default schema
     * @param tableSchema null for the default schema
     */
    public record Key(String schema, String sequence, String tableSchema, String table, String column) {}

    /** All of them; those of subclasses that have a table of their own, too. */
    public static List<Key> of(Metadata model) {
        return model.getEntityBindings().stream()
                .flatMap(entity -> key((MetadataImplementor) model, entity).stream())
                .distinct()
                .toList();
    }

    private static Optional<Key> key(MetadataImplementor model, PersistentClass entity) {
        Table table = entity.getTable();
        if (!(entity.getRootClass().getIdentifier() instanceof SimpleValue id)
                || table.getPrimaryKey() == null
                || table.getPrimaryKey().getColumns().size() != 1) {
            return Optional.empty();
        }
        Column column = table.getPrimaryKey().getColumns().get(0);
        return Stream.of(id.createGenerator(
                        model.getMetadataBuildingOptions().getIdentifierGeneratorFactory(),
                        model.getDatabase().getDialect(),
                        entity.getRootClass()))
                .filter(SequenceStyleGenerator.class::isInstance)
                .map(generator -> ((SequenceStyleGenerator) generator).getDatabaseStructure())
                .filter(DatabaseStructure::isPhysicalSequence)
                .map(DatabaseStructure::getPhysicalName)
                .map(sequence -> new Key(
                        schema(sequence),
                        name(sequence.getObjectName()),
                        schema(table),
                        name(table.getNameIdentifier()),
                        column.isQuoted() ? column.getName() : folded(column.getName())))
                .findFirst();
    }

    private static String schema(Table table) {
        return table.getSchema() == null
                ? null
                : table.isSchemaQuoted() ? table.getSchema() : folded(table.getSchema());
    }

    private static String schema(QualifiedName name) {
        return name.getSchemaName() == null ? null : name(name.getSchemaName());
    }

    private static String name(Identifier identifier) {
        return identifier.isQuoted() ? identifier.getText() : folded(identifier.getText());
    }

    /** PostgreSQL folds a name without quotes to lower case (manual, 4.1.1). */
    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
