package com.jarvis.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Creates a project in an empty folder, from this project's files and the entities and changelog of the tests. */
final class ProjectCopy {

    private static final Path CHANGELOG = Path.of("src/test/resources/project/changelog");
    private static final String SERVICE = "com.jarvis.model";

    /** The files of the migrator, without those of the service. */
    private static final List<String> SOURCES = List.of(
            "LICENSE",
            "src/main/assembly",
            "src/main/java/com/jarvis/migrator",
            "src/main/licenses",
            "src/main/resources/META-INF/services");

    private static final List<String> CLASSES =
            List.of("target/classes/com/jarvis/migrator", "target/classes/META-INF/services");

    /** Files that a fresh clone does not contain, and files that are created separately. */
    private static final Set<String> NOT_COPIED =
            Set.of(".git", ".postgres", "target", "liquibase.properties", "LICENSE", "pom.xml", "changelog", "src");

    private ProjectCopy() {}

    /** A project with compiled classes and without tests. */
    static void ofTheTests(Path folder) throws IOException {
        begin(folder, TestProject.PACKAGE);
        copy(Path.of(".mvn"), folder.resolve(".mvn"));
        if (Hibernate.isSeven()) {
            Files.writeString(folder.resolve(".mvn/maven.config"), "-Phibernate7\n", StandardOpenOption.APPEND);
        }
        if (LiquibaseVersion.isFour()) {
            Files.writeString(folder.resolve(".mvn/maven.config"), "-Pliquibase4\n", StandardOpenOption.APPEND);
        }
        // After the sources, so that the classes are newer.
        for (String name : CLASSES) {
            copy(Path.of(name), folder.resolve(name));
        }
        String entities = path(TestProject.PACKAGE);
        copy(
                Path.of("target/test-classes", entities),
                folder.resolve("target/classes").resolve(entities));
    }

    static void ofTheChangelog(Path folder) throws IOException {
        copy(CHANGELOG, folder.resolve("changelog"));
    }

    /** A copy like a fresh clone of the whole project, in the state that README.md describes. */
    static void ofTheService(Path folder) throws IOException {
        begin(folder, SERVICE);
        for (String name : List.of("src/test", "src/hibernate-models")) {
            copy(Path.of(name), folder.resolve(name));
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            for (Path file :
                    files.filter(file -> !NOT_COPIED.contains(file.toString())).toList()) {
                copy(file, folder.resolve(file));
            }
        }
    }

    private static void begin(Path folder, String packages) throws IOException {
        Files.writeString(folder.resolve("pom.xml"), pom(packages));
        ofTheChangelog(folder);
        for (String name : SOURCES) {
            copy(Path.of(name), folder.resolve(name));
        }
        Path entities = Files.createDirectories(folder.resolve("src/main/java").resolve(path(packages)));
        try (Stream<Path> files = Files.list(Path.of("src/test/java", path(TestProject.PACKAGE)))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file)
                        .replace("package %s;".formatted(TestProject.PACKAGE), "package %s;".formatted(packages));
                Files.writeString(entities.resolve(file.getFileName()), text);
            }
        }
    }

    /** This build's POM, with the properties for the service's model set as README.md describes. */
    private static String pom(String packages) throws IOException {
        Map<String, String> properties = Map.of(
                "model.packages", packages,
                "exclude", "",
                "hibernate.physical_naming_strategy",
                        "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy");
        String pom = Files.readString(Path.of("pom.xml"));
        for (var property : properties.entrySet()) {
            String name = property.getKey();
            pom = pom.replaceFirst(
                    "<%1$s/>|<%1$s>[^<]*</%1$s>".formatted(Pattern.quote(name)),
                    "<%1$s>%2$s</%1$s>".formatted(name, property.getValue()));
        }
        return pom;
    }

    private static String path(String packageName) {
        return packageName.replace('.', '/');
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
