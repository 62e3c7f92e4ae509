package com.jarvis.testing;

import com.jarvis.migrator.liquibase.Main;
import com.jarvis.migrator.liquibase.goal.HeadRecord;
import com.jarvis.migrator.liquibase.head.HeadIndex;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Stands for the runnable jar, which {@code mvn package} makes after the tests: nothing but a manifest. */
public final class ThinJar {

    /** Its name. */
    public static final String NAME = "jarvis-migrator.jar";

    private ThinJar() {}

    /** Writes it into a folder, with the class path of the tests and their model. */
    public static void in(Path folder) throws IOException {
        with(folder, Map.of());
    }

    /** Writes it into the folder of a project, with the project's changelog and the index of that, as the build does. */
    public static void withChangelog(Path folder) throws Exception {
        Map<String, Path> entries = new TreeMap<>();
        Path index = folder.resolve("index").resolve(HeadIndex.PACKED);
        HeadRecord.pack(folder, index);
        entries.put(HeadIndex.PACKED, index);
        try (Stream<Path> files = Files.walk(folder.resolve("changelog"))) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> entries.put(folder.relativize(file).toString(), file));
        }
        with(folder, entries);
    }

    private static void with(Path folder, Map<String, Path> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Name.MAIN_CLASS, Main.class.getName());
        manifest.getMainAttributes()
                .put(
                        Name.CLASS_PATH,
                        classPath()
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        manifest.getMainAttributes().putValue("Default-Settings", "model.packages=" + TestProject.PACKAGE);
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve(NAME)), manifest)) {
            for (Map.Entry<String, Path> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                Files.copy(entry.getValue(), jar);
            }
        }
    }

    /** The class path of the tests. */
    public static Stream<String> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }
}
