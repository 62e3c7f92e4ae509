package com.jarvis.migrator.liquibase.goal;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.migrator.Printable;
import com.jarvis.testing.Migrations;
import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Names and texts that clear a terminal, hide what follows, or begin a line that a CI server takes for a command. */
@Tag(TestSet.SLOW)
class ControlCharactersTest {

    private static final String THIRD = "20260209102000_add_messages_metadata";

    /** Erases the line, overwrites it, reverses it, and forges one; short enough for a name. */
    private static final String EVIL = "\u001b[2K\u009b1A\r\u202e\n::error::f";

    private static final String SHOWN = "\\u001B[2K\\u009B1A\\r\\u202E\\n::error::f";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void copy() {
        TestProject.changelogIn(folder);
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).overGoalConnection();
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void status_shows_one_object_in_one_line() throws Exception {
        changelog.update();
        database.execute("""
                do $$ begin
                  execute format('create sequence %I', E'a\\x1b]0;title\\x07\\x1b[2K\\x1b[1A\\n::error::forged');
                  execute format('comment on table notes is %L', E'x\\x1b[31mred\\n::add-mask::x');
                end $$""");

        assertThat(changelog.with("adopt", "strict").status().lines().skip(4)).containsExactly("""
                Model     differs from the live schema, which was changed by hand, without a migration. To undo that:
                  - sequence a\\u001B]0;title\\u0007\\u001B[2K\\u001B[1A\\n::error::forged
                  ~ table notes comment "x\\u001B[31mred\\n::add-mask::x" → none
                  mvn compile liquibase:diff -Dmessage="what changes" -Dadopt=strict    writes this as a migration
                Entities  in com.jarvis.testing.model; hibernate.physical_naming_strategy from -D or pom.xml""".split("\n"));
    }

    @Test
    void what_a_changeset_prints_is_printable() throws Exception {
        new RawChangelog(folder).add("20260301000000_talk", """
                    changes:
                    - output: {target: STDOUT, message: "\\e[31mred\\u009b1A\\u202e"}
                    - output: {target: STDERR, message: "\\e[2Kgone"}
                    rollback: []
                """);

        assertThat(changelog.command("update", Map.of()))
                .contains("red\\u009B1A\\u202E", "gone") // Liquibase removes ESC itself
                .doesNotContain("\u001b", "\u009b", "\u202e");
    }

    @Test
    void each_kind_of_object_is_printable_in_each_report() throws Exception {
        changelog.update();
        plantObjects();

        assertThat(printable(changelog.status())).contains("  table (1): t" + SHOWN, "  index (1): i" + SHOWN);
        changelog = changelog.with("adopt", "strict");
        assertThat(printable(changelog.status()))
                .contains(
                        "  - table t" + SHOWN,
                        "  - column users.c" + SHOWN,
                        "  - index i" + SHOWN,
                        "  - check constraint users.k" + SHOWN,
                        "  - sequence s" + SHOWN,
                        "  - type m" + SHOWN);
        assertThat(said("validate", changelog)).contains("No migration is pending.");
        assertThat(said("diffChangelog", changelog))
                .contains("The migration would lose data", "  table t" + SHOWN + ": 1 row");
        assertThat(said("diffChangelog", changelog.with("online", "true"))).contains("t" + SHOWN);
        assertThat(said("rollbackCount", changelog)).contains("  table users: 1 row");
        assertThat(said("dropAll", changelog)).contains("  table \"t" + SHOWN + "\": 1 row");
        assertThat(said("changelogSync", changelog.with("liquibase.databaseChangelogTableName", "other_history")))
                .contains("so nothing was marked as run", "  - table t" + SHOWN);
    }

