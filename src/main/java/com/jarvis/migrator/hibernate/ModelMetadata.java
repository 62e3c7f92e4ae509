package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import liquibase.ext.hibernate.customfactory.CustomMetadataFactory;
import liquibase.ext.hibernate.database.HibernateDatabase;
import liquibase.ext.hibernate.database.connection.HibernateConnection;
import org.hibernate.boot.Metadata;

/**
 * The model behind {@code referenceUrl=hibernate:classic:com.jarvis.migrator.hibernate.ModelMetadata}.
 *
 * <p>The system property {@value #PACKAGES} says where the entities are. Every {@code hibernate.*} and
 * {@code jakarta.persistence.*} setting in the URL's query, and before that in the system properties, goes to Hibernate.
 */
public final class ModelMetadata implements CustomMetadataFactory {

    /** Names the packages of the model, separated by commas; those below them belong to it. */
    public static final String PACKAGES = "model.packages";

    private static final String DEFAULT_PACKAGE = "com.jarvis.model";

    @Override
    public Metadata getMetadata(HibernateDatabase database, HibernateConnection connection) {
        ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
        try {
            return Mapping.of(ModelClasses.in(packages(), classLoader), settings(connection), classLoader);
        } catch (MigratorException e) {
            throw new Refusal(e);
        }
    }

    private static List<String> packages() {
        String names = System.getProperty(PACKAGES, "");
        return Arrays.stream((names.isBlank() ? DEFAULT_PACKAGE : names).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Map<String, String> settings(HibernateConnection connection) {
        Map<String, String> settings = new HashMap<>();
        for (Properties source : List.of(connection.getProperties(), System.getProperties())) {
            for (String name : source.stringPropertyNames()) {
                boolean hibernates = name.startsWith("hibernate.") || name.startsWith("jakarta.persistence.");
                if (hibernates && !source.getProperty(name).isBlank()) {
                    settings.put(name, source.getProperty(name));
                }
            }
        }
        return settings;
    }

    /** Carries the message through liquibase-hibernate's seam, which declares no exception. */
    private static final class Refusal extends RuntimeException {

        private Refusal(MigratorException cause) {
            super(cause.getMessage(), cause);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
