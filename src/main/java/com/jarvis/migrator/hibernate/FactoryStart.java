package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Proxies;
import java.util.Set;
import org.hibernate.boot.beanvalidation.BeanValidationIntegrator;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;

/**
 * What the start of a session factory changes in the metadata before it creates the schema (SessionFactoryImpl, 6.6): Bean
 * Validation's constraints become DDL, and columns are put into the order of {@code hibernate.column_ordering_strategy}, those
 * of composite keys included. The factory itself is not built: it would start caches and connection pools.
 */
final class FactoryStart {

    private FactoryStart() {}

    /** @param metadata is changed */
    static void apply(MetadataImplementor metadata) {
        StandardServiceRegistry services = metadata.getMetadataBuildingOptions().getServiceRegistry();
        new BeanValidationIntegrator().integrate(metadata, null, factory(services));
        metadata.orderColumns(true); // as with hibernate.hbm2ddl.auto=create, whatever that setting says here
        metadata.validate();
    }

    /** As much of a session factory as the integrator uses: its services. Listeners of entities are ignored. */
    private static SessionFactoryImplementor factory(StandardServiceRegistry services) {
        SessionFactoryServiceRegistry registry = Proxies.of(
                SessionFactoryServiceRegistry.class,
                (self, method, arguments) ->
                        Set.of("getService", "requireService").contains(method.getName())
                                ? arguments[0] == EventListenerRegistry.class
                                        ? Proxies.of(EventListenerRegistry.class, (listeners, ignored, values) -> null)
                                        : Proxies.call(services, method, arguments)
                                : null);
        SessionFactoryOptions options = Proxies.of(SessionFactoryOptions.class, (self, method, arguments) -> null);
        return Proxies.of(SessionFactoryImplementor.class, (self, method, arguments) -> switch (method.getName()) {
            case "getServiceRegistry" -> registry;
            case "getSessionFactoryOptions" -> options;
            default -> null;
        });
    }
}
