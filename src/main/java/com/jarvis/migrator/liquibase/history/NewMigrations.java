package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;

/** Where new migrations go in the changelog of a project, and how it includes them. */
public final class NewMigrations {

    private final Changelog changelog;
    private final ListedChangeSets listed;
    private final MigrationFiles files;

    /**
     * @param listed the changesets of the changelog
     * @param named a folder, or a file in it, as it is usual with Liquibase; null if the user names none
     */
    public NewMigrations(Changelog changelog, ListedChangeSets listed, String named) {
        this.changelog = changelog;
        this.listed = listed;
        this.files = new MigrationFiles(new MasterChangelog(changelog.master()), folder(named));
    }

    /** The revisions of the migrations that are there. */
    public List<String> revisions() throws MigratorException {
        return files.revisions();
    }

    /** The given folder, or that of the last changeset; {@code changes} beside the master if there is none. */
    private Path folder(String named) {
        if (named != null && !named.isBlank() && !named.equals(Changelog.defaultFolder(changelog.name()))) {
            Path given = changelog.project().resolve(named);
            return given.getFileName().toString().matches(".*\\.(ya?ml|xml|json|sql)") ? given.getParent() : given;
        }
        if (!Files.exists(changelog.master())) {
            return changelog.changes();
        }
        Path last = changelog.sources().root().resolve(listed.last());
        return Files.isRegularFile(last) && !last.equals(changelog.master()) ? last.getParent() : changelog.changes();
    }

    /** The files that these migrations will have, with their texts. */
    public Map<Path, String> texts(List<Migration> migrations) throws MigratorException {
        return files.texts(migrations);
    }

    /** The file of this name in the folder of the migrations. */
    public Path file(String name) {
        return files.folder().resolve(name);
    }

    /**
     * Writes migrations and has the changelog run them last; either all or nothing.
     *
     * @return the files of the migrations
     * @throws MigratorException if something cannot be written, or the changelog would run it before others
     */
    public List<Path> write(List<Migration> migrations) throws Exception {
        return write(texts(migrations));
    }

    /**
     * Writes files and has the changelog run them last, in their order; either all or nothing.
     *
     * @throws MigratorException if something cannot be written, or the changelog would run it before others
     */
    public List<Path> write(Map<Path, String> texts) throws Exception {
        List<Path> written = files.write(texts, !isIncluded(texts));
        changelog
                .sources()
                .copy(Stream.concat(written.stream(), Stream.of(changelog.master()))
                        .toList());
        return written;
    }

    /**
     * The changelog as it will be with these files.
     *
     * @param parameters those of a database
     */
    public DatabaseChangeLog with(Map<Path, String> texts, ChangeLogParameters parameters) throws Exception {
        Map<Path, String> all = new LinkedHashMap<>(texts);
        if (!isIncluded(texts)) {
            all.put(changelog.master(), files.master().appended(List.copyOf(texts.keySet())));
        }
        return changelog.readWith(changelog.named(all), parameters);
    }

    /** Whether the changelog runs these files already, because it includes all files of their folder. */
    private boolean isIncluded(Map<Path, String> texts) throws Exception {
        Map<String, String> added = changelog.named(texts);
        if (listed.searched().stream()
                .noneMatch(folder -> added.keySet().iterator().next().startsWith(folder))) {
            return false;
        }
        List<String> run = changelog.readWith(added, Changelog.parameters(null)).getChangeSets().stream()
                .map(Changelog::file)
                .toList();
        if (added.keySet().stream().noneMatch(run::contains)) {
            return false;
        }
        List<String> last = run.subList(run.size() - added.size(), run.size());
        if (!last.equals(List.copyOf(added.keySet()))) {
            throw notLast(run.stream()
                    .filter(file -> !added.containsKey(file))
                    .reduce((first, second) -> second)
                    .orElse(""));
        }
        return true;
    }

    private MigratorException notLast(String later) {
        Path project = changelog.project().toAbsolutePath();
        Path other = changelog.changes().resolveSibling("migrations").toAbsolutePath();
        return new MigratorException("""
                %1$s includes the files of a folder in the order of their names, in which %2$s comes after a new migration. \
                No migration was written.
                Name another folder: its migrations are included one by one, at the end of %1$s:
                  mvn compile liquibase:diff -Dliquibase.diffChangeLogFile=%3$s""".formatted(
                        changelog.name(),
                        Printable.line(later),
                        project.relativize(other).toString().replace('\\', '/')));
    }
}
