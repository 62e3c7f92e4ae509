package com.jarvis.migrator.flyway;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The SQL files of a project that Flyway runs in an empty database.
 *
 * @param versioned in the order of their versions; those up to a baseline are left out
 * @param repeatable in the order of their names, in which Flyway runs them, after all others
 */
public record FlywayFiles(List<FlywayFile> versioned, List<FlywayFile> repeatable) {

    /**
     * Finds the files in folders and the folders in them. A folder may be named twice, as that of resources in Spring Boot's parent POM.
     *
     * @throws MigratorException if a folder cannot be read, or two files have the same version
     */
    public static FlywayFiles in(List<Path> folders) throws MigratorException {
        Set<Path> found = new TreeSet<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile)
                        .map(file -> file.toAbsolutePath().normalize())
                        .forEach(found::add);
            } catch (IOException e) {
                throw new MigratorException(folder + " cannot be read (" + e + ").\nMake the folder readable.", e);
            }
        }
        List<FlywayFile> versioned = new ArrayList<>();
        List<FlywayFile> repeatable = new ArrayList<>();
        found.stream()
                .flatMap(file -> FlywayFile.of(file).stream())
                .forEach(file -> (file.isRepeatable() ? repeatable : versioned).add(file));
        versioned.sort(Comparator.comparing(FlywayFile::version).thenComparing(FlywayFile::name));
        repeatable.sort(Comparator.comparing(FlywayFile::name));
        for (int i = 1; i < versioned.size(); i++) {
            FlywayFile file = versioned.get(i);
            FlywayFile before = versioned.get(i - 1);
            if (file.version().equals(before.version()) && file.isBaseline() == before.isBaseline()) {
                throw new MigratorException("""
                        %s and %s have the same version, so nothing was written. Flyway runs neither of them.
                        Remove one of them.""".formatted(Printable.line(before.name()), Printable.line(file.name())));
            }
        }
        return new FlywayFiles(fromLastBaseline(versioned), repeatable);
    }

    private static List<FlywayFile> fromLastBaseline(List<FlywayFile> versioned) {
        Optional<FlywayFile> baseline =
                versioned.stream().filter(FlywayFile::isBaseline).reduce((first, second) -> second);
        return baseline.isEmpty()
                ? versioned
                : versioned.stream()
                        .filter(file -> file.equals(baseline.get())
                                || file.version().compareTo(baseline.get().version()) > 0)
                        .toList();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return versioned.isEmpty() && repeatable.isEmpty();
    }

    /** All files, in the order in which Flyway runs them in an empty database. */
    public List<FlywayFile> all() {
        return Stream.concat(versioned.stream(), repeatable.stream()).toList();
    }

    /** The names of the versions that a database has not run. */
    public List<String> pending(FlywayHistory history) {
        List<FlywayVersion> baselines = versions(history, true);
        List<FlywayVersion> run = versions(history, false);
        return versioned.stream()
                .filter(file -> !run.contains(file.version())
                        && !(file.isBaseline() && run.stream().anyMatch(other -> other.compareTo(file.version()) > 0))
                        && baselines.stream()
                                .noneMatch(baseline -> file.version().compareTo(baseline) <= 0))
                .map(FlywayFile::name)
                .toList();
    }

    /** What a database has run, and is no SQL file here: Java migrations, and files that are gone. */
    public List<String> missing(FlywayHistory history) {
        List<FlywayVersion> here = versioned.stream().map(FlywayFile::version).toList();
        return history.versions().stream()
                .filter(applied -> !applied.isBaseline() && !isBeforeBaseline(applied))
                .filter(applied -> !applied.isSql()
                        || FlywayVersion.of(applied.version())
                                .filter(version -> !here.contains(version))
                                .isPresent())
                .map(FlywayHistory.Applied::script)
                .map(Printable::line)
                .toList();
    }

    private boolean isBeforeBaseline(FlywayHistory.Applied applied) {
        return versioned.stream().filter(FlywayFile::isBaseline).anyMatch(baseline -> FlywayVersion.of(
                        applied.version())
                .filter(version -> version.compareTo(baseline.version()) <= 0)
                .isPresent());
    }

    private static List<FlywayVersion> versions(FlywayHistory history, boolean baseline) {
        return history.versions().stream()
                .filter(applied -> applied.isBaseline() == baseline)
                .flatMap(applied -> FlywayVersion.of(applied.version()).stream())
                .toList();
    }
}
