package com.jarvis.migrator.hibernate.application;

import com.jarvis.migrator.MigratorException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an application gives Hibernate.
 *
 * @param settings Hibernate's, by name
 * @param mappingFiles names of resources, as in {@code META-INF/orm.xml}
 * @param unit the persistence unit, if {@code META-INF/persistence.xml} or Quarkus defines the model
 */
public record ApplicationSettings(
        Map<String, Setting> settings, List<String> mappingFiles, Optional<PersistenceUnit> unit) {

    static final ApplicationSettings NONE = new ApplicationSettings(Map.of(), List.of(), Optional.empty());

    /** The database is the one that the command names, and what the application does with it at its start is not done here. */
    private static final Pattern OF_THE_DATABASE =
            Pattern.compile("hibernate\\.(connection|hikari|hikaricp|c3p0|agroal|proxool)\\..*"
                    + "|hibernate\\.hbm2ddl\\.auto|hibernate\\.archive\\..*"
                    + "|(jakarta|javax)\\.persistence\\.(jdbc\\..*|schema-generation\\..*|(nonJ|j)taDataSource)");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");

    /**
     * Reads the application's own settings. Spring Boot's files count where Spring Boot's JPA support is on the class path, those
     * of Quarkus where its extension for Hibernate is, {@code META-INF/persistence.xml} otherwise, and {@code
     * hibernate.properties} in all cases, after them.
     *
     * @param given settings of the command, by name, which override these
     * @throws MigratorException with the file, if one cannot be read or has a placeholder without a value
     */
    public static ApplicationSettings of(Map<String, String> given, ClassLoader classLoader) throws MigratorException {
        ApplicationSettings ofFramework = ofFramework(given, classLoader);
        Map<String, Setting> all = new TreeMap<>(HibernateProperties.read(classLoader));
        all.putAll(ofFramework.settings);
        all.keySet().removeIf(name -> OF_THE_DATABASE.matcher(name).matches());
        all.keySet().removeIf(name -> !given.getOrDefault(name, "").isBlank());
        for (Map.Entry<String, Setting> entry : all.entrySet()) {
            requireResolved(entry.getKey(), entry.getValue());
        }
        return new ApplicationSettings(all, ofFramework.mappingFiles, ofFramework.unit);
    }

    private static ApplicationSettings ofFramework(Map<String, String> given, ClassLoader classLoader)
            throws MigratorException {
        if (SpringBoot.isOn(classLoader)) {
            return SpringBoot.read(given, classLoader);
        }
        return Quarkus.isOn(classLoader) ? Quarkus.read(given, classLoader) : PersistenceXml.read(given, classLoader);
    }

    private static void requireResolved(String name, Setting setting) throws MigratorException {
        var placeholder = PLACEHOLDER.matcher(setting.value());
        if (placeholder.find()) {
            throw new MigratorException("""
                    Setting %1$s has no value here: %2$s in %3$s is not set.
                    The model depends on it, so nothing was compared. Give the setting that the application runs with:
                      mvn compile liquibase:diff -D%1$s=…""".formatted(name, placeholder.group(), setting.origin()));
        }
    }
}
