package com.jarvis.migrator;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder for what a build creates and nobody commits. */
public final class BuildFolder {

    private BuildFolder() {}

    /** {@code target} or, in a project without a POM that has it, {@code build}; it may not exist. */
    public static Path of(Path project) {
        Path build = project.resolve("build");
        return Files.isDirectory(build) && Files.notExists(project.resolve("pom.xml"))
                ? build
                : project.resolve("target");
    }
}
