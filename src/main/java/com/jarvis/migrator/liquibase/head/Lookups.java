package com.jarvis.migrator.liquibase.head;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paths behind what Liquibase looked up: in each folder where it searched, the file or the folder, or that there is none. */
final class Lookups {

    private final Map<Path, FileState> states = new LinkedHashMap<>();

    private Lookups() {}

    /**
     * Their states as they are now.
     *
     * @param lookups each {@code = <path>} of a file, {@code - <path>} or {@code * <path>} of a folder that was listed
     * @param locations where Liquibase searched: folders and libraries
     * @param sources the folder with the files that a person edits, of which a location may have copies
     * @return empty if a location is neither a folder nor a file
     * @throws IOException if a file cannot be read
     */
    static Optional<List<FileState>> of(Collection<String> lookups, List<String> locations, Path sources)
            throws IOException {
        Lookups found = new Lookups();
        List<Path> folders = new ArrayList<>(List.of(sources));
        for (String location : locations) {
            Path path = path(location);
            if (path == null || Files.notExists(path)) {
                return Optional.empty();
            }
            if (Files.isDirectory(path)) {
                folders.add(path);
            } else {
                found.states.put(path, FileState.ofLibrary(path));
            }
        }
        for (String lookup : lookups) {
            Path path = path(lookup.substring(2).replaceFirst("^/+", ""));
            if (path == null || path.isAbsolute()) {
                return Optional.empty();
            }
            for (Path folder : folders) {
                found.note(folder.toAbsolutePath().normalize(), path);
            }
        }
        return Optional.of(List.copyOf(found.states.values()));
    }

    /** A path that is missing is missing with the first folder on the way to it that is. */
    private void note(Path folder, Path path) throws IOException {
        Path found = folder.resolve(path).normalize();
        while (found.getParent() != null && !found.getParent().equals(folder) && Files.notExists(found.getParent())) {
            found = found.getParent();
        }
        if (!states.containsKey(found)) {
            states.put(found, FileState.of(found));
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
