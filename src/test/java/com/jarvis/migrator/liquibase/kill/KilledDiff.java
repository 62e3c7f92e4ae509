package com.jarvis.migrator.liquibase.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A project whose database lacks one migration, for {@code diff} to write it, and what it must have written. */
final class KilledDiff {

    private static final String MASTER = "changelog/db.changelog-master.yaml";
    private static final String LAST = "20260209102000_add_messages_metadata";

    private final Path project;
    private final String master;
    private final List<Path> before;
    private String text;

    /** @param project a folder that does not exist */
    KilledDiff(Path project) throws IOException {
        this.project = Files.createDirectory(project);
        TestProject.changelogIn(project);
        Files.delete(project.resolve("changelog/changes/" + LAST + ".yaml"));
        String all = Files.readString(project.resolve(MASTER));
        master = all.substring(0, all.lastIndexOf("- include", all.indexOf(LAST)));
        Files.writeString(project.resolve(MASTER), master);
        before = files();
    }

    Path project() {
        return project;
    }

    /** Removes what the last diff wrote. */
    Path begin() throws IOException {
        for (Path file : files()) {
            if (!before.contains(file)) {
                Files.delete(file);
            }
        }
        Files.writeString(project.resolve(MASTER), master);
        return project;
    }

    boolean isWritten() throws IOException {
        return !Files.readString(project.resolve(MASTER)).equals(master);
    }

    /** One complete migration, included once, and no other new file. */
    void assertWritten() throws IOException {
        List<Path> added =
                files().stream().filter(file -> !before.contains(file)).toList();
        assertThat(added).hasSize(1);
        String revision = added.get(0).getFileName().toString().replace(".yaml", "");
        assertThat(Files.readString(project.resolve(MASTER))).isEqualTo("""
                %s- include:
                    file: changes/%s.yaml
                    relativeToChangelogFile: true
                """.formatted(master, revision));
        String written = Files.readString(added.get(0)).replace(revision, "REVISION");
        if (text == null) {
            text = written; // the first diff is not killed
        }
        assertThat(written).isEqualTo(text);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve("changelog"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
