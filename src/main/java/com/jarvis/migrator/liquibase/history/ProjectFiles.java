package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import liquibase.Scope;
import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.OpenOptions;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;

/**
 * Opens the files of a changelog, but none that leads out of its project: whoever writes a changelog could otherwise see any
 * file of the machine on which it is read. Liquibase opens every file here, whichever change names it, so no list of its
 * changes is needed.
 */
public final class ProjectFiles extends AbstractResourceAccessor {

    private static final String IN_SCOPE = ProjectFiles.class.getName();

    private final ResourceAccessor files;
    private final ProjectFolder project;
    private MigratorException refusal;

    private ProjectFiles(ResourceAccessor files, Path project) {
        this.files = files;
        this.project = new ProjectFolder(project);
    }

    /** Runs what reads a changelog, with the files of this command's project alone; see {@link #alone(Path, Callable)}. */
    public static <T> T alone(Callable<T> reading) throws Exception {
        return alone(CommandLine.current().project(), reading);
    }

    /**
     * Runs what reads a changelog, with the files of a project alone.
     *
     * @throws MigratorException if a file leads out of the project, even if Liquibase goes on without it
     */
    public static <T> T alone(Path project, Callable<T> reading) throws Exception {
        ResourceAccessor given = Scope.getCurrentScope().getResourceAccessor();
        if (given instanceof ProjectFiles guarded) {
            return guarded.checked(reading);
        }
        ProjectFiles files = new ProjectFiles(given, project);
        Map<String, Object> scope = Map.of(Scope.Attr.resourceAccessor.name(), files, IN_SCOPE, files);
        return Scope.child(scope, () -> files.checked(reading));
    }

    /**
     * Throws again what refused a file. Liquibase may have ignored it or called the file missing, and a trace takes it for a
     * failure of the migration.
     *
     * @throws MigratorException if a file was refused
     */
    public static void requireNoRefusal() throws MigratorException {
        ProjectFiles files = Scope.getCurrentScope().get(IN_SCOPE, ProjectFiles.class);
        if (files != null && files.refusal != null) {
            throw files.refusal;
        }
    }

    private <T> T checked(Callable<T> reading) throws Exception {
        T result;
        try {
            result = reading.call();
        } catch (Exception e) {
            if (refusal != null && MigratorException.in(e).isEmpty()) {
                throw refusal;
            }
            throw e;
        }
        requireNoRefusal();
        return result;
    }

    @Override
    public List<Resource> getAll(String path) throws IOException {
        return guarded(files.getAll(withoutPrefix(path)));
    }

    @Override
    public List<Resource> search(String path, boolean recursive) throws IOException {
        return guarded(files.search(withoutPrefix(path), recursive));
    }

    @Override
    public List<Resource> search(String path, SearchOptions options) throws IOException {
        return guarded(files.search(withoutPrefix(path), options));
    }

    /** Spring's prefix, which Liquibase leaves out of the names in {@code databasechangelog} but does not look up by itself. */
    private static String withoutPrefix(String path) {
        return path.replaceFirst("^classpath\\*?:/*", "");
    }

    private List<Resource> guarded(List<Resource> resources) {
        return resources == null
                ? null
                : resources.stream().<Resource>map(ProjectFile::new).toList();
    }

    /** A file of which only the contents are protected: it exists, so that no message says that it is missing. */
    private final class ProjectFile extends AbstractResource {

        private final Resource file;

        ProjectFile(Resource file) {
            super(file.getPath(), file.getUri());
            this.file = file;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            requireInside();
            return file.openInputStream();
        }

        @Override
        public OutputStream openOutputStream(OpenOptions options) throws IOException {
            requireInside();
            return file.openOutputStream(options);
        }

        private void requireInside() throws IOException {
            Optional<Path> outside = project.leftBy(file);
            if (outside.isPresent()) {
                refusal = new MigratorException("""
                        %s leads out of the project, to %s, so it is not read and the command stopped.
                        Whoever writes a changelog could see any file of this machine with such a link or path. If this file belongs \
                        to the changelog, put the file itself into the project, in place of what leads out. A file in the place of a link has its checksum.""".formatted(file.getPath(), outside.get()));
                throw new IOException(refusal.getMessage(), refusal);
            }
        }

        @Override
        public boolean isWritable() {
            return file.isWritable();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }

        @Override
        public Resource resolve(String other) {
            return new ProjectFile(file.resolve(other));
        }

        @Override
        public Resource resolveSibling(String other) {
            return new ProjectFile(file.resolveSibling(other));
        }
    }

    @Override
    public List<String> describeLocations() {
        return files.describeLocations();
    }

    /** Closes nothing: the files belong to the wrapped accessor. */
    @Override
    public void close() {}
}
