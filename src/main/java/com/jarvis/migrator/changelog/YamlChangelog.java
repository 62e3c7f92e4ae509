package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** A file of a changelog in YAML or JSON, which is YAML as well. */
final class YamlChangelog {

    private static final String NAME = ".*\\.(ya?ml|json)";

    private YamlChangelog() {}

    /** Whether a file is in this format, by its name, as for Liquibase. */
    static boolean isNamed(String path) {
        return path.matches(NAME);
    }

    /** The attributes of each include. */
    static List<Map<?, ?>> includes(String path, String text) throws MigratorException {
        List<Map<?, ?>> includes = new ArrayList<>();
        for (Object entry : entries(path, text)) {
            if (entry instanceof Map<?, ?> map && map.containsKey("include")) {
                includes.add(YamlDocument.attributes(map.get("include")));
            }
        }
        return includes;
    }

    /**
     * The entries of the changelog.
     *
     * @throws MigratorException if it is not YAML, not a changelog, or has a changeset that Liquibase would read in part
     */
    static List<?> entries(String path, String text) throws MigratorException {
        MergeConflict.requireNone(path, text);
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
                        Write out what the aliases stand for.""".formatted(path, ChangelogCheck.MOST_ALIASES));
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
                %1$s is not a changelog: it must begin with %2$s.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(
                        path,
                        isJson(path)
                                ? "{\"databaseChangeLog\": and a list after it"
                                : "\"databaseChangeLog:\" and a list below it"));
    }

    private static void requireWellFormed(String path, Map<?, ?> changeSet) throws MigratorException {
        for (String key : List.of("id", "author")) {
            if (changeSet.get(key) == null || changeSet.get(key).toString().isBlank()) {
                throw notWellFormed(
                        path,
                        "a changeset without an " + key,
                        isJson(path) ? "\"%s\": \"<a name>\"".formatted(key) : key + ": <a name>");
            }
        }
        Object changes = changeSet.get("changes");
        if (changes != null
                && !(changes instanceof List<?> list && list.stream().allMatch(Map.class::isInstance))) {
            String right = isJson(path) ? """
                    "changes": [{"addColumn": {"tableName": "notes",
                        "columns": [{"column": {"name": "title", "type": "text"}}]}}]""" : """
                    changes:
                        - addColumn:
                            tableName: notes
                            columns:
                            - column: {name: title, type: text}""";
            throw notWellFormed(path, "a changeset whose changes are not a list of changes", right);
        }
        if (changes instanceof List<?> list
                && list.stream()
                        .anyMatch(one -> ((Map<?, ?>) one).get("tagDatabase") instanceof Map<?, ?> tag
                                && tag.get("tag") == null)) {
            throw notWellFormed(
                    path,
                    "a tagDatabase without a tag",
                    isJson(path)
                            ? "{\"tagDatabase\": {\"tag\": \"<the id of the changeset>\"}}"
                            : "- tagDatabase: {tag: <the id of the changeset>}");
        }
    }

    private static MigratorException notWellFormed(String path, String problem, String right) {
        return new MigratorException("""
                %s has %s, so nothing was run. Write it like this:
                    %s""".formatted(path, problem, right));
    }

    private static MigratorException notYaml(String path, String problem) {
        return new MigratorException("""
                %1$s is not %3$s: %2$s.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(path, problem, isJson(path) ? "JSON" : "YAML"));
    }

    private static boolean isJson(String path) {
        return path.endsWith(".json");
    }
}
