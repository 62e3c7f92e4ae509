package com.jarvis.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A changelog whose files a test writes itself. */
public final class RawChangelog {

    private final Path project;
    private final List<String> includes = new ArrayList<>();

    /** @param project an empty folder */
    public RawChangelog(Path project) throws IOException {
        this.project = project;
        master("databaseChangeLog: []\n");
    }

    /**
     * Adds a migration with a tag.
     *
     * @param changeSet its attributes below {@code id} and {@code author}, with an indentation of 4
     */
    public RawChangelog add(String revision, String changeSet) throws IOException {
        return addFile(revision + ".yaml", """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: test
                %2$s""".formatted(
                        revision, changeSet.replace("$tag", "- tagDatabase: {tag: " + revision + "}")));
    }

    /** Adds a migration in any format. */
    public RawChangelog addFile(String name, String text) throws IOException {
        file("changelog/changes/" + name, text);
        includes.add("- include:\n    file: changes/%s\n    relativeToChangelogFile: true\n".formatted(name));
        return master("databaseChangeLog:\n" + String.join("", includes));
    }

    /** Replaces the master changelog. */
    public RawChangelog master(String text) throws IOException {
        return file("changelog/db.changelog-master.yaml", text);
    }

    /** Writes a file that is not included. */
    public RawChangelog file(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }
}
