package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Proxies;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventEngine;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;

/**
 * A session factory as integrators find it when it starts: with its services, event listeners and settings, without anything
 * that works on a database. What it does not have is null, false or zero.
 */
final class StartingFactory {

    private final StandardServiceRegistry services;
    private final AtomicReference<EventListenerRegistry> listeners = new AtomicReference<>();

    private StartingFactory(StandardServiceRegistry services) {
        this.services = services;
    }

    static SessionFactoryImplementor of(MetadataImplementor metadata) {
        StartingFactory start =
                new StartingFactory(metadata.getMetadataBuildingOptions().getServiceRegistry());
        SessionFactoryImplementor factory = start.factory();
        start.listeners.set(new EventEngine(metadata, factory).getListenerRegistry());
        return factory;
    }

    private SessionFactoryImplementor factory() {
        SessionFactoryServiceRegistry registry = Proxies.of(
                SessionFactoryServiceRegistry.class, (self, method, arguments) -> service(method, arguments));
        SessionFactoryOptions options =
                Proxies.of(SessionFactoryOptions.class, (self, method, arguments) -> nothing(method));
        return Proxies.of(SessionFactoryImplementor.class, (self, method, arguments) -> switch (method.getName()) {
            case "getServiceRegistry" -> registry;
            case "getSessionFactoryOptions" -> options;
            case "getJdbcServices" -> services.requireService(JdbcServices.class);
            case "getProperties" ->
                services.requireService(ConfigurationService.class).getSettings();
            default -> nothing(method);
        });
    }

    private Object service(Method method, Object[] arguments) throws Exception {
        if (!Set.of("getService", "requireService").contains(method.getName())) {
            return nothing(method); // so that nobody closes the services
        }
        return arguments[0] == EventListenerRegistry.class
                ? listeners.get()
                : Proxies.call(services, method, arguments);
    }

    /** The value of a field that nobody has set. */
    private static Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        return type.isPrimitive() && type != void.class ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
