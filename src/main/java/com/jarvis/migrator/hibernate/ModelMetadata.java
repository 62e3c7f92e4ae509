package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.application.ApplicationSettings;
import com.jarvis.migrator.hibernate.application.PersistenceUnit;
import com.jarvis.migrator.hibernate.application.Setting;
import com.jarvis.migrator.model.ClassPath;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.model.ModelSource;
import com.jarvis.migrator.model.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.boot.Metadata;

/**
 * The model of a project and what it depends on. In a {@code referenceUrl}, the name of this class stands for it. The settings
 * in the application's own files are read at the first use.
 */
public final class ModelMetadata implements ModelSource {

    /** Names the packages of the model, separated by commas. */
    public static final String PACKAGES = Models.PACKAGES;

    /** Of Hibernate's settings; those of Envers begin with the last one. */
    private static final List<String> PREFIXES = List.of("hibernate.", "jakarta.persistence.", "org.hibernate.");

    private final List<String> packages;
    private final Map<String, String> given;
    private final Path project;
    private final ClassLoader classLoader;
    private final CompiledClasses compiled;
    private ApplicationSettings application;

    /**
     * @param packages as in {@code com.jarvis.model}; their subpackages belong to the model, too. If there are none, the model
     *     is what the application's persistence unit says or, without one, all mapped classes in directories of the class path
     * @param given settings by name, which override those of the application. Hibernate gets every {@code hibernate.*},
     *     {@code jakarta.persistence.*} and {@code org.hibernate.*}; Spring Boot reads {@code spring.*}
     * @param project the base directory, whose sources and classes must agree
     * @param classLoader for the model's classes and Hibernate
     */
    public ModelMetadata(List<String> packages, Map<String, String> given, Path project, ClassLoader classLoader) {
        this.packages = List.copyOf(packages);
        this.given = given;
        this.project = project;
        this.classLoader = classLoader;
        this.compiled = new CompiledClasses(project, folders(given, project));
    }

    /**
     * The model that settings describe, of which {@value #PACKAGES} says where the entities are.
     *
     * @param given settings by name
     * @param project the base directory
     */
    public static ModelMetadata of(Map<String, String> given, Path project, ClassLoader classLoader) {
        List<String> packages = Arrays.stream(given.getOrDefault(PACKAGES, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return new ModelMetadata(packages, given, project, classLoader);
    }

    /** The folders of the project's own classes and resources. */
    private static List<Path> folders(Map<String, String> given, Path project) {
        String classPath = given.getOrDefault(Models.CLASS_PATH, "");
        return classPath.isBlank()
                ? List.of(project.resolve("target/classes"))
                : ClassPath.parse(classPath, project).foldersIn(project);
    }

    @Override
    public Path project() {
        return project;
    }

    @Override
    public Model model() throws MigratorException {
        return HibernateModel.of(read());
    }

    /** Reads what {@link #model} is made of, and throws the same. */
    public Metadata read() throws MigratorException {
        compiled.requireUpToDate(packages);
        ModelClasses found = classes().and(application().mappingFiles(), classLoader);
        Metadata model = boot(found);
        if (model.getEntityBindings().isEmpty()) {
            throw new MigratorException(noEntity(found));
        }
        return model;
    }

    private Metadata boot(ModelClasses found) throws MigratorException {
        try {
            return Mapping.of(found, settings(), classLoader);
        } catch (MigratorException e) {
            throw MappingFailure.withOrigins(e, application().settings());
        }
    }

    private ModelClasses classes() throws MigratorException {
        if (!packages.isEmpty()) {
            return ModelClasses.in(packages, classLoader);
        }
        Optional<PersistenceUnit> unit = application().unit();
        return unit.isPresent() ? ModelClasses.of(unit.get()) : ModelClasses.inDirectories(classLoader);
    }

    /** Hibernate's settings: the given ones, then those of the application. */
    Map<String, String> settings() throws MigratorException {
        Map<String, String> settings = new TreeMap<>();
        application().settings().forEach((name, setting) -> settings.put(name, setting.value()));
        settings.putAll(given);
        settings.entrySet()
                .removeIf(setting -> PREFIXES.stream().noneMatch(setting.getKey()::startsWith)
                        || setting.getValue().isBlank());
        return settings;
    }

    @Override
    public String origin() throws MigratorException {
        Map<String, Set<String>> settings = new TreeMap<>();
        for (String name : settings().keySet()) {
            Setting ofApplication = application().settings().get(name);
            settings.computeIfAbsent(
                            ofApplication == null ? "-D or pom.xml" : ofApplication.file(), origin -> new TreeSet<>())
                    .add(name);
        }
        String entities = !packages.isEmpty()
                ? "in " + String.join(", ", packages)
                : application()
                        .unit()
                        .map(unit -> "of persistence unit " + unit.name())
                        .orElse("in the directories of the class path");
        return settings.entrySet().stream()
                .map(origin -> "; %s from %s".formatted(String.join(", ", origin.getValue()), origin.getKey()))
                .collect(Collectors.joining("", entities, ""));
    }

    private synchronized ApplicationSettings application() throws MigratorException {
        if (application == null) {
            HibernateVersion.require(classLoader);
            application = ApplicationSettings.of(given, classLoader);
        }
        return application;
    }

    /** Of the class path, the settings and the Java version. */
    @Override
    public String fingerprint() throws MigratorException, IOException {
        compiled.requireUpToDate(packages);
        return ClassPathDigest.of(
                classLoader,
                String.join("\n", packages + "", settings() + "", application().unit() + "", Runtime.version() + ""));
    }

    private String noEntity(ModelClasses found) {
        List<String> old = ModelClasses.withOldAnnotations(found.roots().stream()
                .filter(root -> !root.getPath().endsWith(".jar"))
                .toList());
        if (!old.isEmpty()) {
            return """
                    No entity in %s.
                    %s is annotated with javax.persistence.Entity, and Hibernate 6.6 and 7 read jakarta.persistence.
                    Nothing was compared, because every table would count as dropped. Replace javax.persistence with \
                    jakarta.persistence in the sources, then:
                      mvn compile liquibase:diff""".formatted(searched(found), old.get(0));
        }
        String elsewhere = String.join(",", compiled.packagesOfEntities());
        String wayOut = elsewhere.isEmpty()
                ? "Compile the entities, and name their packages if they are elsewhere:"
                : "The project has entities in other packages; to use them:";
        return """
                No entity in %s.
                Nothing was compared, because every table would count as dropped. %s
                  mvn compile liquibase:diff -Dmodel.packages=%s""".formatted(
                        searched(found), wayOut, elsewhere.isEmpty() ? "com.example.one,com.example.two" : elsewhere);
    }

    private String searched(ModelClasses found) {
        if (!packages.isEmpty()) {
            long jars = found.roots().stream()
                    .filter(root -> root.getPath().endsWith(".jar"))
                    .count();
            return "%s or below; searched %s and %d jars"
                    .formatted(String.join(", ", packages), compiled.names(), jars);
        }
        return application
                .unit()
                .map(unit -> "persistence unit " + unit.name() + " of " + unit.file())
                .orElse(compiled.names() + "; jars were not searched");
    }
}
