package com.jarvis.migrator.liquibase.history;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import liquibase.resource.Resource;

/**
 * The folder of a project, and which files lead out of it: by a link, or by {@code ..} in a path. A link to another file of
 * the project does not, nor does a link to the whole project.
 */
final class ProjectFolder {

    private final Path folder;

    ProjectFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Where a file really is, if it leads out. A file that is not in the project may be below another folder of the class path
     * or of Liquibase's search path, which the user has chosen; then it may not lead out of that one.
     */
    Optional<Path> leftBy(Resource resource) throws IOException {
        URI uri = resource.getUri();
        if (uri == null || !"file".equals(uri.getScheme())) {
            return Optional.empty(); // an entry of a jar, which has no links
        }
        Path named = Path.of(uri).normalize();
        if (!Files.exists(named)) {
            return Optional.empty();
        }
        Path real = named.toRealPath();
        Path allowed = isInProject(named) ? folder : foundBelow(named, resource.getPath());
        return allowed != null && real.startsWith(allowed.toRealPath()) ? Optional.empty() : Optional.of(real);
    }

    private boolean isInProject(Path named) throws IOException {
        return named.startsWith(folder) || named.startsWith(folder.toRealPath());
    }

    /** The folder in which Liquibase looked the path up; null if the path leads out of that. */
    private static Path foundBelow(Path named, String path) {
        Path searched = Path.of(path).normalize();
        if (!named.endsWith(searched)) {
            return null;
        }
        int depth = named.getNameCount() - searched.getNameCount();
        return depth == 0 ? named.getRoot() : named.getRoot().resolve(named.subpath(0, depth));
    }
}
