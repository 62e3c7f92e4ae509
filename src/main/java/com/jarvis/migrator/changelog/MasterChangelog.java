package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.resource.ResourceAccessor;

/**
 * The master changelog, which includes the migrations in the order in which they run.
 *
 * @param file its path
 */
public record MasterChangelog(Path file) {

    /**
     * The included files, as written there, in their order.
     *
     * @throws MigratorException if it is missing or not a changelog
     */
    public List<String> includes() throws MigratorException {
        return includes(read(), List.of());
    }

    /**
     * The text with includes appended; no other byte is changed.
     *
     * @param migrations the paths of the migrations to include, in order
     * @throws MigratorException if the file is missing or has a form to which nothing can be added safely; the message
     *     contains the lines to add by hand
     */
    public String appended(List<Path> migrations) throws MigratorException {
        if (file.toString().endsWith(".sql")) {
            throw new MigratorException("""
                    %s is formatted SQL, which cannot include files, so no migration was written.
                    Name a master changelog in YAML in the POM (changeLogFile) that includes this file by its path, and ends with:
                    %s""".formatted(file, snippets(migrations)));
        }
        String text = read();
        List<String> wanted = new ArrayList<>(includes(text, migrations));
        String after = text;
        try {
            for (Path migration : migrations) {
                String name = migration.getFileName().toString();
                after = format().append(after, relative(migration), other -> besides(other, migration));
                List<String> now = format().includes(after);
                if (now.size() != wanted.size() + 1
                        || !now.subList(0, wanted.size()).equals(wanted)
                        || !now.get(wanted.size()).endsWith(name)) {
                    throw new MasterFormat.UnsuitableForm("not appended");
                }
                wanted = now;
            }
        } catch (MasterFormat.UnsuitableForm e) {
            throw new MigratorException("""
                    %s is not a plain list of includes, so a migration cannot be added to it safely.
                    No migration was written. Write one entry per line, and end the list with:
                    %s""".formatted(file, snippets(migrations)), e);
        }
        return after;
    }

    /**
     * The files of the includes as Liquibase finds them, in their order.
     *
     * @param path of this master in {@code files}
     * @throws MigratorException if it is missing or not a changelog
     */
    public List<String> targets(String path, ResourceAccessor files) throws MigratorException, IOException {
        List<String> targets = new ArrayList<>();
        for (Include include : Include.in(path, read())) {
            targets.add(DatabaseChangeLog.normalizePath(
                    include.hasParameter()
                            ? include.file()
                            : include.target(files, path).getPath()));
        }
        return targets;
    }

    /**
     * The text with one include in place of several; no other byte is changed.
     *
     * @param replaced the numbers of those that go among all includes, ascending
     * @param migration the path of the file that replaces theirs, in the folder of the last one
     * @throws MigratorException if that is not safe
     */
    String replaced(List<Integer> replaced, Path migration) throws MigratorException {
        String text = read();
        String name = migration.getFileName().toString();
        try {
            List<String> wanted = new ArrayList<>(format().includes(text));
            int last = replaced.get(replaced.size() - 1);
            wanted.set(last, IncludeEntry.besides(wanted.get(last), name));
            replaced.subList(0, replaced.size() - 1).stream()
                    .sorted(Comparator.reverseOrder())
                    .forEach(number -> wanted.remove(number.intValue()));
            String after = format().replace(text, replaced, name);
            if (!format().includes(after).equals(wanted)) {
                throw new MasterFormat.UnsuitableForm("It is not a plain list of includes");
            }
            return after;
        } catch (MasterFormat.UnsuitableForm e) {
            throw new MigratorException("""
                    %s cannot be changed safely, so nothing was written. %s.
                    Write each of the includes to replace as an entry of its own, with a file and nothing else:
                    %s""".formatted(file, e.getMessage(), snippet(migration)), e);
        }
    }

    private String read() throws MigratorException {
        if (!Files.isRegularFile(file)) {
            throw new MigratorException(
                    "%s does not exist, so no migration can be added to it.%nCreate it like this:%n%s"
                            .formatted(file, format().empty()));
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new MigratorException(
                    file + " cannot be read (" + e + ").\nMake it a file in UTF-8 that this user may read.", e);
        }
    }

    private List<String> includes(String text, List<Path> migrations) throws MigratorException {
        try {
            return format().includes(text);
        } catch (MasterFormat.UnsuitableForm e) {
            throw new MigratorException(
                    "%s is not %s.%nIt must begin like this:%n%s"
                            .formatted(file, e.getMessage(), format().master(snippets(migrations))),
                    e);
        }
    }

    private MasterFormat format() {
        return MasterFormat.of(file.toString());
    }

    private String relative(Path migration) {
        return file.toAbsolutePath()
                .normalize()
                .getParent()
                .relativize(migration.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    /** The path of a migration from the root at which that of another include starts; beside it if that file is elsewhere. */
    private String besides(String other, Path migration) {
        String start = other.replaceFirst("^((?:classpath\\*?:)?/?).*", "$1");
        Path absolute = migration.toAbsolutePath().normalize();
        for (Path root = file.toAbsolutePath().normalize().getParent(); root != null; root = root.getParent()) {
            if (Files.exists(root.resolve(other.substring(start.length()))) && absolute.startsWith(root)) {
                return start + root.relativize(absolute).toString().replace('\\', '/');
            }
        }
        return other.substring(0, other.lastIndexOf('/') + 1) + migration.getFileName();
    }

    private String snippets(List<Path> migrations) {
        return migrations.stream().map(this::snippet).collect(Collectors.joining("\n"));
    }

    /** The lines that include a migration. */
    public String snippet(Path migration) {
        return format().entry(relative(migration), true);
    }
}
