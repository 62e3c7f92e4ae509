package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.application.PersistenceUnit;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ClassInfoList;
import io.github.classgraph.PackageInfo;
import io.github.classgraph.ScanResult;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes, packages and mapping files of a model. No class is loaded to find them.
 *
 * @param classes entities, embeddables, mapped superclasses and converters, nested ones too
 * @param packages those with an annotated {@code package-info}
 * @param mappingFiles each {@code META-INF/orm.xml} in a directory or jar with a class of the packages
 * @param roots the directories and jars that were searched
 */
public record ModelClasses(List<String> classes, List<String> packages, List<URL> mappingFiles, List<URI> roots) {

    static final List<String> MAPPED = List.of(
            "jakarta.persistence.Entity",
            "jakarta.persistence.Embeddable",
            "jakarta.persistence.MappedSuperclass",
            "jakarta.persistence.Converter");

    /**
     * Finds the model in the packages and their subpackages, in every directory and jar of the class loader.
     *
     * @param packages names as in {@code com.jarvis.model}; at least one
     */
    public static ModelClasses in(List<String> packages, ClassLoader classLoader) {
        return in(new ClassGraph().overrideClassLoaders(classLoader).acceptPackages(packages.toArray(String[]::new)));
    }

    /** Finds the model in the directories of the class loader: the project's own classes and those of modules of the same build. */
    static ModelClasses inDirectories(ClassLoader classLoader) {
        return in(new ClassGraph()
                .overrideClassLoaders(classLoader)
                .ignoreParentClassLoaders()
                .disableJarScanning());
    }

    /** The classes that a persistence unit lists, and those in its directories and jars. */
    static ModelClasses of(PersistenceUnit unit) {
        ModelClasses found = unit.roots().isEmpty()
                ? new ModelClasses(List.of(), List.of(), List.of(), List.of())
                : in(new ClassGraph()
                        .overrideClasspath(unit.roots())
                        .acceptPackages(unit.packages().toArray(String[]::new)));
        return new ModelClasses(union(found.classes, unit.classes()), found.packages, found.mappingFiles, found.roots);
    }

    private static ModelClasses in(ClassGraph search) {
        try (ScanResult found = annotations(search)) {
            Set<URI> homes = found.getAllClasses().stream()
                    .map(ClassInfo::getClasspathElementURI)
                    .collect(Collectors.toSet());
            return new ModelClasses(
                    MAPPED.stream()
                            .map(found::getClassesWithAnnotation)
                            .flatMap(ClassInfoList::stream)
                            .map(ClassInfo::getName)
                            .sorted()
                            .distinct()
                            .toList(),
                    found.getPackageInfo().stream()
                            .filter(info -> !info.getAnnotationInfo().isEmpty())
                            .map(PackageInfo::getName)
                            .sorted()
                            .toList(),
                    found.getResourcesWithPathIgnoringAccept("META-INF/orm.xml").stream()
                            .filter(file -> homes.contains(file.getClasspathElementURI()))
                            .map(file -> file.getURL())
                            .toList(),
                    found.getClasspathURIs());
        }
    }

    /**
     * These classes, with more mapping files.
     *
     * @param files names of resources
     * @throws MigratorException if there is no such resource
     */
    ModelClasses and(List<String> files, ClassLoader classLoader) throws MigratorException {
        List<URL> more = new ArrayList<>();
        for (String file : files) {
            URL found = classLoader.getResource(file);
            if (found == null) {
                throw new MigratorException("""
                        The application names the mapping file %s, which is not on the class path.
                        Nothing was compared. Add the file to src/main/resources, or remove its name, then:
                          mvn compile liquibase:diff""".formatted(file));
            }
            more.add(found);
        }
        return new ModelClasses(classes, packages, union(mappingFiles, more), roots);
    }

    private static <T> List<T> union(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    /** Only the given classes, wherever they are. */
    public static ModelClasses of(Class<?>... classes) {
        return new ModelClasses(Arrays.stream(classes).map(Class::getName).toList(), List.of(), List.of(), List.of());
    }

    /** The packages of all entities in directories of classes. */
    static Set<String> packagesOfEntities(List<URI> directories) {
        try (ScanResult found = annotations(new ClassGraph().overrideClasspath(directories))) {
            return found.getClassesWithAnnotation(MAPPED.get(0)).stream()
                    .map(ClassInfo::getPackageName)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The classes with the annotation that entities had before Jakarta Persistence. */
    static List<String> withOldAnnotations(List<URI> roots) {
        if (roots.isEmpty()) {
            return List.of();
        }
        try (ScanResult found = annotations(new ClassGraph().overrideClasspath(roots))) {
            return found.getClassesWithAnnotation("javax.persistence.Entity").getNames();
        }
    }

    private static ScanResult annotations(ClassGraph search) {
        return search.enableAnnotationInfo().ignoreClassVisibility().scan();
    }
}
