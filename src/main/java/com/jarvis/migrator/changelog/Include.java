package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;

/**
 * An include of a changelog.
 *
 * @param file as written
 * @param isRelative whether it is relative to the file that includes it
 * @param isOptional whether it may be missing
 * @param isConditional whether it depends on contexts or labels
 */
record Include(String file, boolean isRelative, boolean isOptional, boolean isConditional) {

    private static final List<String> CONDITIONS = List.of("context", "contextFilter", "labels");

    /**
     * The includes of a file in any of Liquibase's formats; none for formatted SQL, which has no includes.
     *
     * @throws MigratorException if it is not well formed, or has an include without a file
     */
    static List<Include> in(String path, String text) throws MigratorException {
        List<Include> includes = new ArrayList<>();
        for (Map<?, ?> attributes : attributes(path, text)) {
            if (!(attributes.get("file") instanceof String file)) {
                throw new MigratorException("""
                        %s has an include without a file, so nothing was run. Write it like this:
                        %s""".formatted(
                        path, MasterFormat.of(path).entry("changes/20260301120000_add_notes_title.yaml", true)));
            }
            includes.add(new Include(
                    file,
                    Boolean.parseBoolean(String.valueOf(attributes.get("relativeToChangelogFile"))),
                    "false".equals(String.valueOf(attributes.get("errorIfMissing"))),
                    CONDITIONS.stream().anyMatch(condition -> attributes.get(condition) != null)));
        }
        return includes;
    }

    private static List<Map<?, ?>> attributes(String path, String text) throws MigratorException {
        MergeConflict.requireNone(path, text);
        if (YamlChangelog.isNamed(path)) {
            return YamlChangelog.includes(path, text);
        }
        return XmlChangelog.isNamed(path) ? XmlChangelog.includes(path, text) : List.of();
    }

    /** Whether a changelog parameter is part of the path; only Liquibase knows its value. */
    boolean hasParameter() {
        return file.contains("${");
    }

    /** The included file, as DatabaseChangeLog.include finds it (5.0.4). */
    Resource target(ResourceAccessor files, String includedBy) throws IOException {
        return isRelative
                ? files.get(DatabaseChangeLog.normalizePath(
                        files.get(includedBy).resolveSibling(file).getPath()))
                : files.get(file);
    }
}
