package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.migrator.embedded.TestCluster;
import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table "Surroundings" of docs/operations.md: servers of their own, as no test may stop or fill the shared one. */
@Tag(TestSet.PROCESS)
class OtherServersTest {

    private static final String REVISION = "20260301000000_a";

    @TempDir
    private Path folder;

    @TempDir
    private Path data;

    @Test
    void a_standby_is_named_and_its_status_is_shown() throws Exception {
        Path cluster = data.resolve("cluster");
        TestChangelog changelog;
        try (TestCluster primary = TestCluster.start(cluster, 0, "synchronous_commit=on")) {
            new RawChangelog(folder).add(REVISION, sql("create table a (id bigint)"));
            changelog = changelog(primary);
            changelog.update();
        }
        Files.createFile(cluster.resolve("standby.signal"));
        try (TestCluster standby = TestCluster.start(cluster, 0, "synchronous_commit=on")) {
            TestChangelog there = changelog(standby);
            assertThat(there.status()).contains("Revision  20260301000000_a (head)\n", """
                    Pending   none
                    Model     was not compared:
                      This server is a standby, which only reads.
                    """);
            new RawChangelog(folder)
                    .add(REVISION, sql("create table a (id bigint)"))
                    .add("20260302000000_b", sql("create table b (id bigint)"));

            assertThat(there.history()).contains(REVISION);
            assertThat(there.status()).contains("Pending   1 migration:\n  20260302000000_b\n");
            String fix = """
                    This server is a standby, which only reads.
                    Give the URL of the primary, or several servers and let the driver choose:
                      jdbc:postgresql://one,other/postgres?targetServerType=primary
                    """;
            assertThatThrownBy(there::update)
                    .hasMessageStartingWith("changelog/changes/20260302000000_b.yaml failed and is not applied")
                    .hasMessageContaining("(25006)")
                    .hasMessageContaining(fix);
            for (Map.Entry<String, Map<String, Object>> command : Map.<String, Map<String, Object>>of(
                            "rollbackCount", Map.of("count", 1), "tag", Map.of("tag", "x"), "dropAll", Map.of())
                    .entrySet()) {
                assertThatThrownBy(() -> there.command(command.getKey(), command.getValue()))
                        .as(command.getKey())
                        .hasMessageContaining("(25006)")
                        .hasMessageContaining(fix)
                        .hasMessageNotContaining("xception");
            }
        }
    }

    @Test
    void a_server_that_fails_over_in_the_middle_leaves_nothing_half_done() throws Exception {
        Path cluster = data.resolve("cluster");
        new RawChangelog(folder)
                .add(REVISION, sql("create table a (id bigint)"))
                .add("20260302000000_b", sql("do $$ begin perform pg_sleep(20); end $$"));
        TestCluster first = TestCluster.start(cluster, 0, "synchronous_commit=on");
        TestChangelog changelog = changelog(first);
        Thread failure = new Thread(() -> {
            try {
                while (first.database("postgres")
                        .strings(
                                "select pid from pg_stat_activity where query ~ 'pg_sleep' and pid <> pg_backend_pid()")
                        .isEmpty()) {
                    Thread.sleep(50);
                }
                first.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        failure.start();
        assertThatThrownBy(changelog::update)
                .hasMessageStartingWith("changelog/changes/20260302000000_b.yaml failed and is not applied")
                .hasMessageEndingWith("""
                        The connection was lost; PostgreSQL rolls back what was not committed. Run it again when the server is back:
                          mvn liquibase:update""");
        failure.join();
        try (TestCluster next = TestCluster.start(cluster, 0, "synchronous_commit=on")) {
            assertThat(changelog(next).status()).contains("Pending   1 migration:\n  20260302000000_b\n");
        }
    }

    @Test
    void a_disk_that_fills_up_is_named_where_root_may_mount_one() throws Exception {
        Path disk = Files.createDirectory(data.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=24m,mode=777", "tmpfs", disk.toString()),
                "no right to mount a small disk");
        try (TestCluster server = TestCluster.start()) {
            Path space = Files.createDirectory(disk.resolve("space"));
            TestChangelog changelog = changelog(server);
            changelog.database().execute("create tablespace small location '%s'".formatted(space));
            new RawChangelog(folder)
                    .add(
                            REVISION,
                            sql(
                                    "create table a tablespace small as select repeat('x', 1000) from generate_series(1, 100000)"));

            assertThatThrownBy(changelog::update)
                    .hasMessageContaining("(53100)")
                    .hasMessageEndingWith("""
                            The server's disk is full. The migrations are not at fault.
                            Free space on the server, or move its data to a larger disk.
                            Then run it again:
                              mvn liquibase:update""");
            assertThat(changelog.status()).contains("Pending   1 migration:\n");
        } finally {
            run("umount", disk.toString());
        }
    }

    private TestChangelog changelog(TestCluster server) {
        return new TestChangelog(folder, server.database("postgres")).with("exclude", "*");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return Stream.of(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .allMatch(code -> code == 0);
    }

    private static String sql(String sql) {
        return """
                    changes:
                    - sql: {splitStatements: false, sql: "%s"}
                    $tag
                    rollback:
                    - sql: {sql: drop table a}
                """.formatted(sql);
    }
}
