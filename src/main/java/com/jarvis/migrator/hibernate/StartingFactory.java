package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Proxies;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventEngine;
import org.hibernate.service.Service;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.hibernate.type.spi.TypeConfiguration;

/**
 * A session factory as integrators find it when it starts: with its services, event listeners and settings, without anything
 * that works on a database. What it does not have is null, false or zero. A method is known by the type that it returns, as
 * each version of Hibernate has other methods.
 */
final class StartingFactory {

    private final StandardServiceRegistry services;
    private final Map<Class<?>, Object> parts = new HashMap<>();

    private StartingFactory(StandardServiceRegistry services) {
        this.services = services;
    }

    static SessionFactoryImplementor of(MetadataImplementor metadata) {
        StartingFactory start =
                new StartingFactory(metadata.getMetadataBuildingOptions().getServiceRegistry());
        SessionFactoryImplementor factory =
                Proxies.of(SessionFactoryImplementor.class, (self, method, arguments) -> start.answer(method));
        start.parts.put(
                ServiceRegistryImplementor.class,
                Proxies.of(
                        SessionFactoryServiceRegistry.class,
                        (self, method, arguments) -> start.service(method, arguments)));
        start.parts.put(
                SessionFactoryOptions.class,
                Proxies.of(SessionFactoryOptions.class, (self, method, arguments) -> nothing(method)));
        start.parts.put(TypeConfiguration.class, metadata.getTypeConfiguration());
        EventEngine events = new EventEngine(metadata, factory);
        start.parts.put(EventEngine.class, events);
        start.parts.put(EventListenerRegistry.class, events.getListenerRegistry());
        return factory;
    }

    private Object answer(Method method) {
        Class<?> type = method.getReturnType();
        if (parts.containsKey(type)) {
            return parts.get(type);
        }
        if (Service.class.isAssignableFrom(type)) {
            return services.getService(type.asSubclass(Service.class));
        }
        return method.getName().equals("getProperties")
                ? services.requireService(ConfigurationService.class).getSettings()
                : nothing(method);
    }

    private Object service(Method method, Object[] arguments) throws Exception {
        if (!Set.of("getService", "requireService").contains(method.getName())) {
            return nothing(method); // so that nobody closes the services
        }
        Object part = parts.get(arguments[0]);
        return part != null ? part : Proxies.call(services, method, arguments);
    }

    /** The value of a field that nobody has set. */
    private static Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        return type.isPrimitive() && type != void.class ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
