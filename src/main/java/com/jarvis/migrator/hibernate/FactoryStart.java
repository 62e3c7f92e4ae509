package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import org.hibernate.boot.beanvalidation.BeanValidationIntegrator;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.integrator.spi.IntegratorService;

/**
 * What the start of a session factory changes in the metadata before it creates the schema (SessionFactoryImpl, 6.6): all
 * integrators run, of which one turns Bean Validation's constraints into DDL, and columns are put into the order of
 * {@code hibernate.column_ordering_strategy}, those of composite keys included. The factory itself is not built: it would start
 * caches and connection pools.
 */
final class FactoryStart {

    private FactoryStart() {}

    /** @param metadata is changed */
    @SuppressWarnings("deprecation") // Hibernate's own SessionFactoryBuilderImpl gets the context like this
    static void apply(MetadataImplementor metadata) {
        SessionFactoryImplementor factory = StartingFactory.of(metadata);
        BootstrapContext context =
                metadata.getTypeConfiguration().getMetadataBuildingContext().getBootstrapContext();
        for (Integrator integrator : factory.getServiceRegistry()
                .requireService(IntegratorService.class)
                .getIntegrators()) {
            integrate(integrator, metadata, context, factory);
        }
        metadata.orderColumns(true); // as with hibernate.hbm2ddl.auto=create, whatever that setting says here
        metadata.validate();
    }

    /** Hibernate's own failure is the application's, too. That of another integrator may come from the factory that is not built. */
    private static void integrate(
            Integrator integrator,
            MetadataImplementor metadata,
            BootstrapContext context,
            SessionFactoryImplementor factory) {
        try {
            integrator.integrate(metadata, context, factory);
        } catch (RuntimeException | LinkageError e) {
            if (integrator instanceof BeanValidationIntegrator) {
                throw e;
            }
            Console.err().println("""
                    Warning: the integrator %s fails without a running application: %s
                    If it changes the mapping when the application starts, what it changes is not compared here. Leave such tables out:
                      mvn compile liquibase:diff -Dexclude=…""".formatted(integrator.getClass().getName(), Printable.line(e.toString())));
        }
    }
}
