package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.InitCommand;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.model.relational.internal.SqlStringGenerationContextImpl;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.tool.schema.internal.SchemaCreatorImpl;

/**
 * What Hibernate's own schema export would run to create the model, in its order, without a closing semicolon.
 * {@code import.sql} and load scripts have no part in it.
 *
 * @param commands all that makes schema objects: schemas, types, sequences, tables, views, comments, indexes,
 *     constraints and auxiliary database objects
 * @param data the rows that Hibernate's generators expect in their tables; no schema, so not among the commands
 */
public record ModelDdl(List<String> commands, List<String> data) {

    /** @throws MigratorException when Hibernate can't write the DDL of the mapping, in Hibernate's words */
    public static ModelDdl of(Metadata model) throws MigratorException {
        try {
            List<String> all = new SchemaCreatorImpl(registry(model)).generateCreationCommands(model, true);
            Set<String> inserts = new HashSet<>(inserts(model).toList());
            return new ModelDdl(
                    all.stream().filter(command -> !inserts.contains(command)).toList(),
                    all.stream().filter(inserts::contains).toList());
        } catch (HibernateException e) {
            throw MappingFailure.at(new Origin(model).ofUntypedColumn().orElse(null), e);
        }
    }

    private static Stream<String> inserts(Metadata model) {
        SqlStringGenerationContext context = context(model);
        Stream<InitCommand> ofTables =
                model.collectTableMappings().stream().flatMap(table -> table.getInitCommands(context).stream());
        return Stream.concat(ofTables, model.getDatabase().getInitCommands().stream())
                .flatMap(command -> Arrays.stream(command.getInitCommands()));
    }

    static SqlStringGenerationContext context(Metadata model) {
        return SqlStringGenerationContextImpl.fromConfigurationMap(
                registry(model).requireService(JdbcEnvironment.class), model.getDatabase(), Map.of());
    }

    private static StandardServiceRegistry registry(Metadata model) {
        return ((MetadataImplementor) model).getMetadataBuildingOptions().getServiceRegistry();
    }
}
