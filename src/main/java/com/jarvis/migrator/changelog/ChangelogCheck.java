package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
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

    /** How often a YAML file may refer to a list or a map by an alias; the default of SnakeYAML. */
    public static final int MOST_ALIASES = 50;

    /** JSON is YAML. */
    private static final String YAML = ".*\\.(ya?ml|json)";

    private static final Pattern CONFLICT = Pattern.compile("(?ms)^<{7} .*^>{7} ");
    private static final Pattern INCLUDED = Pattern.compile("(?m)^ *(?:- *)?file: *(\\S+)");

    private final ResourceAccessor files;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> seen = new LinkedHashSet<>();

    private ChangelogCheck(ResourceAccessor files) {
        this.files = files;
    }

    /**
     * Checks a master changelog and everything that it includes.
     *
     * @param master the path of the master changelog in {@code files}
     * @return the files that it includes, in their order
     * @throws MigratorException for the first problem
     */
    public static Set<String> check(String master, ResourceAccessor files) throws MigratorException {
        try {
            SearchPath.requireOne(master, files);
            Resource resource = files.get(master);
            if (!resource.exists()) {
                throw new MigratorException("""
                        %1$s does not exist; it is the list of all migrations.
                        Nothing was run. Run the command in the project's folder, or restore the file:
                          git checkout -- %1$s
                        In a new project, create it with this line:
                          databaseChangeLog: []""".formatted(master));
            }
            ChangelogCheck check = new ChangelogCheck(files);
            check.changelog(master, read(resource));
            return check.seen;
        } catch (IOException e) {
            if (e.getCause() instanceof MigratorException refusal) {
                throw refusal;
            }
            throw new MigratorException(
                    "The changelog cannot be read: " + e.getMessage()
                            + ".\nNothing was run. Make its files readable for this user, then run the command again.",
                    e);
        }
    }

    /**
     * Checks what Liquibase does not: it ignores all but the last block of a key that occurs twice, and changes that are no
     * list of maps.
     *
     * @param paths in {@code files}
     * @throws MigratorException for the first problem
     */
    public static void requireWellFormed(Iterable<String> paths, ResourceAccessor files) throws MigratorException {
        for (String path : paths) {
            try {
                if (path.matches(YAML)) {
                    entries(path, read(files.get(path)));
                }
            } catch (IOException e) {
                if (e.getCause() instanceof MigratorException refusal) {
                    throw refusal;
                }
                throw new MigratorException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
            }
        }
    }

    private void changelog(String path, String text) throws IOException, MigratorException {
        open.push(path);
        for (Object entry : entries(path, text)) {
            if (!(entry instanceof Map<?, ?> map)) {
                continue;
            }
            if (map.get("include") instanceof Map<?, ?> include && include.get("file") instanceof String file) {
                boolean relative = Boolean.parseBoolean(String.valueOf(include.get("relativeToChangelogFile")));
                Resource target = relative ? files.get(path).resolveSibling(file) : files.get(file);
                boolean isOptional = "false".equals(String.valueOf(include.get("errorIfMissing")));
                if (!isOptional || target.exists()) {
                    included(path, text, file, target);
                }
            } else if (map.containsKey("include")) {
                throw new MigratorException("""
                        %s has an include without a file, so nothing was run. Write it like this:
                        - include:
                            file: changes/20260301120000_add_notes_title.yaml
                            relativeToChangelogFile: true""".formatted(path));
            }
        }
        open.pop();
    }

    private void included(String master, String text, String file, Resource target)
            throws IOException, MigratorException {
        String path = target.getPath();
        String shown = Printable.line(path);
        List<String> lines = linesWith(text, file);
        if (open.contains(path)) {
            throw new MigratorException("""
                    %s includes %s, line %s, which includes it again, so it never ends.
                    Nothing was run. Delete this include entry.""".formatted(master, shown, lines.get(0)));
        }
        if (!seen.add(path)) {
            throw new MigratorException("""
                    %s is listed twice in %s, on lines %s.
                    A migration may be listed only once, so nothing was run. Delete one of these include entries.""".formatted(shown, master, String.join(" and ", lines)));
        }
        if (Path.of(path).normalize().startsWith("..")) {
            throw new MigratorException("""
                    %s is listed in %s, line %s, but it is outside the project, so it is not read.
                    Nothing was run. Move the file into the project, and list it from there.""".formatted(shown, master, lines.get(0)));
        }
        if (!target.exists()) {
            throw new MigratorException("""
                    %1$s is listed in %2$s, line %3$s, but the file does not exist.
                    Nothing was run. Restore the file, or delete its include entry if the migration never ran anywhere:
                      git checkout -- %1$s""".formatted(shown, master, lines.get(0)));
        }
        if (!path.matches(".*\\.(ya?ml|json|xml|sql)")) {
            throw new MigratorException("""
                    %s is listed in %s, line %s, but it is not a changelog: its name does not end with .yaml, .yml, .xml, .json or .sql.
                    Nothing was run. Delete its include entry, or list the files of a folder with includeAll.""".formatted(shown, master, lines.get(0)));
        }
        if (path.matches(YAML)) {
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
            if (e.getMessage().contains("aliases")) {
                throw new MigratorException("""
                        %s refers to lists or maps by more than %d YAML aliases (*name), so nothing was run.
                        Write out what the aliases stand for.""".formatted(path, MOST_ALIASES));
            }
            throw notYaml(path, e.getMessage());
        }
        if (document instanceof Map<?, ?> map && map.containsKey("databaseChangeLog")) {
            Object entries = map.get("databaseChangeLog");
            if (entries == null) {
                return List.of();
            }
            if (entries instanceof List<?> list) {
                for (Object entry : list) {
                    if (entry instanceof Map<?, ?> one && one.get("changeSet") instanceof Map<?, ?> changeSet) {
                        requireWellFormed(path, changeSet);
                    }
                }
                return list;
            }
        }
        throw new MigratorException("""
                %1$s is not a changelog: it must begin with "databaseChangeLog:" and a list below it.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(path));
    }

    private static void requireWellFormed(String path, Map<?, ?> changeSet) throws MigratorException {
        for (String key : List.of("id", "author")) {
            if (changeSet.get(key) == null || changeSet.get(key).toString().isBlank()) {
                throw notWellFormed(path, "a changeset without an " + key, key + ": <a name>");
            }
        }
        Object changes = changeSet.get("changes");
        if (changes != null
                && !(changes instanceof List<?> list && list.stream().allMatch(Map.class::isInstance))) {
            throw notWellFormed(path, "a changeset whose changes are not a list of changes", """
                    changes:
                        - addColumn:
                            tableName: notes
                            columns:
                            - column: {name: title, type: text}""");
        }
        if (changes instanceof List<?> list
                && list.stream()
                        .anyMatch(one -> ((Map<?, ?>) one).get("tagDatabase") instanceof Map<?, ?> tag
                                && tag.get("tag") == null)) {
            throw notWellFormed(path, "a tagDatabase without a tag", "- tagDatabase: {tag: <the id of the changeset>}");
        }
    }

    private static MigratorException notWellFormed(String path, String problem, String right) {
        return new MigratorException("""
                %s has %s, so nothing was run. Write it like this:
                    %s""".formatted(path, problem, right));
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
                %1$s is not %3$s: %2$s.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(path, problem, path.endsWith(".json") ? "JSON" : "YAML"));
    }

    private static List<String> linesWith(String text, String file) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(file))
                .mapToObj(i -> String.valueOf(i + 1))
                .toList();
    }

    private static String read(Resource resource) throws IOException, MigratorException {
        try (InputStream in = resource.openInputStream()) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MigratorException(
                    resource.getPath() + " is not encoded in UTF-8, so nothing was run. Save it as UTF-8.", e);
        }
    }
}
