package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What rollbacks of each form destroy and what they do not: the blocks of losses.txt, as a superuser and as a plain owner. */
@Tag(TestSet.SLOW)
class LossesTest {

    /** A block of losses.txt. */
    private record Case(String title, List<String> lines) {

        List<String> values(String key) {
            return lines.stream()
                    .filter(line -> line.startsWith(key + ":"))
                    .map(line -> line.substring(key.length() + 1).strip())
                    .toList();
        }

        boolean has(String key) {
            return !values(key).isEmpty();
        }

        String rows() {
            return has("rows") ? values("rows").get(0) : "insert into notes values (1, 'abc'), (2, 'def')";
        }

        @Override
        public String toString() {
            return title;
        }
    }

    @TempDir
    Path project;

    private static TestDatabase superuser;
    private static TestDatabase owner;

    @BeforeAll
    static void create() throws SQLException {
        superuser = TestDatabase.create();
        owner = ownedByRole(TestDatabase.create());
    }

    @AfterAll
    static void drop() throws SQLException {
        superuser.close();
        owner.close();
        try (TestDatabase left = TestDatabase.create()) {
            left.execute("drop owned by %1$s; drop role %1$s".formatted(owner.username()));
        }
    }

    static List<Case> cases() throws IOException {
        try (var file = LossesTest.class.getResourceAsStream("/losses.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^#.*\n", "");
            return TestSet.of(
                    "LossesTest",
                    Stream.of(text.split("(?m)^= "))
                            .filter(block -> !block.isBlank())
                            .map(block -> block.strip()
                                    .lines()
                                    .filter(line -> !line.isBlank())
                                    .toList())
                            .map(lines -> new Case(lines.get(0), lines.subList(1, lines.size())))
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void as_a_superuser(Case one) throws Exception {
        rollBack(one, superuser, superuser);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void as_the_owner_of_the_database(Case one) throws Exception {
        TestDatabase admin = new TestDatabase(owner.name(), owner.url(), superuser.username(), superuser.password());
        rollBack(one, owner, admin);
    }

    private void rollBack(Case one, TestDatabase database, TestDatabase admin) throws Exception {
        assumeTrue(
                database.majorVersion() >= 15
                        || one.values("setup").stream().noneMatch(sql -> sql.contains(" on parameter ")),
                "GRANT … ON PARAMETER is new in PostgreSQL 15");
        admin.execute("""
                drop schema if exists arch cascade; drop schema public cascade; create schema public authorization %s;
                drop role if exists own1; select lo_unlink(oid) from pg_largeobject_metadata""".formatted(database.username()));
        for (String statement : one.values("setup")) {
            admin.execute(statement.replace("current_user", database.username()));
        }
        TestChangelog changelog = new TestChangelog(project, database);
        write(one);
        changelog.update();
        if (!one.rows().isEmpty()) {
            admin.execute(one.rows());
            admin.execute("""
                    do $$ declare one oid; begin for one in select oid from pg_largeobject_metadata loop
                    execute format('alter large object %%s owner to %%I', one, '%s'); end loop; end $$""".formatted(database.username()));
        }
        List<String> before = state(admin);

        if (one.has("loss")) {
            Throwable refusal = catchThrowable(() -> changelog.rollback(1));

            assertThat(refusal).hasMessage("""
                    This rollback would destroy data of %s, so nothing was done:
                    %s
                    Save what you need. To destroy the rest:
                      mvn liquibase:rollback -Dliquibase.rollbackCount=1 -Dallow=drop""".formatted(
                            database.name(),
                            one.values("loss").stream().map(loss -> "  " + loss).collect(Collectors.joining("\n"))));
            assertThat(state(admin)).isEqualTo(before);
        } else {
            String said = output(changelog);

            assertThat(said).isEqualTo("""
                            rollbackCount counts changesets; a file may have several.
                            Rolled back changelog/db.changelog-master.yaml::2_change::test%s
                            """.formatted(one.values("says").get(0)));
            assertThat(admin.strings("select id from databasechangelog")).containsExactly("1_base");
            assertThat(state(admin)).isNotEqualTo(before);
        }
    }

    private static String output(TestChangelog changelog) throws Exception {
        PrintStream console = System.out;
        var captured = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
            changelog.rollback(1);
        } finally {
            System.setOut(console);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    /** The schema and all rows. */
    private static List<String> state(TestDatabase database) throws SQLException {
        List<String> state = new ArrayList<>(CatalogText.of(database));
        for (String table : database.strings("""
                select oid::regclass from pg_class where relkind in ('r', 'm') and relispopulated
                and relnamespace::regnamespace::text in ('public', 'arch') order by 1""")) {
            state.addAll(database.strings(
                    "select '%s' || t from %s t order by 1".formatted(table.replace("'", "''"), table)));
        }
        return state;
    }

    private static TestDatabase ownedByRole(TestDatabase database) throws SQLException {
        String role = "owner_of_" + database.name();
        database.execute("create role %1$s login password 'x'; alter database %2$s owner to %1$s"
                .formatted(role, database.name()));
        return new TestDatabase(database.name(), database.url(), role, "x");
    }

    private void write(Case one) throws IOException {
        Path folder = Files.createDirectories(project.resolve("changelog"));
        List<String> down = new ArrayList<>(
                one.values("yaml").stream().map(change -> "    - " + change).toList());
        down.addAll(one.values("down").stream().map(LossesTest::sql).toList());
        List<String> up =
                new ArrayList<>(one.values("up").stream().map(LossesTest::sql).toList());
        up.add("    - tagDatabase: {tag: 2_change}");
        Files.writeString(folder.resolve("db.changelog-master.yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: 1_base
                    author: test
                    changes:
                %s
                - changeSet:
                    id: 2_change
                    author: test
                    changes:
                %s
                    rollback:
                %s
                """.formatted(
                        sql("create table notes (id int primary key, body text)"),
                        String.join("\n", up),
                        String.join("\n", down)));
    }

    private static String sql(String statement) {
        return "    - sql:\n        splitStatements: false\n        stripComments: false\n        sql: |-\n          "
                + statement;
    }
}
