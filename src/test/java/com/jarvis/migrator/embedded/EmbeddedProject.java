package com.jarvis.migrator.embedded;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Projects that have an embedded PostgreSQL already, for tests that would otherwise wait for a new one each. */
public final class EmbeddedProject {

    private static Path template;

    private EmbeddedProject() {}

    /** Gives the folder a stopped server with an empty database, its programs shared with the other tests'. */
    public static synchronized Path in(Path project) throws IOException, MigratorException {
        if (template == null) {
            template = Files.createTempDirectory("embedded-project");
            EmbeddedServer.join(template).close();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Folder.remove(template);
                } catch (IOException e) {
                    System.err.println("Left behind: " + template + ": " + e);
                }
            }));
        }
        Path from = template.resolve(".postgres");
        Path programs = from.resolve(Binaries.forThisPlatform().name());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(f -> !f.startsWith(programs))::iterator) {
                Files.copy(
                        file,
                        project.resolve(".postgres")
                                .resolve(from.relativize(file).toString()),
                        COPY_ATTRIBUTES);
            }
        }
        Files.createSymbolicLink(programs(project), programs);
        return project;
    }

    /** Takes the link to the shared programs away again, which JUnit would warn of. */
    public static void leave(Path project) throws IOException, MigratorException {
        Files.delete(programs(project));
    }

    private static Path programs(Path project) throws MigratorException {
        return project.resolve(".postgres").resolve(Binaries.forThisPlatform().name());
    }
}
