package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import java.util.List;
import org.hibernate.boot.beanvalidation.BeanValidationIntegrator;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.generator.Generator;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.integrator.spi.IntegratorService;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;

/**
 * What the start of a session factory changes in the metadata before it creates the schema (SessionFactoryImpl, 6.6 and 7). All
 * integrators run, of which one turns Bean Validation's constraints into DDL. Columns are put into the order of {@code
 * hibernate.column_ordering_strategy}, those of composite keys included. The generators of values are created, of which
 * Hibernate 7's for timestamps makes the column NOT NULL. The factory itself is not built: it would start caches, connection
 * pools and other components of the application, and compile its queries.
 */
final class FactoryStart {

    private final MetadataImplementor metadata;
    private final StartingFactory start;

    private FactoryStart(MetadataImplementor metadata) {
        this.metadata = metadata;
        this.start = new StartingFactory(metadata);
    }

    /** @param metadata is changed */
    static void apply(MetadataImplementor metadata) {
        new FactoryStart(metadata).apply();
    }

    private void apply() {
        for (Integrator integrator : start.factory()
                .getServiceRegistry()
                .requireService(IntegratorService.class)
                .getIntegrators()) {
            integrate(integrator);
        }
        metadata.orderColumns(true); // as with hibernate.hbm2ddl.auto=create, whatever that setting says here
        metadata.validate();
        for (PersistentClass entity : metadata.getEntityBindings()) {
            generate(entity.getEntityName(), entity.getPropertyClosure());
        }
    }

    /** Hibernate's own failure is the application's, too. That of another integrator may come from the factory that is not built. */
    private void integrate(Integrator integrator) {
        try {
            integrator.integrate(metadata, start.bootstrapContext(), start.factory());
        } catch (RuntimeException | LinkageError e) {
            if (integrator instanceof BeanValidationIntegrator) {
                throw e;
            }
            warn("integrator " + integrator.getClass().getName(), e);
        }
    }

    /** As the entity's persister does it (EntityMetamodel). */
    private void generate(String owner, List<Property> properties) {
        for (Property property : properties) {
            String path = owner + "." + property.getName();
            boolean generated = false;
            try {
                Generator generator = property.createGenerator(start.modelContext());
                generated = generator != null && generator.generatesSometimes();
            } catch (RuntimeException | LinkageError e) {
                warn("generator of " + path, e);
            }
            if (!generated && property.getValue() instanceof Component component) {
                generate(path, component.getProperties());
            }
        }
    }

    private static void warn(String part, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        Console.err().println("""
                Warning: the %s fails without a running application: %s
                If it changes the mapping when the application starts, what it changes is not compared here. Leave such tables out:
                  mvn compile liquibase:diff -Dexclude=…""".formatted(part, Printable.line(root.toString())));
    }
}
