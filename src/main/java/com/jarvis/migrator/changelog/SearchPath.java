package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.util.List;
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
                      <searchPath>${project.basedir}</searchPath>""".formatted(
                    master,
                    found.size(),
                    found.stream().map(file -> "  " + file.getUri().getPath()).collect(Collectors.joining("\n"))));
        }
    }
}
