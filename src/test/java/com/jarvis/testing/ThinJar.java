package com.jarvis.testing;

import com.jarvis.migrator.liquibase.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stands for the runnable jar, which {@code mvn package} makes after the tests: nothing but a manifest. */
public final class ThinJar {

    /** Its name. */
    public static final String NAME = "jarvis-migrator.jar";

    private ThinJar() {}

    /** Writes it into a folder, with the class path of the tests and their model. */
    public static void in(Path folder) throws IOException {
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
        new JarOutputStream(Files.newOutputStream(folder.resolve(NAME)), manifest).close();
    }

    /** The class path of the tests. */
    public static Stream<String> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }
}
