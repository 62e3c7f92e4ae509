package com.jarvis.migrator;

import java.nio.file.Path;

/** Where the project is that the migrations belong to. */
public final class ProjectFolder {

    /** Maven's property of that name, which the POM hands on to Liquibase's goals and Surefire to the tests. */
    public static final String PROPERTY = "basedir";

    private ProjectFolder() {}

    /** The folder of the POM, which is not the working directory after {@code mvn -f}; without Maven, that one. */
    public static Path path() {
        return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath();
    }
}
