package com.jarvis.migrator.maven;

import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.embedded.ArtifactSource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.internal.DefaultLegacySupport;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.repository.exception.ComponentLookupException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/**
 * Has Maven get artifacts as it gets the dependencies of the project and of its plugins: from the same repositories, with the
 * same settings, and not at all if it is offline.
 */
public final class MavenArtifacts implements ArtifactSource {

    @Override
    public Optional<Path> jar(String groupId, String artifactId, String version) {
        MavenSession session = new DefaultLegacySupport().getSession();
        MavenProject project = session == null ? null : session.getCurrentProject();
        RepositorySystem repositories = project == null ? null : repositories(session);
        if (repositories == null) {
            return Optional.empty();
        }
        ArtifactRequest request = new ArtifactRequest(
                new DefaultArtifact(groupId, artifactId, "jar", version),
                Stream.concat(
                                project.getRemoteProjectRepositories().stream(),
                                project.getRemotePluginRepositories().stream())
                        .distinct()
                        .toList(),
                null);
        try {
            return Optional.of(repositories
                    .resolveArtifact(session.getRepositorySession(), request)
                    .getArtifact()
                    .getFile()
                    .toPath());
        } catch (ArtifactResolutionException e) {
            return Optional.empty();
        }
    }

    /** From the container of Maven 3, or the session of Maven 4, which has none; null if neither has it. */
    @SuppressWarnings("deprecation") // The commands of Liquibase are no components, so Maven injects nothing into them.
    private static RepositorySystem repositories(MavenSession session) {
        try {
            if (session.getContainer() != null) {
                return session.getContainer().lookup(RepositorySystem.class);
            }
        } catch (ComponentLookupException e) {
            return null;
        }
        Object inMaven4 = Loaders.get(session, "getSession");
        return inMaven4 == null ? null : (RepositorySystem) Loaders.get(inMaven4, "getRepositorySystem");
    }
}
