package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.boot.Metadata;

/**
 * The model of a project and what it depends on. In a {@code referenceUrl}, the name of this class stands for it.
 *
 * @param packages as in {@code com.jarvis.model}; their subpackages belong to the model, too
 * @param settings Hibernate's, by name
 * @param project the base directory, whose sources and classes must agree
 * @param classLoader for the model's classes and Hibernate
 */
public record ModelMetadata(
        List<String> packages, Map<String, String> settings, Path project, ClassLoader classLoader) {

    /** Names the packages of the model, separated by commas. */
    public static final String PACKAGES = "model.packages";

    /** Of Hibernate's settings; those of Envers begin with the last one. */
    private static final List<String> PREFIXES = List.of("hibernate.", "jakarta.persistence.", "org.hibernate.");

    private static final String DEFAULT_PACKAGE = "com.jarvis.model";

    /**
     * The model that settings describe: {@value #PACKAGES} says where the entities are, and every {@code hibernate.*} and
     * {@code jakarta.persistence.*} goes to Hibernate.
     *
     * @param given settings by name; other settings are ignored
     * @param project the base directory
     */
    public static ModelMetadata of(Map<String, String> given, Path project, ClassLoader classLoader) {
        String names = given.getOrDefault(PACKAGES, "");
        List<String> packages = Arrays.stream((names.isBlank() ? DEFAULT_PACKAGE : names).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return new ModelMetadata(packages, hibernateSettings(given), project, classLoader);
    }

    /**
     * Reads the model.
     *
     * @throws MigratorException if sources and classes do not agree, if the packages have no entity, or if Hibernate does
     *     not accept the mapping
     */
    public Metadata read() throws MigratorException {
        new CompiledClasses(project).requireUpToDate(packages);
        ModelClasses found = ModelClasses.in(packages, classLoader);
        Metadata model = Mapping.of(found, settings, classLoader);
        if (model.getEntityBindings().isEmpty()) {
            throw new MigratorException(noEntity(packages, found, project));
        }
        return model;
    }

    /**
     * A digest of the class path, the settings and the Java version: while it is the same, {@link #read} gives the same
     * model.
     *
     * @throws MigratorException if sources and classes do not agree
     * @throws IOException if the class path cannot be read
     */
    public String fingerprint() throws MigratorException, IOException {
        new CompiledClasses(project).requireUpToDate(packages);
        return ClassPathDigest.of(classLoader, packages + "\n" + new TreeMap<>(settings) + "\n" + Runtime.version());
    }

    private static String noEntity(List<String> packages, ModelClasses found, Path project) {
        Path classes = project.resolve("target/classes");
        String elsewhere =
                Files.isDirectory(classes) ? String.join(",", ModelClasses.packagesOfEntities(classes.toUri())) : "";
        long jars = found.roots().stream()
                .filter(root -> root.getPath().endsWith(".jar"))
                .count();
        String wayOut = elsewhere.isEmpty()
                ? "Compile the entities, and name their packages if they are elsewhere:"
                : "The project has entities in other packages; to use them:";
        return """
                No entity in %s or below; searched target/classes and %d jars.
                Nothing was compared, because every table would count as dropped. %s
                  mvn compile liquibase:diff -Dmodel.packages=%s""".formatted(
                        String.join(", ", packages),
                        jars,
                        wayOut,
                        elsewhere.isEmpty() ? "com.example.one,com.example.two" : elsewhere);
    }

    /** Hibernate's settings that have a value. */
    public static Map<String, String> hibernateSettings(Map<String, String> given) {
        Map<String, String> settings = new TreeMap<>();
        given.forEach((name, value) -> {
            if (PREFIXES.stream().anyMatch(name::startsWith) && !value.isBlank()) {
                settings.put(name, value);
            }
        });
        return settings;
    }
}
