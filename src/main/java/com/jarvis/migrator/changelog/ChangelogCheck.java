package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Finds out what is wrong with the files of a changelog: one that is missing, is not YAML or is listed twice. The
 * messages name the file and the line. It reads every file again, so it is only used after Liquibase has failed to read
 * them.
 */
public final class ChangelogCheck {

    private static final Pattern CONFLICT = Pattern.compile("(?ms)^<{7} .*^>{7} ");
    private static final Pattern INCLUDED = Pattern.compile("(?m)^ *(?:- *)?file: *(\\S+)");

    private final ResourceAccessor files;
    private final Set<String> seen = new HashSet<>();

    private ChangelogCheck(ResourceAccessor files) {
        this.files = files;
    }

    /**
     * Checks a master changelog and everything that it includes.
     *
     * @param master the path of the master changelog in {@code files}
     * @throws MigratorException for the first problem
     */
    public static void check(String master, ResourceAccessor files) throws MigratorException {
        try {
            Resource resource = files.get(master);
            if (!resource.exists()) {
                throw new MigratorException("""
                        %1$s does not exist; it is the list of all migrations.
                        Nothing was run. Run the command in the project's folder, or restore the file:
                          git checkout -- %1$s""".formatted(master));
            }
            new ChangelogCheck(files).changelog(master, read(resource));
        } catch (IOException e) {
            throw new MigratorException(
                    "The changelog cannot be read: " + e.getMessage()
                            + ".\nNothing was run. Make its files readable for this user, then run the command again.",
                    e);
        }
    }

    private void changelog(String path, String text) throws IOException, MigratorException {
        for (Object entry : entries(path, text)) {
            if (entry instanceof Map<?, ?> map
                    && map.get("include") instanceof Map<?, ?> include
                    && include.get("file") instanceof String file) {
                boolean relative = Boolean.parseBoolean(String.valueOf(include.get("relativeToChangelogFile")));
                Resource target = relative ? files.get(path).resolveSibling(file) : files.get(file);
                included(path, text, file, target);
            }
        }
    }

    private void included(String master, String text, String file, Resource target)
            throws IOException, MigratorException {
        String path = target.getPath();
        List<String> lines = linesWith(text, file);
        if (!seen.add(path)) {
            throw new MigratorException("""
                    %s is listed twice in %s, on lines %s.
                    A migration may be listed only once, so nothing was run. Delete one of these include entries.""".formatted(path, master, String.join(" and ", lines)));
        }
        if (!target.exists()) {
            throw new MigratorException("""
                    %1$s is listed in %2$s, line %3$s, but the file does not exist.
                    Nothing was run. Restore the file, or delete its include entry if the migration never ran anywhere:
                      git checkout -- %1$s""".formatted(path, master, lines.get(0)));
        }
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            changelog(path, read(target));
        }
    }

    private static List<?> entries(String path, String text) throws MigratorException {
        requireMerged(path, text);
        Object document;
        try {
            document = YamlDocument.parse(text);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark().getLine() + 1;
            int column = e.getProblemMark().getColumn() + 1;
            throw notYaml(path, "%s (line %d, column %d)".formatted(e.getProblem(), line, column));
        } catch (YAMLException e) {
            throw notYaml(path, e.getMessage());
        }
        if (document instanceof Map<?, ?> map && map.containsKey("databaseChangeLog")) {
            Object entries = map.get("databaseChangeLog");
            if (entries == null) {
                return List.of();
            }
            if (entries instanceof List<?> list) {
                return list;
            }
        }
        throw new MigratorException("""
                %1$s is not a changelog: it must begin with "databaseChangeLog:" and a list below it.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(path));
    }

    /** A file with git's conflict markers is not YAML either, but restoring the committed version would not help. */
    private static void requireMerged(String path, String text) throws MigratorException {
        Matcher conflict = CONFLICT.matcher(text);
        if (!conflict.find()) {
            return;
        }
        String both = INCLUDED.matcher(conflict.group())
                .results()
                .map(include -> include.group(1))
                .sorted()
                .map("""
                        - include:
                            file: %s
                            relativeToChangelogFile: true
                        """::formatted)
                .collect(Collectors.joining());
        String fix = both.isEmpty()
                ? "Keep the correct lines of both sides, and delete the markers <<<<<<<, ======= and >>>>>>>. Then:\n"
                : "Each branch added a migration. End the list with both, the older one first:\n%sThen:\n"
                        .formatted(both);
        throw new MigratorException(
                """
                %1$s contains a merge conflict, from line %2$s on. Nothing was run.
                %3$s  git add %1$s""".formatted(path, text.substring(0, conflict.start()).lines().count() + 1, fix));
    }

    private static MigratorException notYaml(String path, String problem) {
        return new MigratorException("""
                %1$s is not YAML: %2$s.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(path, problem));
    }

    private static List<String> linesWith(String text, String file) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(file))
                .mapToObj(i -> String.valueOf(i + 1))
                .toList();
    }

    private static String read(Resource resource) throws IOException {
        try (InputStream in = resource.openInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
