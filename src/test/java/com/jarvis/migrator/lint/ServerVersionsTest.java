package com.jarvis.migrator.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.migrator.embedded.Binaries;
import com.jarvis.migrator.embedded.ScratchServer;
import com.jarvis.migrator.embedded.TestCluster;
import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations are tried on the version of the server that they are for: here 13 to 18, each with a server of its own. */
@Tag(TestSet.PROCESS)
class ServerVersionsTest {

    private static final String FIRST = "20260101000000_first";

    /** What the version after it can do, and what PostgreSQL says before. */
    private static final Map<Integer, List<String>> NEWER = Map.of(
            13, List.of("create table m (r int4multirange)", "type \"int4multirange\" does not exist"),
            14,
                    List.of(
                            "create unique index u on orders (note) nulls not distinct",
                            "syntax error at or near \"nulls\""),
            15,
                    List.of(
                            "alter table orders alter column note set storage default",
                            "syntax error at or near \"default\""),
            16,
                    List.of(
                            "merge into orders o using (select 1 as id) s on o.id = s.id"
                                    + " when not matched by source then delete",
                            "syntax error at or near \"by\""),
            17,
                    List.of(
                            "alter table orders add constraint n not null note not valid",
                            "syntax error at or near \"not\""));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void migrations_are_tried_on_the_version_of_the_server(int version) throws Exception {
        try (TestCluster server = server(version)) {
            TestDatabase live = server.database("postgres");
            live.execute("""
                    create role reporting; create role auditor;
                    set allow_system_table_mods = on; create collation pg_catalog.xx_xx from "C";
                    create table by_hand (name text collate xx_xx)""");
            RawChangelog changelog = new RawChangelog(folder)
                    .add(
                            FIRST,
                            sql(
                                    "create table orders (id bigint primary key, note text);"
                                            + " create table events (id int) partition by list (id);"
                                            + " create table first_events partition of events for values in (1)",
                                    "drop table orders, events"));
            update(live);

            costs_are_those_of_this_version(changelog, live);
            advice_is_for_this_version(changelog, live, version);
            what_the_server_has_is_there(changelog, live);
            nobody_gets_to_the_machine(changelog, live, version);
            what_it_lacks_is_named(changelog, live, version);
            what_only_a_newer_version_can_do_is_an_error(changelog, live, version);
        }
    }

