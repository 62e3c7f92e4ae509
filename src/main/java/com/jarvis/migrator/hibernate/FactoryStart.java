package com.jarvis.migrator.hibernate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
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
        SessionFactoryServiceRegistry registry = proxy(
                SessionFactoryServiceRegistry.class,
                (method, arguments) -> Set.of("getService", "requireService").contains(method.getName())
                        ? arguments[0] == EventListenerRegistry.class
                                ? proxy(EventListenerRegistry.class, (ignored, values) -> null)
                                : call(services, method, arguments)
                        : null);
        SessionFactoryOptions options = proxy(SessionFactoryOptions.class, (method, arguments) -> null);
        return proxy(SessionFactoryImplementor.class, (method, arguments) -> switch (method.getName()) {
            case "getServiceRegistry" -> registry;
            case "getSessionFactoryOptions" -> options;
            default -> null;
        });
    }

    @FunctionalInterface
    private interface Answer {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method, arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
