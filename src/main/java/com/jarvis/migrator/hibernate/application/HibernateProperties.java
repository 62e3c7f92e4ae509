package com.jarvis.migrator.hibernate.application;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The settings in {@code hibernate.properties}, which every application on Hibernate has if the file is on its class path. */
final class HibernateProperties {

    private static final String FILE = "hibernate.properties";

    private HibernateProperties() {}

    static Map<String, Setting> read(ClassLoader classLoader) throws MigratorException {
        Properties properties = new Properties();
        try (InputStream file = classLoader.getResourceAsStream(FILE)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new MigratorException("""
                    %s on the class path can't be read: %s
                    The model depends on it, so nothing was compared. Fix the file, then run the command again.""".formatted(FILE, e.getMessage()), e);
        }
        Map<String, Setting> settings = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> settings.put(name, new Setting(properties.getProperty(name), FILE)));
        return settings;
    }
}
