package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The project's {@code liquibase.properties}, which says which database the goals work on.
 *
 * @param path the file
 * @param properties what it holds
 */
record PropertiesFile(Path path, Properties properties) {

    /**
     * @param name what {@code -Dliquibase.propertyFile} says; null for {@code liquibase.properties}
     * @return empty when there is no such file and none was asked for
     */
    static Optional<PropertiesFile> in(Path project, String name) throws MigratorException {
        Path path = project.resolve(name == null ? "liquibase.properties" : name);
        if (!Files.exists(path) && name == null) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new MigratorException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
        return Optional.of(new PropertiesFile(path, properties));
    }

    String name() {
        return path.getFileName().toString();
    }

    /** @return null when the file does not say; a file may write Liquibase's long names too */
    String get(String argument) {
        for (String key : new String[] {argument, "liquibase." + argument, "liquibase.command." + argument}) {
            if (properties.containsKey(key)) {
                return properties.getProperty(key).strip();
            }
        }
        return null;
    }

    String url() throws MigratorException {
        String url = get("url");
        if (url == null || url.isEmpty()) {
            throw new MigratorException("""
                    %s has no url, so it is not known which database to work on.
                    Add one, as in liquibase.properties.example:
                        url=jdbc:postgresql://localhost:5432/jarvis
                    or remove the file to work on the embedded PostgreSQL.""".formatted(path));
        }
        return url;
    }
}
