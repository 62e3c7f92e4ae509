package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.ProjectFolder;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * {@code jakarta.persistence.*} setting in the URL's query, and before that in the system properties, goes to Hibernate. The query
 * is {@code ?name=value&name=value}, with {@code %3A} for a colon, as liquibase-hibernate splits the URL at its last one.
 */
public final class ModelMetadata implements CustomMetadataFactory {

    /** Names the packages of the model, separated by commas; those below them belong to it. */
    public static final String PACKAGES = "model.packages";

    private static final String DEFAULT_PACKAGE = "com.jarvis.model";

    @Override
    public Metadata getMetadata(HibernateDatabase database, HibernateConnection connection) {
        ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
        try {
            return read(packages(), settings(connection.getProperties()), ProjectFolder.path(), classLoader);
        } catch (MigratorException e) {
            throw new Refusal(e);
        }
    }

    /**
     * Reads the model of this project, for a goal to which the POM gives no {@code referenceUrl}: its settings are those
     * of the system properties.
     *
     * @throws MigratorException as {@link #read} does
     */
    public static Metadata ofThisProject(ClassLoader classLoader) throws MigratorException {
        return read(packages(), settings(), ProjectFolder.path(), classLoader);
    }

    /**
     * Reads the model of the packages.
     *
     * @param packages names as in {@code com.jarvis.model}; those below them belong to the model
     * @param settings any of Hibernate's, by its name
     * @param project the base directory, whose sources and classes must agree
     * @throws MigratorException when they don't, when the packages hold no entity, or when Hibernate does not accept the
     *     mapping
     */
    public static Metadata read(
            List<String> packages, Map<String, String> settings, Path project, ClassLoader classLoader)
            throws MigratorException {
        new CompiledClasses(project).requireUpToDate(packages);
        ModelClasses found = ModelClasses.in(packages, classLoader);
        Metadata model = Mapping.of(found, settings, classLoader);
        if (model.getEntityBindings().isEmpty()) {
            throw new MigratorException(noEntity(packages, found, project));
        }
        return model;
    }

    private static String noEntity(List<String> packages, ModelClasses found, Path project) {
        Path classes = project.resolve("target/classes");
        String elsewhere =
                Files.isDirectory(classes) ? String.join(",", ModelClasses.packagesOfEntities(classes.toUri())) : "";
        long jars = found.roots().stream()
                .filter(root -> root.getPath().endsWith(".jar"))
                .count();
        String wayOut = elsewhere.isEmpty()
                ? "Compile the entities, and name their packages if they are in others:"
                : "The project has entities in other packages; to take them:";
        return """
                No entity in %s or below; searched target/classes and %d jars.
                Nothing was compared, as every table would count as dropped. %s
                  mvn compile liquibase:diff -Dmodel.packages=%s""".formatted(
                        String.join(", ", packages),
                        jars,
                        wayOut,
                        elsewhere.isEmpty() ? "com.example.one,com.example.two" : elsewhere);
    }

    private static List<String> packages() {
        String names = System.getProperty(PACKAGES, "");
        return Arrays.stream((names.isBlank() ? DEFAULT_PACKAGE : names).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The settings of Hibernate's among the system properties. */
    public static Map<String, String> settings() {
        return settings(new Properties());
    }

    private static Map<String, String> settings(Properties query) {
        Map<String, String> settings = new HashMap<>();
        for (Properties source : List.of(query, System.getProperties())) {
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
