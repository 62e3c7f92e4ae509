package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.liquibase.connection.CommandLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.resource.Resource;

/**
 * Where a changelog's files are that a person edits: in the project's folder or, if Liquibase reads them on the class path, in a
 * folder of resources, which a build copies to the class path.
 *
 * @param project the base directory
 * @param master the master changelog as the POM names it
 */
record ChangelogSources(Path project, String master) {

    /** The folder to which the names of the changelog's files are relative. */
    Path root() {
        return Stream.concat(Stream.of(project), CommandLine.current().resources())
                .filter(folder -> Files.isRegularFile(folder.resolve(master)))
                .findFirst()
                .orElse(project);
    }

    /** Copies files that were written to where Liquibase reads the changelog, if that is another place. */
    void copy(Collection<Path> written) throws IOException {
        Optional<Path> copies = copies();
        if (copies.isPresent()) {
            for (Path file : written) {
                Path copy = copies.get().resolve(root().relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** The files that were edited since the build copied them: commands still run the copy. */
    Stream<Path> edited(Collection<String> files) throws IOException {
        Optional<Path> copies = copies();
        Path root = root();
        return copies.isEmpty()
                ? Stream.of()
                : files.stream()
                        .filter(file -> isNewer(root.resolve(file), copies.get().resolve(file)))
                        .map(root::resolve);
    }

    private static boolean isNewer(Path file, Path copy) {
        try {
            return Files.isRegularFile(file)
                    && Files.isRegularFile(copy)
                    && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(copy)) > 0
                    && Files.mismatch(file, copy) >= 0;
        } catch (IOException e) {
            return false; // Liquibase says why it cannot be read
        }
    }

    /** The folder of the class path from which Liquibase reads the master, if that is not the one that a person edits. */
    private Optional<Path> copies() throws IOException {
        Resource found = Scope.getCurrentScope().getResourceAccessor().get(master);
        URI read = found.getUri();
        if (!found.exists() || !"file".equals(read.getScheme())) {
            return Optional.empty();
        }
        Path file = Path.of(read).toRealPath();
        Path source = root().resolve(master);
        if (!file.endsWith(Path.of(master)) || !Files.exists(source) || Files.isSameFile(file, source)) {
            return Optional.empty();
        }
        Path root = file;
        for (int i = 0; i < Path.of(master).getNameCount(); i++) {
            root = root.getParent();
        }
        return Optional.of(root);
    }
}
