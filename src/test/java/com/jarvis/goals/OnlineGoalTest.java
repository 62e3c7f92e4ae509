package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of docs/online.md, typed into a real Maven process. */
@Tag(TestSet.PROCESS)
class OnlineGoalTest {

    @TempDir
    private Path folder;

    @Test
    void diff_online_writes_several_migrations_and_includes_them() throws Exception {
        try (var database = TestDatabase.create()) {
            TestProject project = TestProject.copiedTo(folder);
            TestChangelog changelog = new TestChangelog(folder, database);
            changelog.update();
            project.edit(
                    TestProject.entity("Note"),
                    "indexes = @Index(name",
                    "indexes = {@Index(name = \"ix_notes_mood\", columnList = \"mood\"), @Index(name");
            project.edit(TestProject.entity("Note"), "createdAt desc\"))", "createdAt desc\")})");
            project.edit(
                    TestProject.entity("Note"),
                    "private User user;",
                    "private User user;\n\n    @Column(length = 50)\n    private String mood;");

            Run run = project.mvn(
                    database, "-q", "-o", "compile", "liquibase:diff", "-Donline", "-Dmessage=Notes have a mood");

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output().replaceAll("\\d{14}_", "")).contains("""
                    + column notes.mood varchar(50)
                    + index ix_notes_mood
                    Wrote changelog/changes/notes_have_a_mood.yaml
                    Wrote changelog/changes/notes_have_a_mood_index_ix_notes_mood.yaml
                    Updated changelog/schema.md
                    What it costs, tried on a scratch server:
                    notes_have_a_mood
                      notes: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                    notes_have_a_mood_index_ix_notes_mood
                      locks no existing table
                    Review them, then apply them:
                      mvn liquibase:update
                    """);
            changelog.update();
            assertThat(database.strings("select indisvalid from pg_index where indexrelid = 'ix_notes_mood'::regclass"))
                    .containsExactly("t");
        }
    }
}
