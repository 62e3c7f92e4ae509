package com.jarvis.migrator.embedded;

import java.nio.file.Path;
import java.util.Optional;

/** Gets artifacts of Maven repositories: a service of the build tool that the migrator runs in. */
public interface ArtifactSource {

    /**
     * The jar of an artifact, which may be downloaded.
     *
     * @return empty if it cannot be had: the build is offline, or none of its repositories has it
     */
    Optional<Path> jar(String groupId, String artifactId, String version);
}
