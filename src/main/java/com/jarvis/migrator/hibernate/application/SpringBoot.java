package com.jarvis.migrator.hibernate.application;

import static com.jarvis.migrator.hibernate.application.Reflection.call;

import com.jarvis.migrator.MigratorException;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of a Spring Boot application, from its configuration files, its environment and Spring Boot's defaults. Spring
 * Boot's own classes read and complete them, called by name: which version is on the class path is the application's choice.
 */
final class SpringBoot {

    private static final String PROPERTIES = "spring.jpa.properties.";

    private static final String PROPERTY_SOURCE = "org.springframework.boot.context.properties.source.";

    /** The settings that have a name of their own in Spring Boot. */
    private static final Map<String, String> OWN_NAMES = Map.of(
            "hibernate.physical_naming_strategy", "spring.jpa.hibernate.naming.physical-strategy",
            "hibernate.implicit_naming_strategy", "spring.jpa.hibernate.naming.implicit-strategy",
            "hibernate.dialect", "spring.jpa.database-platform");

    /** Where Spring Boot 3 and 4 have their classes for JPA. */
    private static final List<List<String>> CLASSES = List.of(
            List.of(
                    "org.springframework.boot.autoconfigure.orm.jpa.JpaProperties",
                    "org.springframework.boot.autoconfigure.orm.jpa.HibernateProperties",
                    "org.springframework.boot.autoconfigure.orm.jpa.HibernateSettings"),
            List.of(
                    "org.springframework.boot.jpa.autoconfigure.JpaProperties",
                    "org.springframework.boot.hibernate.autoconfigure.HibernateProperties",
                    "org.springframework.boot.hibernate.autoconfigure.HibernateSettings"));

    private final Reflection spring;
    private final Map<String, String> given;
    private final SpringBootFiles files;

    private SpringBoot(Map<String, String> given, ClassLoader classLoader) {
        this.spring = new Reflection(classLoader);
        this.given = given;
        this.files = new SpringBootFiles(spring, given);
    }

    /** Whether the application starts Hibernate with Spring Boot, by the condition of its HibernateJpaAutoConfiguration. */
    static boolean isOn(ClassLoader classLoader) {
        Reflection spring = new Reflection(classLoader);
        return classes(spring).isPresent()
                && spring.has("org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean");
    }

    private static Optional<List<String>> classes(Reflection spring) {
        return CLASSES.stream()
                .filter(names -> names.stream().allMatch(spring::has))
                .findFirst();
    }

    /**
     * @param given settings of the command; those of Spring Boot itself, such as its profiles, count
     * @throws MigratorException with Spring Boot's message, if it does not accept the configuration
     */
    static ApplicationSettings read(Map<String, String> given, ClassLoader classLoader) throws MigratorException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classLoader);
        try {
            return new SpringBoot(given, classLoader).read();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private ApplicationSettings read() throws MigratorException {
        files.requireKnownProfiles();
        try {
            return settings();
        } catch (InvocationTargetException e) {
            throw unreadable(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw unreadable(e);
        }
    }

    private ApplicationSettings settings() throws ReflectiveOperationException {
        Object environment = environment();
        List<String> names = classes(spring).orElseThrow();
        Object binder =
                spring.callStatic("org.springframework.boot.context.properties.bind.Binder", "get", environment);
        Object jpa = call(binder, "bindOrCreate", "spring.jpa", spring.type(names.get(0)));
        Object hibernate = call(binder, "bindOrCreate", "spring.jpa.hibernate", spring.type(names.get(1)));
        Map<?, ?> values = (Map<?, ?>) call(
                hibernate, "determineHibernateProperties", call(jpa, "getProperties"), spring.create(names.get(2)));

        Map<String, Setting> settings = new TreeMap<>();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            String name = (String) entry.getKey();
            settings.put(name, new Setting(String.valueOf(entry.getValue()), origin(environment, name)));
        }
        if (call(jpa, "getDatabasePlatform") instanceof String dialect) {
            settings.put("hibernate.dialect", new Setting(dialect, origin(environment, "hibernate.dialect")));
        }
        List<?> mappingFiles = (List<?>) call(jpa, "getMappingResources");
        return new ApplicationSettings(
                settings, mappingFiles.stream().map(String::valueOf).toList(), Optional.empty());
    }

    /** What a Spring Boot application reads at its start: files, environment variables, system properties. */
    private Object environment() throws ReflectiveOperationException {
        Object environment = spring.create("org.springframework.core.env.StandardEnvironment");
        Map<String, Object> ofSpring = new HashMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith("spring.") && !value.isBlank()) {
                ofSpring.put(name, value);
            }
        });
        Object commandLine = spring.create("org.springframework.core.env.MapPropertySource", "command line", ofSpring);
        call(call(environment, "getPropertySources"), "addFirst", commandLine);
        spring.callStatic(
                "org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor", "applyTo", environment);
        return environment;
    }

    /** The file and line of a setting as Spring Boot knows them, or its name and version for a default. */
    private String origin(Object environment, String setting) throws ReflectiveOperationException {
        Object sources = spring.callStatic(PROPERTY_SOURCE + "ConfigurationPropertySources", "get", environment);
        for (String name : List.of(PROPERTIES + setting, OWN_NAMES.getOrDefault(setting, PROPERTIES + setting))) {
            Object property = spring.callStatic(PROPERTY_SOURCE + "ConfigurationPropertyName", "adapt", name, '.');
            for (Object source : (Iterable<?>) sources) {
                Object found = call(source, "getConfigurationProperty", property);
                if (found != null) {
                    return String.valueOf(call(found, "getOrigin"));
                }
            }
        }
        return "Spring Boot " + spring.callStatic("org.springframework.boot.SpringBootVersion", "getVersion");
    }

    private MigratorException unreadable(Throwable failure) {
        return FrameworkFailure.of("Spring Boot", files.unreadable(), failure);
    }
}
