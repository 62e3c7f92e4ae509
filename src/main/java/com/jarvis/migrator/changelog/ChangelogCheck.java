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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;

/**
 * Finds out what is wrong with the files of a changelog: one that is missing, is not YAML or is listed twice. The
 * messages name the file and the line. It reads every file again, so it is only used after Liquibase has failed to read
 * them.
 */
public final class ChangelogCheck {

    /** The master changelog of a project that names none. */
    public static final String DEFAULT_MASTER = "changelog/db.changelog-master.yaml";

    /** How often a YAML file may refer to a list or a map by an alias; the default of SnakeYAML. */
    public static final int MOST_ALIASES = 50;

    private static final Pattern CHANGE_SET = Pattern.compile("(?i)changeset");

    private final ResourceAccessor files;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final Map<String, Supplier<String>> places = new HashMap<>();

    private ChangelogCheck(ResourceAccessor files) {
        this.files = files;
    }

    /** How it comes into being: {@code diff} creates the one that no setting names. */
    private static String ofNewProject(String master) {
        return master.equals(DEFAULT_MASTER)
                ? "In a new project, whose database has run no migration, the first diff creates it:\n  mvn compile liquibase:diff"
                : "In a new project, create it like this:\n"
                        + MasterFormat.of(master).empty().indent(2).stripTrailing();
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
                        %2$s""".formatted(master, ofNewProject(master)));
            }
            ChangelogCheck check = new ChangelogCheck(files);
            if (!check.isChangelog(master)) {
                throw new MigratorException("""
                        %s is not a changelog: its name does not end with .yaml, .yml, .xml, .json or .sql.
                        Nothing was run. Name another file as changeLogFile, or rename this one.""".formatted(Printable.line(master)));
            }
            check.changelog(master, read(resource), false);
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
                if (YamlChangelog.isNamed(path)) {
                    YamlChangelog.entries(path, read(files.get(path)));
                }
            } catch (IOException e) {
                if (e.getCause() instanceof MigratorException refusal) {
                    throw refusal;
                }
                throw new MigratorException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
            }
        }
    }

    private void changelog(String path, String text, boolean isConditional) throws IOException, MigratorException {
        open.push(path);
        for (Include include : Include.in(path, text)) {
            if (include.hasParameter()) {
                continue; // Liquibase knows its value
            }
            Resource target = include.target(files, path);
            if (!include.isOptional() || target.exists()) {
                included(path, text, include.file(), target, isConditional || include.isConditional());
            }
        }
        open.pop();
    }

    private void included(String master, String text, String file, Resource target, boolean isConditional)
            throws IOException, MigratorException {
        String path = target.getPath();
        String shown = Printable.line(path);
        Supplier<List<String>> lines = () -> linesWith(text, file);
        if (open.contains(path)) {
            throw new MigratorException("""
                    %s includes %s, line %s, which includes it again, so it never ends.
                    Nothing was run. Delete this include entry.""".formatted(master, shown, lines.get().get(0)));
        }
        Supplier<String> place = () -> (lines.get().size() > 1 ? "%s, lines %s" : "%s, line %s")
                .formatted(master, String.join(" and ", lines.get()));
        Supplier<String> other = isConditional ? null : places.putIfAbsent(path, place);
        if (other != null && hasChangeSets(target)) {
            String first = other.get();
            String second = place.get();
            throw new MigratorException(
                    """
                    %s is listed twice: in %s.
                    A migration may be listed only once, so nothing was run. Delete one of these include entries.""".formatted(shown, first.equals(second) ? first : first + ", and in " + second));
        }
        if (!seen.add(path)) {
            return;
        }
        if (Path.of(path).normalize().startsWith("..")) {
            throw new MigratorException("""
                    %s is listed in %s, line %s, but it is outside the project, so it is not read.
                    Nothing was run. Move the file into the project, and list it from there.""".formatted(shown, master, lines.get().get(0)));
        }
        if (!target.exists()) {
            throw new MigratorException("""
                    %1$s is listed in %2$s, line %3$s, but the file does not exist.
                    Nothing was run. Restore the file, or delete its include entry if the migration never ran anywhere:
                      git checkout -- %1$s""".formatted(shown, master, lines.get().get(0)));
        }
        if (!isChangelog(path)) {
            throw new MigratorException("""
                    %s is listed in %s, line %s, but it is not a changelog: its name does not end with .yaml, .yml, .xml, .json or .sql.
                    Nothing was run. Delete its include entry, or list the files of a folder with includeAll.""".formatted(shown, master, lines.get().get(0)));
        }
        changelog(path, read(target), isConditional);
    }

    /** A file of properties alone may be listed as often as others use them. */
    private boolean hasChangeSets(Resource file) throws IOException, MigratorException {
        String path = file.getPath();
        String text = read(file);
        if (CHANGE_SET.matcher(text).find()) {
            return true;
        }
        for (Include include : Include.in(path, text)) {
            if (!include.hasParameter() && hasChangeSets(include.target(files, path))) {
                return true;
            }
        }
        return false;
    }

    /** Whether Liquibase has a parser for a file of this name. */
    private boolean isChangelog(String path) {
        try {
            return ChangeLogParserFactory.getInstance().getParser(path, files) != null;
        } catch (LiquibaseException e) {
            return false; // an unknown format
        }
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
