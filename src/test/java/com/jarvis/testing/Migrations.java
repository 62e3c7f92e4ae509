package com.jarvis.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A changelog for a test. Migrations are added one by one, each with a tag, like the project's migrations. */
public final class Migrations {

    private final Path folder;
    private final List<String> includes = new ArrayList<>();

    /** @param project an empty folder, or a project whose changelog is replaced */
    public Migrations(Path project) throws IOException {
        folder = project.resolve("changelog");
        Files.createDirectories(folder.resolve("changes"));
    }

    /**
     * @param up the statements; each becomes an {@code sql} change
     * @param down the statements of the rollback
     */
    public Migrations add(String revision, List<String> up, List<String> down) throws IOException {
        return write(revision, "", up, down);
    }

    /** Like {@link #add}, but the migration runs outside of a transaction. */
    public Migrations addWithoutTransaction(String revision, List<String> up, List<String> down) throws IOException {
        return write(revision, "    runInTransaction: false\n", up, down);
    }

    /** Writes the statements as YAML block scalars, which preserve tabs and line breaks. */
    private Migrations write(String revision, String attributes, List<String> up, List<String> down)
            throws IOException {
        String text = """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: test
                %2$s    changes:
                %3$s    - tagDatabase:
                        tag: %1$s
                    rollback:
                %4$s""".formatted(revision, attributes, changes(up), changes(down));
        Files.writeString(folder.resolve("changes/" + revision + ".yaml"), text);
        includes.add("- include:\n    file: changes/%s.yaml\n    relativeToChangelogFile: true\n".formatted(revision));
        Files.writeString(
                folder.resolve("db.changelog-master.yaml"), "databaseChangeLog:\n" + String.join("", includes));
        return this;
    }

    private static String changes(List<String> statements) {
        StringBuilder text = new StringBuilder();
        for (String statement : statements) {
            text.append("    - sql:\n        sql: |-\n").append(statement.indent(10));
        }
        return text.toString();
    }
}
