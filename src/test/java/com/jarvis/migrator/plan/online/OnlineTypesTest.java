package com.jarvis.migrator.plan.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.OnlineMigrations;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.MigrationFiles;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of types that {@code -Donline} refuses: the steps that it prints lead to the values under the new types. */
@Tag(TestSet.SLOW)
class OnlineTypesTest {

    @TempDir
    private Path folder;

    private LiveProject project;

    @BeforeEach
    void create_a_database() throws Exception {
        project = LiveProject.in(folder);
    }

    @AfterEach
    void drop_the_database() throws Exception {
        project.close();
    }

    /**
     * @param types the types before, after, and the new versions beside those before
     * @param column the type of the column, and that of the new column
     * @param values what is inserted, and what the new column contains then
     */
    record Change(List<List<String>> types, List<String> column, List<String> values, String definitions) {}

    static Stream<Change> changes() {
        List<String> three = List.of("create type x as enum ('A', 'B', 'C')");
        List<String> two = List.of("create type x as enum ('A', 'B')");
        List<String> beside = List.of("create type x_new as enum ('A', 'B')");
        String copy = "x_new, a copy of the Java enum of x without C";
        return Stream.of(
                new Change(List.of(three, two, beside), List.of("x", "x_new"), List.of("'A'", "A"), copy + "."),
                new Change(List.of(three, two, beside), List.of("x", "x_new"), List.of("'C'", ""), copy + "."),
                new Change(
                        List.of(three, two, beside),
                        List.of("x[]", "x_new[]"),
                        List.of("'{A,B}'", "{A,B}"),
                        copy + "."),
                new Change(
                        List.of(
                                with(three, "create type s as (x x, n text)"),
                                with(two, "create type s as (x x, n text)"),
                                with(beside, "create type s_new as (x x_new, n text)")),
                        List.of("s", "s_new"),
                        List.of("('A', 'a, \"b\"')", "(A,\"a, \"\"b\"\"\")"),
                        copy + "; s_new, a copy of the class with @Struct(name = \"s\") with x_new."),
                new Change(
                        List.of(
                                with(three, "create type s as (x x, n text)"),
                                with(two, "create type s as (x x, n text)"),
                                with(beside, "create type s_new as (x x_new, n text)")),
                        List.of("s[]", "s_new[]"),
                        List.of("array[('A', 'a'), null, ('B', null)]::s[]", "{\"(A,a)\",NULL,\"(B,)\"}"),
                        copy + "; s_new, a copy of the class with @Struct(name = \"s\") with x_new."),
                new Change(
                        List.of(
                                with(three, "create domain d as x check (value <> 'B')"),
                                with(two, "create domain d as x check (value <> 'B')"),
                                with(beside, "create domain d_new as x_new check (value <> 'B')")),
                        List.of("d", "d_new"),
                        List.of("'A'", "A"),
                        copy
                                + "; d_new, a copy of domain d with x_new (diff never drops a domain: in step 5, drop the column and then the domain by hand, with -Dempty)."),
                new Change(
                        List.of(
                                List.of("create type s as (a integer, b text)"),
                                List.of("create type s as (b text, a bigint)"),
                                List.of("create type s_new as (b text, a bigint)")),
                        List.of("s", "s_new"),
                        List.of("(1, 'one')", "(one,1)"),
                        "s_new, a copy of the class with @Struct(name = \"s\") with the new attributes."),
                new Change(
                        List.of(
                                List.of("create type s as (a integer, b text)", "create type o as (s s, n text)"),
                                List.of("create type s as (b text, a bigint)", "create type o as (s s, n text)"),
                                List.of(
                                        "create type s_new as (b text, a bigint)",
                                        "create type o_new as (s s_new, n text)")),
                        List.of("o[]", "o_new[]"),
                        List.of("array[row(row(1, 'one')::s, 'n')::o]", "{\"(\\\"(one,1)\\\",n)\"}"),
                        "s_new, a copy of the class with @Struct(name = \"s\") with the new attributes;"
                                + " o_new, a copy of the class with @Struct(name = \"o\") with s_new."));
    }

