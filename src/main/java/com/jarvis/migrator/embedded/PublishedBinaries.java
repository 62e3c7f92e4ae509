package com.jarvis.migrator.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The programs of each major version of PostgreSQL that migrations are tried on, as io.zonky publishes them. In Maven, Maven
 * itself gets them, as it gets every other library; otherwise they have to be in the local repository already.
 */
final class PublishedBinaries {

    private static final String GROUP = "io.zonky.test.postgres";

    /** By major version. */
    static final Map<Integer, String> VERSIONS = Map.of(
            13, "13.23.0",
            14, "14.22.0",
            15, "15.19.0",
            16, "16.15.0",
            17, "17.11.0",
            18, "18.6.0");

    private PublishedBinaries() {}

    /** {@code group:name:version}; empty if none is known for the major version. */
    static Optional<String> coordinates(String artifactId, int majorVersion) {
        return Optional.ofNullable(VERSIONS.get(majorVersion))
                .map(version -> "%s:%s:%s".formatted(GROUP, artifactId, version));
    }

    /** The jar; empty if it cannot be had. */
    static Optional<Path> jar(String artifactId, int majorVersion) {
        return Optional.ofNullable(VERSIONS.get(majorVersion))
                .flatMap(version -> fromMaven(artifactId, version).or(() -> installed(artifactId, version)));
    }

    private static Optional<Path> fromMaven(String artifactId, String version) {
        try {
            return ServiceLoader.load(ArtifactSource.class, PublishedBinaries.class.getClassLoader())
                    .findFirst()
                    .flatMap(source -> source.jar(GROUP, artifactId, version));
        } catch (ServiceConfigurationError | LinkageError e) {
            return Optional.empty(); // this process is not Maven
        }
    }

    private static Optional<Path> installed(String artifactId, String version) {
        Path jar = Path.of(System.getProperty("user.home", ""), ".m2", "repository")
                .resolve(GROUP.replace('.', '/'))
                .resolve(artifactId)
                .resolve(version)
                .resolve("%s-%s.jar".formatted(artifactId, version));
        return Optional.of(jar).filter(Files::isRegularFile);
    }
}
