package com.jarvis.migrator.autogenerate;

import com.jarvis.fixtures.Fixture;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.testing.Hibernate;
import com.jarvis.testing.TestProject;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ScanResult;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.boot.Metadata;

/** The two models of a fixture. */
public record FixtureModels(String name, Fixture fixture, Model first, Model second) {

    /** A model as the migrator reads it, and as an application starts with it. */
    public record Model(Metadata metadata, ApplicationStart start) {}

    public Metadata before() {
        return first.metadata();
    }

    public Metadata after() {
        return second.metadata();
    }

    /** All fixtures, including nested ones. */
    public static List<Class<?>> all() {
        try (ScanResult found = new ClassGraph()
                .acceptPackages("com.jarvis.fixtures")
                .ignoreClassVisibility()
                .enableAnnotationInfo()
                .scan()) {
            return List.copyOf(
                    found.getClassesWithAnnotation(Fixture.class.getName()).loadClasses());
        }
    }

    public static FixtureModels of(Class<?> type) throws MigratorException {
        Fixture fixture = type.getAnnotation(Fixture.class);
        return new FixtureModels(
                type.getSimpleName(), fixture, model(type, "Before", fixture), model(type, "After", fixture));
    }

    /**
     * What an application executes when it starts with a model of a fixture. For a class loader with another Hibernate.
     *
     * @param fixture the name of its class
     * @param model {@code Before} or {@code After}
     */
    public static List<String> statements(String fixture, String model) throws ClassNotFoundException {
        Class<?> type = Class.forName(fixture);
        return start(type, model, type.getAnnotation(Fixture.class)).statements();
    }

    private static Model model(Class<?> type, String name, Fixture fixture) throws MigratorException {
        ApplicationStart start = start(type, name, fixture);
        return new Model(Mapping.of(start.model(), start.settings(), start.classLoader()), start);
    }

    private static ApplicationStart start(Class<?> type, String name, Fixture fixture) {
        Class<?> model = Arrays.stream(type.getDeclaredClasses())
                .filter(nested -> nested.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
        Class<?>[] mapped = Stream.of(type, model)
                .flatMap(outer -> Arrays.stream(outer.getDeclaredClasses()))
                .filter(FixtureModels::isMapped)
                .toArray(Class<?>[]::new);
        Map<String, String> settings = new HashMap<>(TestProject.NAMING);
        for (String setting : fixture.settings()) {
            settings.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return new ApplicationStart(ModelClasses.of(mapped), settings, type.getClassLoader());
    }

    /** The operations from Before to After, with the Hibernate on the class path. */
    public String[] forth() {
        return fixture.hibernate7().length > 0 && Hibernate.isSeven() ? fixture.hibernate7() : fixture.value();
    }

    /** The operations from After to Before, with the Hibernate on the class path; empty if they are the reverse of those forth. */
    public String[] back() {
        return fixture.hibernate7Back().length > 0 && Hibernate.isSeven() ? fixture.hibernate7Back() : fixture.back();
    }

    private static boolean isMapped(Class<?> type) {
        return Stream.of(Entity.class, Embeddable.class, MappedSuperclass.class, Converter.class)
                .anyMatch(type::isAnnotationPresent);
    }

    /** The columns whose values are lost, by table. */
    public Map<String, List<String>> lost() {
        Map<String, List<String>> lost = new HashMap<>();
        for (String label : fixture.loses()) {
            int dot = label.lastIndexOf('.');
            lost.computeIfAbsent(label.substring(0, dot), table -> new ArrayList<>())
                    .add(label.substring(dot + 1));
        }
        return lost;
    }
}