    @Test
    void each_kind_of_object_in_the_way_is_printable() throws Exception {
        changelog.update();
        plantObjects();
        changelog = changelog.with("adopt", "strict");
        String column = "select %s from users".formatted(evil("c"));

        database.execute("create view %s as %s".formatted(evil("v"), column));
        assertThat(said("diffChangelog", changelog)).contains("View v" + SHOWN + " reads users.c" + SHOWN);
        said("rollbackCount", changelog);
        database.execute("drop view " + evil("v"));

        database.execute("create materialized view %s as %s".formatted(evil("n"), column));
        database.execute("create policy %s on users using (%s is null)".formatted(evil("o"), evil("c")));
        assertThat(said("diffChangelog", changelog))
                .contains("Objects that the model does not define depend on what the migration drops", "n" + SHOWN);
        said("rollbackCount", changelog);
        said("dropAll", changelog);
        database.execute("drop policy %s on users".formatted(evil("o")));
        database.execute("drop materialized view " + evil("n"));

        database.execute("create role %1$s; alter table users owner to %1$s".formatted(evil("u")));
        try {
            said("diffChangelog", changelog.with("allow", "drop"));
        } finally {
            database.execute("alter table users owner to current_user; drop role " + evil("u"));
        }
    }

    @Test
    void each_kind_of_object_left_alone_is_printable() throws Exception {
        changelog.update();
        database.execute(String.join(
                ";\n",
                "create view %s as select %s as x".formatted(evil("w"), literal(EVIL)),
                "create materialized view %s as select %s as x".formatted(evil("n"), literal(EVIL)),
                "create domain %s as text default %s check (value <> %2$s)".formatted(evil("d"), literal(EVIL)),
                "create function %s() returns trigger language plpgsql as 'begin return new; end'".formatted(evil("g")),
                "create trigger %s before insert on users for each row execute function %s()"
                        .formatted(evil("r"), evil("g")),
                "create policy %s on users".formatted(evil("p")),
                "create schema " + evil("z"),
                "create table %s.%s (id int)".formatted(evil("z"), evil("t"))));

        printable(changelog.status());
        assertThat(said("diffChangelog", changelog))
                .contains(
                        "view w" + SHOWN,
                        "materialized view n" + SHOWN,
                        "function g" + SHOWN,
                        "policy users.p" + SHOWN);
        said("dropAll", changelog);
    }

    private void plantObjects() throws SQLException {
        String table = evil("t");
        database.execute(String.join(
                ";\n",
                "create type %s as enum (%s, 'b')".formatted(evil("m"), literal("a" + EVIL)),
                "create type %s as (%s int)".formatted(evil("y"), evil("a")),
                "create sequence " + evil("s"),
                "create table %s (%s int primary key, %s text default %s, m %s)"
                        .formatted(table, evil("c"), evil("e"), literal(EVIL), evil("m")),
                "insert into %s values (1)".formatted(table),
                "comment on table %s is %s".formatted(table, literal(EVIL)),
                "comment on column users.email is " + literal(EVIL),
                "comment on type %s is %s".formatted(evil("m"), literal(EVIL)),
                "alter table users add column %s text default %s".formatted(evil("c"), literal(EVIL)),
                "alter table users alter column display_name set default " + literal(EVIL),
                "alter table users add constraint %s check (email <> %s)".formatted(evil("k"), literal(EVIL)),
                "alter table %s add constraint %s foreign key (%s) references %1$s"
                        .formatted(table, evil("f"), evil("c")),
                "create index %s on users (email)".formatted(evil("i")),
                "insert into users (id, email, display_name) values (gen_random_uuid(), 'a@example.com', 'A')"));
    }

