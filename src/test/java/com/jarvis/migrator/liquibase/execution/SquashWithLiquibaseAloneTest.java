package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A changelog whose first migrations were squashed, run by Liquibase without the migrator. */
@Tag(TestSet.SLOW)
class SquashWithLiquibaseAloneTest {

    private static final String MASTER = "changelog/db.changelog-master.yaml";

    private static final String HISTORY =
            "select format('%s %s tag %s', id, exectype, coalesce(tag, '-')) from databasechangelog order by orderexecuted";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "xml"})
    void an_empty_database_runs_it_and_one_that_has_run_them_all_marks_it_and_one_in_the_middle_fails(String format)
            throws Exception {
        RawChangelog files = new RawChangelog(folder);
        files.add("20260101000000_a", """
                    changes:
                    - sql: {sql: "create table a (id int primary key); insert into a values (1)"}
                    $tag
                    rollback:
                    - dropTable: {tableName: a}
                """);
        files.add("20260102000000_b", """
                    changes:
                    - sql: {sql: "create table b (id int primary key references a)"}
                    $tag
                    rollback:
                    - dropTable: {tableName: b}
                """);
        try (TestDatabase head = TestDatabase.create();
                TestDatabase middle = TestDatabase.create();
                TestDatabase second = TestDatabase.create();
                TestDatabase fresh = TestDatabase.create()) {
            update(head);
            TestChangelog changelog =
                    new TestChangelog(folder, second).with("model.packages", "com.jarvis.testing.adopted");
            changelog.update();
            new TestChangelog(folder, middle).updateCount(1);
            List<String> before = CatalogText.of(head);
            assertThat(changelog
                            .with("squash", "2")
                            .with("migration.format", format)
                            .command("diffChangelog", Map.of()))
                    .contains("Wrote changelog/changes/20260102000000_baseline." + format + "\n");
            assertThat(Files.readString(folder.resolve("changelog/changes/20260102000000_baseline." + format)))
                    .contains("changeSetExecuted");

            update(head);
            update(fresh);

            assertThat(CatalogText.of(fresh)).isEqualTo(before);
            assertThat(fresh.strings("select id from a")).containsExactly("1");
            String tag = format.equals("yaml") ? "20260102000000_baseline" : "-";
            assertThat(fresh.strings(HISTORY)).containsExactly("20260102000000_baseline EXECUTED tag " + tag);
            assertThat(CatalogText.of(head)).isEqualTo(before);
            assertThat(head.strings(HISTORY))
                    .containsExactly(
                            "20260101000000_a EXECUTED tag 20260101000000_a",
                            "20260102000000_b EXECUTED tag 20260102000000_b",
                            "20260102000000_baseline MARK_RAN tag " + tag);
            assertThatThrownBy(() -> update(middle)).hasStackTraceContaining("relation \"a\" already exists");

            files.file("changelog/changes/20260103000000_c.yaml", """
                    databaseChangeLog:
                    - changeSet:
                        id: 20260103000000_c
                        author: test
                        changes:
                        - createTable: {tableName: c, columns: [{column: {name: id, type: int}}]}
                    """);
            files.file(MASTER, Files.readString(folder.resolve(MASTER)) + """
                    - include:
                        file: changes/20260103000000_c.yaml
                        relativeToChangelogFile: true
                    """);
            update(head);
            TestChangelog ours = new TestChangelog(folder, head).with("model.packages", "com.jarvis.testing.adopted");
            assertThat(ours.status()).contains("Pending   none\n").doesNotContain("Unknown");
            assertThat(ours.command("rollbackCount", Map.of("count", 1))).isEqualTo("Rolled back 20260103000000_c\n");
            assertThat(CatalogText.of(head)).isEqualTo(before);
            ours.with("allow", "drop").rollback(1);
            assertThat(CatalogText.of(head)).containsExactly("schema public");
            assertThat(head.strings(HISTORY)).isEmpty();
        }
    }

    private void update(TestDatabase database) throws Exception {
        StockLiquibase.update(folder, MASTER, database, database.username(), true);
    }
}