    private static List<String> with(List<String> types, String more) {
        return Stream.concat(types.stream(), Stream.of(more)).toList();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void the_steps_that_the_refusal_prints_lead_to_the_new_types(Change change) throws Exception {
        List<String> before = with(
                change.types().get(0),
                "create table t (id bigint primary key, c " + change.column().get(0) + ")");
        for (String statement : before) {
            project.database().execute(statement);
        }
        project.database().execute("insert into t values (1, " + change.values().get(0) + "), (2, null)");
        List<String> after = with(
                change.types().get(1),
                "create table t (id bigint primary key, c " + change.column().get(0) + ")");
        MigratorException refusal = catchThrowableOfType(MigratorException.class, () -> migrate(after));
        assertThat(refusal.getMessage().lines()).contains(change.definitions());
        assertThat(refusal.getMessage())
                .contains("add one with @Column(name = \"c_new\") of type "
                        + change.column().get(1) + ":");

        migrate(Stream.of(
                        change.types().get(0),
                        change.types().get(2),
                        List.of("create table t (id bigint primary key, c %s, c_new %s)"
                                .formatted(
                                        change.column().get(0), change.column().get(1))))
                .flatMap(List::stream)
                .toList());
        for (String line : refusal.getMessage()
                .lines()
                .filter(line -> line.startsWith("       update "))
                .toList()) {
            project.database().execute(line);
        }
        if (change.definitions().contains("domain")) {
            project.database().execute("alter table t drop column c; drop domain d");
        }
        migrate(with(
                change.types().get(2),
                "create table t (id bigint primary key, c_new "
                        + change.column().get(1) + ")"));
        assertThat(project.database().strings("select coalesce(c_new::text, '') from t order by id"))
                .containsExactly(change.values().get(1), "");
    }

    @Test
    void the_names_of_helpers_are_neither_printed_nor_proposed_if_they_are_taken() throws Exception {
        project.database().execute("""
                create type x as enum ('A', 'B', 'C'); create type x_new as enum ('A');
                create table x_old (id bigint primary key); create table t (id bigint primary key, c x, c_new x_new)""");
        assertThatThrownBy(() -> migrate(List.of(
                        "create type x as enum ('A', 'B')",
                        "create type x_new as enum ('A')",
                        "create table x_old (id bigint primary key)",
                        "create table t (id bigint primary key, c x, c_new x_new)")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Type x would be created again, and the values of column t.c converted. PostgreSQL rewrites every table with values of the type for that, which blocks reads and writes.
                Nothing was written. Expand and contract instead, with a release between the steps, and with new types:
                x_new2, a copy of the Java enum of x without C.
                  1. Beside the attribute of c, add one with @Column(name = "c_new2") of type x_new2:
                       mvn compile liquibase:diff -Donline
                  2. Release code that writes both c and c_new2.
                  3. Fill in the existing rows, in batches, until none is updated:
                       update t set c_new2 = c::text::x_new2 where ctid = any (array(select ctid from t where c_new2 is null and c is not null limit 1000))
                  4. Release code that reads c_new2 only.
                  5. Remove the attribute of c:
                       mvn compile liquibase:diff -Donline -Dallow=drop
                If the table is small, or may be unavailable for a while, run diff without -Donline:
                  mvn compile liquibase:diff""");
    }

    private void migrate(List<String> model) throws Exception {
        Settings settings = new Settings("Online", "jarvis", Set.of("drop"), "none", null);
        try (Connection connection = project.database().connect()) {
            files().write(new Autogenerate(
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)),
                            settings,
                            new OnlineMigrations(settings, files().revisions())::of)
                    .run(model, (statement, position) -> "")
                    .migrations());
        }
        project.update();
    }

    private MigrationFiles files() {
        return new MigrationFiles(
                new MasterChangelog(folder.resolve("changelog/db.changelog-master.yaml")),
                folder.resolve("changelog/changes"));
    }
}
