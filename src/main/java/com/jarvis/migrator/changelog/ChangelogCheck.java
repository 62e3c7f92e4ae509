package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Finds what is wrong with the files of a changelog: one that is missing, is not YAML or is listed twice. It reads
 * every file again, so it is asked only when Liquibase has failed to read them; its messages name the file and line.
 */
public final class ChangelogCheck {

    private final ResourceAccessor files;
    private final Set<String> seen = new HashSet<>();

    private ChangelogCheck(ResourceAccessor files) {
        this.files = files;
    }

    /**
     * Reads a master changelog and all that it includes.
     *
     * @param master path of the master changelog, as {@code files} knows it
     * @throws MigratorException for the first thing that is wrong
     */
    public static void check(String master, ResourceAccessor files) throws MigratorException {
        try {
            Resource resource = files.get(master);
            if (!resource.exists()) {
                throw new MigratorException("""
                        %1$s does not exist; it is the list of all migrations.
                        Nothing was run. Run the command in the project's folder, or bring the file back:
                          git checkout -- %1$s""".formatted(master));
            }
            new ChangelogCheck(files).changelog(master, read(resource));
        } catch (IOException e) {
            throw new MigratorException(
                    "The changelog cannot be read: " + e.getMessage() + ". Nothing was run; see to the file's rights.",
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
                    %s is listed twice in %s, in lines %s.
                    A migration has one place in the order, so nothing was run. Delete one of these include entries.""".formatted(path, master, String.join(" and ", lines)));
        }
        if (!target.exists()) {
            throw new MigratorException("""
                    %1$s is listed in %2$s, line %3$s, but there is no such file.
                    Nothing was run. Bring the file back, or delete its include entry if the migration never ran anywhere:
                      git checkout -- %1$s""".formatted(path, master, lines.get(0)));
        }
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            changelog(path, read(target));
        }
    }

    private static List<?> entries(String path, String text) throws MigratorException {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
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
                %1$s is not a changelog: it has to begin with "databaseChangeLog:" and a list below it.
                Nothing was run. Mend the file, or go back to the committed one:
                  git checkout -- %1$s""".formatted(path));
    }

    private static MigratorException notYaml(String path, String problem) {
        return new MigratorException("""
                %1$s is not YAML: %2$s.
                Nothing was run. Mend the file, or go back to the committed one:
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
