package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Liquibase's extension for Hibernate. There is one for each major version of Hibernate, with the same classes. */
public final class HibernateExtension {

    private static final Pattern TITLE = Pattern.compile("liquibase-hibernate(\\d+)-.*");

    /** The versions by the major version of Hibernate. */
    static final Map<String, String> VERSIONS = Map.of("6", "5.0.1", "7", "5.0.3");

    private HibernateExtension() {}

    /**
     * Does nothing where there is no extension.
     *
     * @throws MigratorException if the extension on a class path is for another Hibernate than the one there
     */
    public static void requireMatch(ClassLoader classPath) throws MigratorException {
        try {
            Class<?> extension = Class.forName("liquibase.ext.hibernate.database.HibernateDatabase", false, classPath);
            Object hibernate = Class.forName("org.hibernate.Version", true, classPath)
                    .getMethod("getVersionString")
                    .invoke(null);
            requireMatch(extension.getPackage().getImplementationTitle(), hibernate.toString());
        } catch (ReflectiveOperationException | LinkageError e) {
            // Either of them is missing.
        }
    }

    /**
     * @param title of the extension's manifest; null in a jar that contains it
     * @param hibernate the version
     */
    static void requireMatch(String title, String hibernate) throws MigratorException {
        Matcher extension = TITLE.matcher(String.valueOf(title));
        String major = hibernate.split("\\.")[0];
        // Of another version, no extension would be right, and no model is read.
        if (!extension.matches() || extension.group(1).equals(major) || !VERSIONS.containsKey(major)) {
            return;
        }
        throw new MigratorException("""
                %s is for Hibernate %s, and the class path has Hibernate %s.
                Nothing was compared or written. Replace this dependency in the POM with:
                  <dependency>
                    <groupId>org.liquibase.ext</groupId>
                    <artifactId>liquibase-hibernate%s</artifactId>
                    <version>%s</version>
                    <exclusions>
                      <exclusion>
                        <groupId>org.hibernate.orm</groupId>
                        <artifactId>*</artifactId>
                      </exclusion>
                    </exclusions>
                  </dependency>""".formatted(title, extension.group(1), hibernate, major, VERSIONS.get(major)));
    }
}