    @Test
    void a_migration_names_what_it_drops_in_comments_that_stay_comments() throws Exception {
        changelog.update();
        String name = "t" + EVIL.replace("\r", ""); // which Liquibase does not keep in a statement
        database.execute("create table %s (id int)".formatted(quote(name)));

        Set<Path> before = files();
        printable(changelog.with("allow", "drop").with("adopt", "strict").command("diffChangelog", Map.of()));

        Set<Path> written = files();
        written.removeAll(before);
        String text = Files.readString(written.iterator().next());
        assertThat(text).startsWith("""
                # Drops table %1$s.
                # Rollback restores the structure only: the rows of table %1$s are gone.
                databaseChangeLog:
                """.formatted(Printable.line(name)));
        assertThat(new Yaml().<Map<String, Object>>load(text)).containsOnlyKeys("databaseChangeLog");
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("changelog/changes"))) {
            return files.collect(Collectors.toSet());
        }
    }

    @Test
    void a_history_that_others_wrote_is_printable() throws Exception {
        changelog.updateTo("20260126143000_create_chats_and_messages");
        database.execute("""
                insert into databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype, description, comments, tag)
                select %1$s || n, %1$s, 'changelog/' || %1$s, now(), 100 + n, 'EXECUTED', %1$s, 'c' || %1$s, %1$s || n
                from generate_series(1, 2) n""".formatted(literal(EVIL)));

        printable(changelog.status());
        assertThat(printable(changelog.with("verbose", "true").history())).contains(SHOWN + "1", SHOWN + "2");
        said("diffChangelog", changelog);
        said("rollbackCount", changelog);
        said("validate", changelog);
        assertThat(printable(catchThrowable(() -> changelog.rollbackTo("nothing like it"))
                        .getMessage()))
                .contains("  " + SHOWN + "1");
        printable(catchThrowable(() -> changelog.rollbackTo(EVIL)).getMessage());
        printable(
                catchThrowable(() -> changelog.with("revision", EVIL).history()).getMessage());
        printable(changelog.command("update", Map.of()));
    }

    @Test
    void a_migration_with_such_an_id_and_such_statements_is_printable() throws Exception {
        String id = Printable.line(EVIL); // as an escape, which a quoted text of YAML understands
        id = id.replace("\\u009B", "\\x9b");
        Files.writeString(folder.resolve("changelog/db.changelog-master.yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: "%1$s"
                    author: "%1$s"
                    comment: "%1$s"
                    preConditions:
                    - onFail: CONTINUE
                    - onFailMessage: "%1$s"
                    - sqlCheck:
                        expectedResult: "%1$s"
                        sql: select 1
                    changes:
                    - sql:
                        sql: select 1
                - changeSet:
                    id: "a%1$s"
                    author: "%1$s"
                    changes:
                    - sql:
                        sql: "create table t (id int); do $$ begin raise warning e'%1$s'; raise notice e'%1$s'; end $$"
                        splitStatements: false
                    - tagDatabase:
                        tag: "a%1$s"
                    rollback:
                    - sql:
                        sql: drop table t
                - changeSet:
                    id: "b%1$s"
                    author: "%1$s"
                    context: "other"
                    changes:
                    - sql:
                        sql: select 1
                """.formatted(id));

        printable(changelog.status());
        said("validate", changelog);
        assertThat(printable(changelog.command("update", Map.of("contexts", "mine"))))
                .contains("Applied changelog/db.changelog-master.yaml::a" + SHOWN + "::" + SHOWN);
        printable(changelog.with("verbose", "true").history());
        database.execute("insert into t values (1)");
        said("rollbackCount", changelog);
        assertThat(printable(changelog.with("allow", "drop").command("rollbackCount", Map.of("count", 1))))
                .contains("Rolled back changelog/db.changelog-master.yaml::a" + SHOWN);
        assertThat(printable(changelog.with("allow", "drift").command("changelogSync", Map.of())))
                .contains("Marked as run: changelog/db.changelog-master.yaml::a" + SHOWN);
    }

    @Test
    void a_refused_statement_is_printable_with_the_values_of_its_rows() throws Exception {
        database.execute("create table t (a text unique); insert into t values (" + asEscapes() + ")");
        new Migrations(folder).add("two", List.of("insert into t values (" + asEscapes() + ")"), List.of("select 1"));

        assertThat(printable(catchThrowable(changelog::update).getMessage()))
                .isEqualTo("""
                changelog/changes/two.yaml failed and is not applied; those before it are.

                    insert into t values (%s)

                ERROR: duplicate key value violates unique constraint "t_a_key" (23505)
                Detail: Key (a)=(%s) already exists.

                Fix the migration and run it again:
                  mvn liquibase:update""".formatted(asEscapes(), SHOWN));
    }

    @Test
    void what_a_function_says_is_printable() throws Exception {
        String raise = "do $$ begin raise exception using message = %1$s, detail = %1$s, hint = %1$s; end $$";
        new Migrations(folder).add("one", List.of(raise.formatted(asEscapes())), List.of("select 1"));

        Throwable refusal = catchThrowable(changelog::update);
        assertThat(printable(refusal.getMessage())).contains("""
                ERROR: %1$s (P0001)
                Detail: %1$s
                Hint: %1$s
                Context: PL/pgSQL function""".formatted(SHOWN));
        StringWriter trace = new StringWriter(); // for mvn -e
        refusal.printStackTrace(new PrintWriter(trace));
        assertThat(printable(trace.toString()))
                .contains("Caused by: org.postgresql.util.PSQLException: ERROR: \\u001B[2K\\u009B1A\\r\\u202E\n");
    }

    @Test
    void who_blocks_a_migration_is_printable() throws Exception {
        changelog.updateTo("20260126143000_create_chats_and_messages");
        Properties properties = new Properties();
        properties.setProperty("user", database.username());
        properties.setProperty("password", database.password());
        properties.setProperty("ApplicationName", EVIL);
        try (Connection blocker = DriverManager.getConnection(database.url(), properties)) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("lock table messages /* " + EVIL + " */");

            TestChangelog impatient = changelog.with("lock.timeout", "2s").with("lock.retries", "1");
            var printed = new ByteArrayOutputStream();
            PrintStream out = System.out;
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Throwable refusal;
            try {
                refusal = catchThrowable(impatient::update);
            } finally {
                System.setOut(out);
            }
            assertThat(printable(refusal.getMessage()))
                    .contains(
                            "idle in transaction for ",
                            ": lock table messages /* \\u001B[2K\\u009B1A \\u202E ::error::f */");
            assertThat(printable(printed.toString(StandardCharsets.UTF_8)))
                    .contains(" got no lock in 2 s, held by pid ");
        }
    }

    @Test
    void a_finding_is_printable_with_the_names_in_it() throws Exception {
        for (Path file : files()) {
            Files.delete(file);
        }
        String dynamic = "do $$ begin execute format('%s', e't" + SHOWN + "'); end $$";
        Migrations migrations = new Migrations(folder)
                .add("one", List.of(dynamic.formatted("create table %I (id int)")), List.of("select 1"));
        changelog.update();
        migrations.add("two", List.of(dynamic.formatted("drop table %I")), List.of("select 1"));

        assertThat(said("validate", changelog.with("lint.fail", "never")))
                .contains(
                        "\n  \"t" + SHOWN + "\": ACCESS EXCLUSIVE from statement 1",
                        "ERROR ban-drop-table in statement 1: do $$",
                        "Drops table \"t" + SHOWN + "\"");
        assertThat(Files.readString(folder.resolve("target/lint.sarif")))
                .contains("t" + SHOWN.replace("\\", "\\\\"))
                .doesNotContain("\u009b", "\u202e");
    }

    /** Runs the command and returns what it prints, and the message if it fails; each line has to be printable. */
    private static String said(String command, TestChangelog changelog) throws Exception {
        StringBuilder said = new StringBuilder();
        Throwable refusal = catchThrowable(() -> said.append(
                changelog.command(command, command.equals("rollbackCount") ? Map.of("count", 3) : Map.of())));
        return printable(said + (refusal == null ? "" : refusal.getMessage()));
    }

    private static String printable(String text) {
        assertThat(text).isNotEmpty().isEqualTo(Printable.text(text));
        assertThat(text.lines()).noneMatch(line -> line.strip().startsWith("::"));
        return text;
    }

    private static String evil(String name) {
        return quote(name + EVIL);
    }

    /** As an SQL constant without such a character in it. */
    private static String asEscapes() {
        return "e'" + SHOWN + "'";
    }
}
