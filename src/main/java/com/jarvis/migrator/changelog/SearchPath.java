package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;

/** The folders and jars in which Liquibase looks a changelog up: the project, and its class path. */
final class SearchPath {

    private SearchPath() {}

    /** @throws MigratorException if there are several files with the name of the master changelog */
    static void requireOne(String master, ResourceAccessor files) throws MigratorException, IOException {
        List<Resource> found = files.getAll(master);
        if (found != null && found.size() > 1) {
            throw new MigratorException("""
                    %s is there %d times:
                    %s
                    Liquibase looks changelogs up in the project and on its class path, and takes none of several. Nothing was run. \
                    Name the folder that counts in the plugin's configuration in the POM:
                      <searchPath>%s</searchPath>""".formatted(
                    master,
                    found.size(),
                    found.stream().map(file -> "  " + place(file.getUri())).collect(Collectors.joining("\n")),
                    isCopy(found) ? "${project.build.outputDirectory}" : "${project.basedir}"));
        }
    }

    /** Whether the only file outside of jars is one that a build has copied. */
    private static boolean isCopy(List<Resource> found) {
        List<String> paths = found.stream()
                .map(file -> file.getUri().getPath())
                .filter(Objects::nonNull)
                .toList();
        return paths.size() == 1 && paths.get(0).contains("/target/classes/");
    }

    /** The path of a file; the URI of what is in a jar, which has none. */
    private static String place(URI uri) {
        return uri.getPath() == null ? uri.toString().replaceFirst("^jar:file:/*", "/") : uri.getPath();
    }
}
