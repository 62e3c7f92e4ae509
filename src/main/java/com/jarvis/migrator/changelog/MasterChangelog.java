package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The master changelog, which includes the migrations in the order in which they run.
 *
 * @param file its path
 */
public record MasterChangelog(Path file) {

    /**
     * The included files, as written there, in their order.
     *
     * @throws MigratorException if it is missing or not a YAML changelog
     */
    public List<String> includes() throws MigratorException {
        return includes(read(), "");
    }

    /**
     * The text with includes appended; no other byte is changed.
     *
     * @param migrations the paths of the migrations to include, in order
     * @throws MigratorException if the file is missing or has a form to which nothing can be added safely; the message
     *     contains the lines to add by hand
     */
    String appended(List<Path> migrations) throws MigratorException {
        String text = read();
        String snippets = migrations.stream().map(this::snippet).collect(Collectors.joining("\n"));
        List<String> wanted = new ArrayList<>(includes(text, snippets));
        String after = text;
        try {
            for (Path migration : migrations) {
                String name = migration.getFileName().toString();
                after = new MasterText(after).append(relative(migration), name);
                List<String> now = includes(after, "");
                if (now.size() != wanted.size() + 1
                        || !now.subList(0, wanted.size()).equals(wanted)
                        || !now.get(wanted.size()).endsWith(name)) {
                    throw new YAMLException("not appended");
                }
                wanted = now;
            }
        } catch (YAMLException | IndexOutOfBoundsException e) {
            throw new MigratorException(
                    file + " is not a plain list of includes, so a migration cannot be added to it safely.\n"
                            + "No migration was written. Write one entry per line, and end the list with:\n"
                            + snippets,
                    e);
        }
        return after;
    }

    private String read() throws MigratorException {
        if (!Files.isRegularFile(file)) {
            throw new MigratorException(file + " does not exist, so no migration can be added to it.\n"
                    + "Create it with this line:\ndatabaseChangeLog: []");
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new MigratorException(
                    file + " cannot be read (" + e + ").\nMake it a file in UTF-8 that this user may read.", e);
        }
    }

    private List<String> includes(String text, String snippet) throws MigratorException {
        List<String> files = new ArrayList<>();
        try {
            Object root = YamlDocument.parse(text);
            if (!(root instanceof Map<?, ?> map) || !map.containsKey("databaseChangeLog")) {
                throw new YAMLException("there is no databaseChangeLog in it");
            }
            Object list = map.get("databaseChangeLog");
            if (list != null && !(list instanceof List<?>)) {
                throw new YAMLException("databaseChangeLog is not a list");
            }
            for (Object entry : list == null ? List.of() : (List<?>) list) {
                if (entry instanceof Map<?, ?> e && e.get("include") instanceof Map<?, ?> include) {
                    files.add(String.valueOf(include.get("file")));
                }
            }
            return files;
        } catch (YAMLException e) {
            String reason = e.getMessage().lines().findFirst().orElse("");
            throw new MigratorException(
                    file + " is not a YAML changelog: " + reason + ".\nIt must begin like this:\ndatabaseChangeLog:"
                            + (snippet.isEmpty() ? " []" : "\n" + snippet),
                    e);
        }
    }

    private String relative(Path migration) {
        return file.toAbsolutePath()
                .normalize()
                .getParent()
                .relativize(migration.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    /** The lines that include a migration. */
    String snippet(Path migration) {
        return snippet(relative(migration));
    }

    private static String snippet(String relative) {
        return "- include:\n    file: " + relative + "\n    relativeToChangelogFile: true";
    }
}
