package com.jarvis.migrator.maven;

import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.model.Models;
import java.io.File;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.model.Resource;
import org.apache.maven.project.MavenProject;

/** The system properties that the commands read, as the project of a goal has them. */
record CommandSettings(MojoExecutionEvent event) {

    /** Hibernate's warnings are shown as those of Maven itself, and not what it reports of its start. */
    private static final Map<String, String> LOG =
            Map.of("org.jboss.logging.provider", "slf4j", "org.slf4j.simpleLogger.log.org.hibernate", "warn");

    /** By name, without those that the command line has. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>(LOG);
        MavenProject project = event.getProject();
        for (String name : CommandLine.OF_THE_PROJECT) {
            String value = project.getProperties().getProperty(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        values.put(Models.CLASS_PATH, classPath(project));
        values.keySet().removeIf(name -> event.getSession().getUserProperties().containsKey(name));
        values.put(
                CommandLine.IN_POM,
                CommandLine.OF_THE_PROJECT.stream().filter(values::containsKey).collect(Collectors.joining(",")));
        values.put(CommandLine.PROJECT, project.getBasedir().getPath());
        values.put(
                CommandLine.RESOURCES,
                project.getResources().stream()
                        .map(Resource::getDirectory)
                        .collect(Collectors.joining(File.pathSeparator)));
        return values;
    }

    /** What the application runs with; without the libraries of its tests. */
    private static String classPath(MavenProject project) {
        Stream<File> artifacts = project.getArtifacts().stream()
                .filter(artifact -> !Artifact.SCOPE_TEST.equals(artifact.getScope()))
                .map(Artifact::getFile)
                .filter(Objects::nonNull);
        return Stream.concat(Stream.of(new File(project.getBuild().getOutputDirectory())), artifacts)
                .map(File::getPath)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
