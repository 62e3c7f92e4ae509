package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Proxies;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Sequence;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.generator.Generator;
import org.hibernate.id.enhanced.DatabaseStructure;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.mapping.KeyValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.SimpleValue;
import org.hibernate.mapping.Table;

/** The keys that sequences number, as Hibernate's generators say. */
final class NumberedKeys {

    private NumberedKeys() {}

    /** A key and the sequence that numbers it. */
    record Key(Name sequence, Sequence.Owner owner) {}

    /** All of them; those of subclasses that have a table of their own, too. */
    static List<Key> of(Metadata model) {
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
        SqlStringGenerationContext context = ModelDdl.context(model);
        return Stream.ofNullable(generator(model, id, entity.getRootClass()))
                .filter(SequenceStyleGenerator.class::isInstance)
                .map(generator -> ((SequenceStyleGenerator) generator).getDatabaseStructure())
                .filter(DatabaseStructure::isPhysicalSequence)
                .map(DatabaseStructure::getPhysicalName)
                .map(sequence -> new Key(
                        PostgresNames.of(context, sequence),
                        new Sequence.Owner(
                                PostgresNames.of(context, table.getQualifiedTableName()),
                                PostgresNames.of(
                                        table.getPrimaryKey().getColumns().get(0)))))
                .findFirst();
    }

    /**
     * Calls {@code createGenerator(IdentifierGeneratorFactory, Dialect, RootClass)} in Hibernate 6.6, which does not ask the
     * factory for a generator that it has already created for the metadata, and {@code createGenerator(Dialect, RootClass,
     * Property, GeneratorSettings)} in Hibernate 7. Neither version has the method of the other one.
     */
    @SuppressWarnings("deprecation") // as in FactoryStart
    private static Object generator(MetadataImplementor model, KeyValue id, RootClass entity) {
        Method create = Arrays.stream(KeyValue.class.getMethods())
                .filter(method -> method.getName().equals("createGenerator"))
                .max(Comparator.comparingInt(Method::getParameterCount))
                .orElseThrow();
        List<Object> known = Stream.of(
                        model.getDatabase().getDialect(),
                        entity,
                        entity.getIdentifierProperty(),
                        model.getTypeConfiguration()
                                .getMetadataBuildingContext()
                                .getMetadataCollector())
                .filter(Objects::nonNull)
                .toList();
        Object[] arguments = Arrays.stream(create.getParameterTypes())
                .map(type -> known.stream().filter(type::isInstance).findFirst().orElse(null))
                .toArray();
        try {
            return behind(Proxies.call(id, create, arguments));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The generator that Hibernate 7's NativeGenerator uses, which it keeps in a field alone; or the generator itself. */
    private static Object behind(Object generator) throws IllegalAccessException {
        if (generator != null && generator.getClass().getName().equals("org.hibernate.id.NativeGenerator")) {
            for (Field field : generator.getClass().getDeclaredFields()) {
                if (field.getType() == Generator.class) {
                    field.setAccessible(true);
                    return field.get(generator);
                }
            }
        }
        return generator;
    }
}
