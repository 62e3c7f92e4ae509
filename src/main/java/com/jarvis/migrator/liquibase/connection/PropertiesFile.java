package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The project's {@code liquibase.properties}, which names the database that the goals use.
 *
 * @param path the file
 * @param properties its content
 */
record PropertiesFile(Path path, Properties properties) {

    /**
     * @param name the value of {@code -Dliquibase.propertyFile}; null for {@code liquibase.properties}
     * @return empty if there is no such file and none was named
     */
    static Optional<PropertiesFile> in(Path project, String name) throws MigratorException {
        Path path = project.resolve(name == null ? "liquibase.properties" : name);
        if (!Files.exists(path) && name == null) {
            return Optional.empty();
        }
        if (!Files.exists(path)) {
            throw new MigratorException("""
                    There is no file %s, which -Dliquibase.propertyFile names.
                    Create it (see liquibase.properties.example), or leave -Dliquibase.propertyFile out.""".formatted(path));
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new MigratorException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
        PropertiesFile file = new PropertiesFile(path, properties);
        file.checkKeys();
        return Optional.of(file);
    }

    private void checkKeys() throws MigratorException {
        PropertyKeys keys = new PropertyKeys();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (CommandLine.OF_THE_PROJECT.contains(key)) {
                throw new MigratorException(
                        """
                        %1$s has the key %2$s, which is not read there: the file is personal, and %2$s is the same for
                        everyone who works on the project. Write it into the <properties> of pom.xml:
                          <%2$s>%3$s</%2$s>
                        or give -D%2$s=… on the command line for one run.""".formatted(path, key, properties.getProperty(key).strip()));
            }
            if (!keys.knows(key)) {
                throw new MigratorException("""
                        %s has an unknown key: %s. It would have no effect.
                        %sRemove the line, or correct the key; liquibase.properties.example shows the usual ones.""".formatted(
                        path,
                        key,
                        keys.nearest(key).map("Did you mean %s? "::formatted).orElse("")));
            }
        }
    }

    /** @return a warning if other users of the machine can read the file and it holds a password */
    Optional<String> warning() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            boolean open = permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ);
            return open && get("password") != null
                    ? Optional.of("Other users of this machine can read the password in %1$s. Fix: chmod 600 %1$s"
                            .formatted(path))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // Windows has no such permissions.
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /** @return null if the file has no such key; Liquibase's long names are accepted, too */
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
                    %s has no url, so it is not clear which database to use.
                    Add one, as in liquibase.properties.example:
                        url=jdbc:postgresql://localhost:5432/jarvis
                    or remove the file to %s.""".formatted(
                    path, CommandHint.isMaven() ? "work on the embedded PostgreSQL" : "name it in another way"));
        }
        return url;
    }
}
