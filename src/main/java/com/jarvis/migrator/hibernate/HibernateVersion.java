package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.model.Models;
import java.net.URL;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of Hibernate that the application has. It is asked for by name, as another one may lack what this package uses. */
final class HibernateVersion {

    private static final String TYPE = "org.hibernate.Version";

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

    private HibernateVersion() {}

    /** @throws MigratorException if its models cannot be read */
    static void require(ClassLoader classLoader) throws MigratorException {
        String version;
        try {
            version = String.valueOf(Class.forName(TYPE, true, classLoader)
                    .getMethod("getVersionString")
                    .invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        Matcher numbers = NUMBERS.matcher(version);
        // A jar that contains all libraries does not say the version.
        if (!numbers.matches() || isRead(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))) {
            return;
        }
        String names = numbers.group(1).compareTo("6") < 0
                ? "\nIts entities have annotations of javax.persistence, those of 6.6 and 7 have jakarta.persistence."
                : "";
        throw new MigratorException("""
                The class path has Hibernate %s, and the migrator reads the models of Hibernate 6.6 and 7.%s
                It is in %s.
                Nothing was compared or written. Use one of these versions in the POM, for instance:
                %s""".formatted(version, names, jar(classLoader), Models.HIBERNATE));
    }

    private static boolean isRead(int major, int minor) {
        return major == 7 || major == 6 && minor == 6;
    }

    private static String jar(ClassLoader classLoader) {
        URL file = classLoader.getResource(TYPE.replace('.', '/') + ".class");
        return file.getPath().replaceFirst("!/.*", "").replaceFirst("^file:", "");
    }
}
