package com.jarvis.migrator.plan.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The migration that docs/by-hand.md shows. */
class BackfillTest {

    private static final String REVISION = "20260301120000_backfill_messages_metadata";
    private static final String DONE = "select count(*) from messages where metadata is not null";

    @TempDir
    private Path folder;

    @Test
    void a_killed_backfill_keeps_its_finished_batches_and_continues_from_there() throws Exception {
        TestProject project = TestProject.changelogIn(folder);
        try (var database = TestDatabase.create();
                Connection other = database.connect()) {
            TestChangelog changelog = new TestChangelog(folder, database);
            changelog.update();
            database.execute("""
                    insert into users (id, email, display_name) values (gen_random_uuid(), 'a@example.com', 'A');
                    insert into chats (id, user_id) select gen_random_uuid(), id from users;
                    insert into messages (id, chat_id, role, content)
                      select gen_random_uuid(), c.id, 'USER', 'Hello' from chats c, generate_series(1, 3500)""");
            project.add(REVISION, migration());

            // Another session locks a row of the last batch, so the backfill waits there until it is killed.
            other.setAutoCommit(false);
            number(other, "select count(*) from (select from messages order by id desc limit 1 for update) m");
            CompletableFuture<Void> update = CompletableFuture.runAsync(() -> {
                try {
                    changelog.update();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 600 && number(other, DONE) < 3000 && !update.isDone(); i++) {
                Thread.sleep(50);
            }
            assertThat(number(other, """
                    select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and query like '%loop%') t""")).isPositive();
            assertThatThrownBy(update::get).isInstanceOf(ExecutionException.class);
            other.rollback();
            assertThat(number(other, DONE)).isEqualTo(3000);
            assertThat(CatalogText.history(database)).hasSize(4);

            changelog.update();
            assertThat(number(other, DONE)).isEqualTo(3500);
            assertThat(CatalogText.history(database))
                    .hasSize(5)
                    .last()
                    .asString()
                    .endsWith("tag " + REVISION);
        }
    }

    private static String migration() throws Exception {
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/by-hand.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
