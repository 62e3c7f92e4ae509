package com.jarvis.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import liquibase.util.LiquibaseUtil;

/** The Liquibase that the tests run with: 5, or 4.33 in the profile liquibase4. */
public final class LiquibaseVersion {

    private LiquibaseVersion() {}

    public static boolean isFour() {
        return version().startsWith("4.");
    }

    /** A POM, or a part of one, with the plugin of that version. */
    public static String in(String pom) {
        return pom.replace("<version>5.0.4</version>", "<version>%s</version>".formatted(version()));
    }

    /**
     * What the README gives the plugin 4.33 instead of liquibase-commercial. A project needs it that has the migrator as its own
     * dependency; with Liquibase 5 there is nothing to replace.
     */
    public static String withoutCommercial() throws IOException {
        if (!isFour()) {
            return "";
        }
        String readme = Files.readString(Path.of("README.md"));
        int artifact = readme.indexOf("<artifactId>liquibase-commercial</artifactId>");
        return readme.substring(
                readme.lastIndexOf("<dependency>", artifact),
                readme.indexOf("</dependency>", artifact) + "</dependency>".length());
    }

    private static String version() {
        return Objects.requireNonNull(LiquibaseUtil.getBuildVersion());
    }
}
