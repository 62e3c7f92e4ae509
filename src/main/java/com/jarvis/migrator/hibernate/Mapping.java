package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Proxies;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataBuilder;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.selector.spi.StrategySelector;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;

/** Boots Hibernate up to the {@link Metadata} of a model, without a session factory and without a database. */
public final class Mapping {

    /** The schema export asks for it, and does not connect. */
    private static final ConnectionProvider NO_CONNECTION =
            Proxies.of(ConnectionProvider.class, (self, method, arguments) -> {
                throw new UnsupportedOperationException("The model is read without a database");
            });

    /** Its constant is deprecated for removal. */
    private static final String CONTRIBUTOR = "hibernate.metadata_builder_contributor";

    private Mapping() {}

    /**
     * Boots the classes as Hibernate does in the application.
     *
     * <p>The dialect is PostgreSQL's, for version 14: from 14 to 18 the {@code PostgreSQLDialect} of Hibernate 6.6 and 7 decides
     * by version how it queries ({@code merge}, {@code trim_array}), never how it creates. The settings
     * {@code jakarta.persistence.database-major-version} and {@code hibernate.dialect} override it.
     *
     * @param settings Hibernate's, by name; they override the defaults
     * @param classLoader loads the model's classes, naming strategies and Hibernate's own services
     * @throws MigratorException with Hibernate's message, if it does not accept the mapping
     */
    public static Metadata of(ModelClasses model, Map<String, String> settings, ClassLoader classLoader)
            throws MigratorException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classLoader);
        try {
            return boot(model, settings, classLoader);
        } catch (RuntimeException | LinkageError e) {
            throw MappingFailure.of(e, model.classes(), classLoader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Metadata boot(ModelClasses model, Map<String, String> settings, ClassLoader classLoader) {
        Map<String, Object> all = new TreeMap<>();
        all.put(JdbcSettings.JAKARTA_HBM2DDL_DB_NAME, "PostgreSQL");
        all.put(JdbcSettings.JAKARTA_HBM2DDL_DB_MAJOR_VERSION, "14");
        all.putAll(settings);
        all.put(JdbcSettings.ALLOW_METADATA_ON_BOOT, false);
        all.remove(MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER);

        StandardServiceRegistry services = new StandardServiceRegistryBuilder(new BootstrapServiceRegistryBuilder()
                        .applyClassLoaderService(new ApplicationClasses(classLoader))
                        .build())
                .applySettings(all)
                .addService(ConnectionProvider.class, NO_CONNECTION)
                .build();
        MetadataSources sources = new MetadataSources(services);
        model.packages().forEach(sources::addPackage);
        model.classes().forEach(sources::addAnnotatedClassName);
        model.mappingFiles().forEach(sources::addURL);
        MetadataBuilder builder = sources.getMetadataBuilder();
        contribute(services, all.get(CONTRIBUTOR), builder);
        ImplicitNames.note(builder);
        MetadataImplementor metadata = (MetadataImplementor) builder.build();
        FactoryStart.apply(metadata);
        return metadata;
    }

    /** Jakarta Persistence's bootstrap lets the application change the metadata; Hibernate's own does not. */
    @SuppressWarnings("removal")
    private static void contribute(StandardServiceRegistry services, Object contributor, MetadataBuilder builder) {
        var found = services.requireService(StrategySelector.class)
                .resolveStrategy(org.hibernate.boot.spi.MetadataBuilderContributor.class, contributor);
        if (found != null) {
            found.contribute(builder);
        }
    }
}
