package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFiles;
import com.jarvis.migrator.changelog.ReplacedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import liquibase.ChecksumVersion;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;

/** The files of the first changesets of a changelog, which one migration is to replace. */
public final class Squashable {

    private static final String ASIDE = "squashed";

    private final Changelog changelog;
    private final DatabaseChangeLog parsed;
    private final List<ChangeSet> changeSets;
    private final List<String> names;
    private final List<Integer> includes;

    /**
     * @param changeSets the first ones of the changelog
     * @throws MigratorException if they are not all that is in files of their own, each included by the master
     */
    public Squashable(Changelog changelog, DatabaseChangeLog parsed, List<ChangeSet> changeSets)
            throws MigratorException, IOException {
        this.changelog = changelog;
        this.parsed = parsed;
        this.changeSets = changeSets;
        this.names = changeSets.stream().map(Changelog::file).distinct().toList();
        requireWholeFiles();
        this.includes = includes();
    }

    private void requireWholeFiles() throws MigratorException {
        String last = names.get(names.size() - 1);
        List<ChangeSet> ofLast = parsed.getChangeSets().stream()
                .filter(changeSet -> Changelog.file(changeSet).equals(last))
                .toList();
        ChangeSet end = ofLast.get(ofLast.size() - 1);
        if (!changeSets.contains(end)) {
            long before = changeSets.stream()
                    .filter(changeSet -> !Changelog.file(changeSet).equals(last))
                    .count();
            throw new MigratorException("""
                    %s has more changesets after %s, and only whole files are replaced. Nothing was written. Choose the end of a file:
                      mvn liquibase:diff -Dsquash=%d%s""".formatted(
                            Printable.line(last),
                            ChangeSetName.of(changeSets.get(changeSets.size() - 1)),
                            parsed.getChangeSets().indexOf(end) + 1,
                            before > 1 ? "\n  mvn liquibase:diff -Dsquash=" + before : ""));
        }
    }

    /** The numbers of their includes in the master. */
    private List<Integer> includes() throws MigratorException, IOException {
        if (names.contains(changelog.name())) {
            throw new MigratorException("""
                    %1$s has changesets itself, and only files that it includes are replaced. Nothing was written.
                    Move them into a file of their own (with logicalFilePath: %1$s, databases do not run them again), and include it in their place.%2$s""".formatted(
                            changelog.name(),
                            changelog.name().endsWith(".sql")
                                    ? "\nFormatted SQL cannot include files: name a master changelog in YAML in the POM (changeLogFile)."
                                    : ""));
        }
        List<String> targets = new MasterChangelog(changelog.master())
                .targets(changelog.name(), Scope.getCurrentScope().getResourceAccessor());
        List<Integer> numbers = new ArrayList<>();
        for (String name : names) {
            int number = targets.indexOf(DatabaseChangeLog.normalizePath(name));
            if (number < 0 || !Files.isRegularFile(file(name))) {
                throw new MigratorException("""
                        %1$s is not a file of this project that %2$s includes by its name, so it cannot be replaced. Nothing was written.
                        List the files of the migrations one by one in %2$s, in their order; their paths, and so what databases know, stay:
                        %3$s""".formatted(
                                Printable.line(name),
                                changelog.name(),
                                new MasterChangelog(changelog.master())
                                        .snippet(file(name))
                                        .indent(2)
                                        .stripTrailing()));
            }
            numbers.add(number);
        }
        return numbers;
    }

    private Path file(String name) {
        return changelog.sources().root().resolve(name);
    }

    /** The folder of the last file, where the one that replaces them goes. */
    private MigrationFiles target() {
        return new MigrationFiles(
                new MasterChangelog(changelog.master()),
                file(names.get(names.size() - 1)).getParent());
    }

    /** The names of the files in the folder of the last one, without extension. */
    public List<String> revisions() throws MigratorException {
        return target().revisions();
    }

    /** How many files there are. */
    public int files() {
        return names.size();
    }

    /** The folder that the files are moved to. */
    public Path aside() {
        return target().folder().resolveSibling(ASIDE);
    }

    /**
     * Writes a migration in place of the files; all or nothing.
     *
     * @param keeps whether the files are moved aside; otherwise they are deleted
     * @return the file of the migration
     * @throws MigratorException if something cannot be written, or the changelog would not run the same after it
     */
    public Path replace(Migration migration, boolean keeps) throws Exception {
        List<Path> files = names.stream().map(this::file).toList();
        ReplacedFiles replaced = new ReplacedFiles(files, includes, keeps ? aside(files) : List.of());
        MigrationFiles target = target();
        Map<Path, String> texts = replaced.texts(migration, target);
        requireSameAfter(texts, replaced);
        replaced.replace(texts, target);
        changelog.sources().copy(texts.keySet());
        return texts.keySet().iterator().next();
    }

    /** Files of the folder of the last one by their path in it; others by their whole path. */
    private List<Path> aside(List<Path> files) throws MigratorException {
        Path folder = target().folder();
        List<Path> aside = new ArrayList<>();
        for (Path file : files) {
            Path place = aside().resolve((file.startsWith(folder)
                            ? folder
                            : changelog.sources().root())
                    .relativize(file));
            if (Files.exists(place)) {
                throw new MigratorException("""
                        %s exists already, so nothing was written. Move it away, or have the files deleted; the history of the project has them:
                          -Dsquash.files=delete""".formatted(changelog.project().relativize(place.toAbsolutePath())));
            }
            aside.add(place);
        }
        return aside;
    }

    /** Parses the changelog as it will be: a file may have said more than its changesets, such as a property. */
    private void requireSameAfter(Map<Path, String> texts, ReplacedFiles replaced) throws Exception {
        Map<Path, String> all = new LinkedHashMap<>(texts);
        for (int i = 0; i < replaced.aside().size(); i++) {
            all.put(replaced.aside().get(i), Files.readString(replaced.files().get(i)));
        }
        List<String> after =
                changelog.readWith(changelog.named(all), Changelog.parameters(null)).getChangeSets().stream()
                        .map(Squashable::identity)
                        .toList();
        List<String> before = changelog.read().getChangeSets().stream()
                .skip(changeSets.size())
                .map(Squashable::identity)
                .toList();
        if (after.isEmpty() || !after.subList(1, after.size()).equals(before)) {
            String other = Stream.concat(before.stream(), after.stream().skip(1))
                    .filter(one -> !before.contains(one) || !after.contains(one))
                    .findFirst()
                    .orElse("");
            throw new MigratorException(
                    """
                    Without the files of the replaced migrations, %s would not be the same: %s. Nothing was written.
                    Move what it uses (a property, an includeAll of another folder) into a file of its own.""".formatted(changelog.name(), Printable.line(other.replaceFirst(" [^ ]*$", ""))));
        }
    }

    private static String identity(ChangeSet changeSet) {
        return ChangeSetName.of(changeSet) + " " + changeSet.generateCheckSum(ChecksumVersion.latest());
    }
}
