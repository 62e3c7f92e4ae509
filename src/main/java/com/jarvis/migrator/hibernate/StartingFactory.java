package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Proxies;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventEngine;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.service.Service;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.hibernate.type.spi.TypeConfiguration;

/**
 * A session factory as it is when it starts: with its services, event listeners and settings, without anything that works on
 * a database. What it does not have is null, false or zero. A method is known by the type that it returns, as each version of
 * Hibernate has other methods.
 */
final class StartingFactory {

    private final StandardServiceRegistry services;
    private final Map<Class<?>, Object> parts = new HashMap<>();

    @SuppressWarnings("deprecation") // Hibernate's own SessionFactoryBuilderImpl gets the context like this
    StartingFactory(MetadataImplementor metadata) {
        services = metadata.getMetadataBuildingOptions().getServiceRegistry();
        SessionFactoryServiceRegistry registry = Proxies.of(
                SessionFactoryServiceRegistry.class, (self, method, arguments) -> service(method, arguments));
        parts.put(ServiceRegistry.class, registry);
        parts.put(ServiceRegistryImplementor.class, registry);
        parts.put(
                SessionFactoryOptions.class,
                Proxies.of(SessionFactoryOptions.class, (self, method, arguments) -> nothing(method)));
        parts.put(MetadataImplementor.class, metadata);
        parts.put(
                BootstrapContext.class,
                metadata.getTypeConfiguration().getMetadataBuildingContext().getBootstrapContext());
        parts.put(TypeConfiguration.class, metadata.getTypeConfiguration());
        parts.put(Dialect.class, metadata.getDatabase().getDialect());
        parts.put(SqlStringGenerationContext.class, ModelDdl.context(metadata));
        parts.put(
                SessionFactoryImplementor.class,
                Proxies.of(SessionFactoryImplementor.class, (self, method, arguments) -> answer(method)));
        EventEngine events = new EventEngine(metadata, factory());
        parts.put(EventEngine.class, events);
        parts.put(EventListenerRegistry.class, events.getListenerRegistry());
    }

    /** As integrators find it. */
    SessionFactoryImplementor factory() {
        return (SessionFactoryImplementor) parts.get(SessionFactoryImplementor.class);
    }

    BootstrapContext bootstrapContext() {
        return (BootstrapContext) parts.get(BootstrapContext.class);
    }

    /** As persisters and generators find it. */
    RuntimeModelCreationContext modelContext() {
        return Proxies.of(RuntimeModelCreationContext.class, (self, method, arguments) -> answer(method));
    }

    private Object answer(Method method) {
        Class<?> type = method.getReturnType();
        if (parts.containsKey(type)) {
            return parts.get(type);
        }
        if (Service.class.isAssignableFrom(type)) {
            return services.getService(type.asSubclass(Service.class));
        }
        return Set.of("getProperties", "getSettings").contains(method.getName())
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