    @Test
    void maven_gets_the_programs_from_its_repositories() throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        Path home = Files.createDirectory(folder.resolve("home")); // without a repository in its usual place
        try (TestCluster server = server(15)) {
            TestDatabase live = server.database("postgres");
            project.add("20260301000000_newer", """
                    databaseChangeLog:
                    - changeSet:
                        id: 20260301000000_newer
                        author: test
                        changes:
                        - sql: {sql: alter table users add n text generated always as (email) virtual}
                        - tagDatabase: {tag: 20260301000000_newer}
                        rollback:
                        - sql: {sql: alter table users drop n}
                    """);
            String repository = "-Dmaven.repo.local=" + Path.of(System.getProperty("user.home"), ".m2", "repository");

            assertThat(project.mvn(live, "-q", "-o", "liquibase:validate", "-Duser.home=" + home, repository)
                            .output())
                    .contains("Statement 1 fails: ERROR: syntax error at or near \"virtual\"")
                    .contains("\nTried on PostgreSQL 15, the version of your server.\n");
        }
    }

    private void costs_are_those_of_this_version(RawChangelog changelog, TestDatabase live) throws Exception {
        pend(
                changelog,
                sql(
                        "create index i on orders (note); alter table orders add token uuid default gen_random_uuid()",
                        "alter table orders drop token; drop index i"));

        assertThat(reports(live)).startsWith("""
                pending
                  orders: ACCESS EXCLUSIVE from statement 2, blocks reads and writes; rewritten by 2; scanned by 1
                """);
    }

    private void advice_is_for_this_version(RawChangelog changelog, TestDatabase live, int version) throws Exception {
        pend(
                changelog,
                sql(
                        "alter table events detach partition first_events;"
                                + " alter table orders add twice bigint generated always as (id * 2) stored",
                        "select 1"));

        assertThat(reports(live))
                .contains(
                        version < 14
                                ? "      PostgreSQL detaches partitions concurrently from 14 on. The statement itself is short;"
                                : "sql: alter table events detach partition first_events concurrently\n")
                .contains(
                        version < 18
                                ? "      As a plain column, filled by a trigger in new rows and in batches in existing ones.\n"
                                : "        alter table orders add column twice bigint generated always as ((id * 2)) virtual;\n");
    }

    private void what_the_server_has_is_there(RawChangelog changelog, TestDatabase live) throws Exception {
        pend(changelog, sql("""
                create role made; grant made to reporting; grant select on orders to reporting, made;
                alter table orders owner to auditor; alter table orders owner to current_user;
                alter default privileges for role reporting grant select on tables to auditor;
                create schema theirs authorization reporting; create policy p on orders to auditor using (true);
                set role reporting; reset role; create extension btree_gist;
                create table places (name text collate xx_xx, exclude using gist (name with =))""".replace("\n", " "), "select 1"));

        assertThat(reports(live)).doesNotContain("migration-fails", "not tried");
    }

    private void nobody_gets_to_the_machine(RawChangelog changelog, TestDatabase live, int version) throws Exception {
        Path file = folder.resolve("made-by-the-server");
        pend(
                changelog,
                sql(
                        "grant pg_execute_server_program to current_user; copy (select 1) to program 'touch %s'"
                                .formatted(file),
                        "select 1"));

        assertThat(reports(live)).contains("not tried").doesNotContain("migration-fails");
        assertThat(file).doesNotExist();
        try (ScratchServer server = ScratchServer.start(Binaries.likeServer(version));
                Connection connection = server.connectAs("somebody");
                Statement statement = connection.createStatement()) {
            for (String role :
                    List.of("pg_execute_server_program", "pg_read_server_files", "pg_write_server_files", "postgres")) {
                assertThatThrownBy(() -> statement.execute("grant %s to somebody".formatted(role)))
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    private void what_it_lacks_is_named(RawChangelog changelog, TestDatabase live, int version) throws Exception {
        pend(changelog, sql("create extension postgis", "drop extension postgis"));

        assertThat(reports(live))
                .isEqualTo(
                        """
                pending
                  locks no existing table
                  ERROR migration-fails
                    Statement 1 fails: ERROR: extension "postgis" is not available%s: create extension postgis
                      Neither does your server have the extension postgis. Install it there first.
                """.formatted(
                                        version < 15
                                                ? ""
                                                : "\n      Hint: The extension must first be installed on the system where PostgreSQL is running."));
    }

    private void what_only_a_newer_version_can_do_is_an_error(RawChangelog changelog, TestDatabase live, int version)
            throws Exception {
        if (NEWER.containsKey(version)) {
            List<String> newer = NEWER.get(version);
            pend(changelog, sql(newer.get(0), "select 1"));

            assertThat(reports(live)).startsWith("""
                    pending
                      locks no existing table
                      ERROR migration-fails
                        Statement 1 fails: ERROR: %s""".formatted(newer.get(1)));
        }
    }

    /** The programs come as docs/lint.md tells a user to get them. */
    private TestCluster server(int version) throws Exception {
        Optional<TestCluster> server = TestCluster.ofMajor(version);
        if (server.isEmpty()) {
            new TestProject(folder).mvn("-q", "dependency:get", "-Dartifact=" + TestCluster.artifact(version));
            server = TestCluster.ofMajor(version);
        }
        assumeTrue(server.isPresent(), "Maven did not get " + TestCluster.artifact(version));
        return server.get();
    }

    /** In place of the last one. */
    private void pend(RawChangelog changelog, String changeSet) throws IOException {
        Files.deleteIfExists(folder.resolve("changelog/changes/pending.yaml"));
        changelog.file("changelog/changes/pending.yaml", """
                databaseChangeLog:
                - changeSet:
                    id: pending
                    author: test
                """ + changeSet);
        changelog.master("databaseChangeLog:\n" + TestProject.include(FIRST) + TestProject.include("pending"));
    }

    private static String sql(String sql, String rollback) {
        return "    changes:\n    - sql: {sql: \"%s\"}\n    rollback:\n    - sql: {sql: \"%s\"}\n"
                .formatted(sql.replace("\"", "\\\""), rollback);
    }

    private String reports(TestDatabase live) throws Exception {
        return linted(live).stream().map(LintedMigration::report).collect(Collectors.joining());
    }

    private List<LintedMigration> linted(TestDatabase live) throws Exception {
        return with(live, liquibase -> {
            Lint lint = new Lint(liquibase.getDatabase(), new Contexts(), new LabelExpression());
            List<LintedMigration> linted = lint.pending(liquibase.getDatabaseChangeLog());
            assertThat(lint.version(linted))
                    .isEqualTo(
                            live.majorVersion() == 18
                                            || linted.stream().allMatch(one -> one.migration()
                                                    .failure()
                                                    .isEmpty())
                                    ? Optional.empty()
                                    : Optional.of("Tried on PostgreSQL %d, the version of your server."
                                            .formatted(live.majorVersion())));
            return linted;
        });
    }

    private void update(TestDatabase live) throws Exception {
        with(live, liquibase -> {
            liquibase.update(new Contexts());
            return null;
        });
    }

    private interface Call<T> {
        T on(Liquibase liquibase) throws Exception;
    }

    private <T> T with(TestDatabase live, Call<T> call) throws Exception {
        var files = new DirectoryResourceAccessor(folder);
        try (var liquibase =
                new Liquibase("changelog/db.changelog-master.yaml", files, new JdbcConnection(live.connect()))) {
            return Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), files), () -> call.on(liquibase));
        }
    }
}
