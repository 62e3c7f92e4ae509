package com.jarvis.migrator.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.change.custom.CustomTaskChange;
import liquibase.change.custom.CustomTaskRollback;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.ValidationErrors;
import liquibase.precondition.CustomPrecondition;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A branch that nobody has read yet tries to run programs, to read files and to reach the live database. */
@Tag(TestSet.SLOW)
class UnreadBranchTest {

    private static final String REVISION = "20260301000000_evil";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestProject project;

    @BeforeEach
    void project() throws Exception {
        database = TestDatabase.create();
        project = TestProject.changelogIn(folder);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void programs_of_the_server_and_of_this_machine_are_named_and_not_run() throws Exception {
        new TestChangelog(folder, database).update();
        Path copy = folder.resolve("ran-by-copy");
        Path command = folder.resolve("ran-by-command");
        Path rollback = folder.resolve("ran-by-rollback");
        add(REVISION, """
                    - sql:
                        sql: create table evil (id bigint primary key)
                    - sql:
                        splitStatements: false
                        sql: copy (select 1) to program 'id > %s'
                    - executeCommand:
                        executable: touch
                        args:
                        - arg:
                            value: %s
                    rollback:
                    - executeCommand:
                        executable: touch
                        args:
                        - arg:
                            value: %s
                    - sql:
                        sql: drop table evil
                """.formatted(copy, command, rollback));

        assertThat(report(false)).isEqualTo("""
                20260301000000_evil
                  locks no existing table
                  not tried: statement 2 needs a superuser: %1$s
                  not tried: statement 3 runs a program on this machine (-Dtrust=changelog runs it): %2$s
                  not tried: its rollback runs a program on this machine (-Dtrust=changelog runs it): %3$s
                  WARNING runs-program
                    In its rollback, executeCommand runs a program on the machine of update: touch %6$s
                      Read what it does before you run update. If it is intended:
                        # lint:ignore runs-program <reason>
                  WARNING runs-program in statement 2: %1$s
                    COPY … PROGRAM runs a program on the database server: id > %4$s
                      Read what it does before you run update. If it is intended:
                        # lint:ignore runs-program <reason>
                  WARNING runs-program in statement 3: %2$s
                    executeCommand runs a program on the machine of update: touch %5$s
                      Read what it does before you run update. If it is intended:
                        # lint:ignore runs-program <reason>
                """.formatted(
                        shortened("copy (select 1) to program 'id > " + copy + "'"),
                        shortened("executeCommand touch " + command),
                        shortened("executeCommand touch " + rollback),
                        copy,
                        command,
                        rollback));
        assertThat(List.of(copy, command, rollback))
                .allSatisfy(file -> assertThat(file).doesNotExist());
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + " …";
    }

    @Test
    void a_trusted_changelog_runs_its_commands_without_the_passwords_of_the_environment() throws Exception {
        new TestChangelog(folder, database).update();
        Path command = folder.resolve("ran-by-command");
        Path rollback = folder.resolve("ran-by-rollback");
        add(REVISION, """
                    - executeCommand:
                        executable: touch
                        args:
                        - arg:
                            value: %s
                    rollback:
                    - executeCommand:
                        executable: touch
                        args:
                        - arg:
                            value: %s
                """.formatted(command, rollback));

        assertThat(report(true))
                .contains("WARNING runs-program in statement 1: executeCommand touch")
                .doesNotContain("not tried");
        assertThat(command).exists();
        assertThat(rollback).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select pg_read_file('PG_VERSION')",
                "select pg_ls_dir('.')",
                "select lo_import('/etc/hostname')",
                "create table hosts (line text); copy hosts from '/etc/hostname'",
                "load 'auto_explain'",
                "create function f(text) returns text language internal as 'upper'",
                "create function f() returns int language c as 'auto_explain', '_PG_init'",
                "create extension file_fdw",
                "create extension dblink",
                "alter role current_user superuser",
                "grant pg_execute_server_program to current_user",
                "set session authorization postgres",
                "set role postgres",
                "create publication p for all tables",
                "create function f() returns void language plpgsql as $$ begin copy (select 1) to program 'true'; end $$;"
                        + " select f()",
                "create function f() returns void language plpgsql security definer as"
                        + " $$ begin execute 'copy (select 1) to pro' || 'gram ''true'''; end $$; select f()",
            })
    void what_only_a_superuser_may_do_is_left_out_and_is_no_error(String sql) throws Exception {
        new TestChangelog(folder, database).update();
        add(
                REVISION,
                "    - sql:\n        splitStatements: %s\n        sql: \"%s\"\n    rollback: []\n"
                        .formatted(!sql.contains("$$"), sql));

        assertThat(report(false))
                .contains("  not tried: statement ", " needs a superuser: ")
                .doesNotContain("migration-fails");
    }

    @Test
    void a_function_that_the_changelog_plants_is_not_called_by_a_superuser() throws Exception {
        new TestChangelog(folder, database).update();
        Path file = folder.resolve("ran-by-superuser");
        add(REVISION, """
                    - sql:
                        splitStatements: false
                        sql: |
                          create function public.run(text, text) returns boolean language plpgsql as $$ begin
                            execute 'copy (select 1) to program ''touch %s''';
                            return true;
                          exception when insufficient_privilege then return true;
                          end $$;
                          create operator public.!~ (leftarg = text, rightarg = text, function = public.run);
                          create operator public.= (leftarg = text, rightarg = text, function = public.run);
                          create function public.format(text, name) returns text language sql as
                            'select case when public.run($1, $1) then $1 end';
                          alter database postgres set search_path = public, pg_catalog;
                          set search_path = public, pg_catalog;
                    - sql:
                        sql: create table evil (id bigint primary key, constraint ck check (id > 0))
                    rollback:
                    - sql:
                        splitStatements: false
                        sql: |
                          drop table evil; drop function public.format(text, name); drop operator public.!~ (text, text);
                          drop operator public.= (text, text); drop function public.run
                """.formatted(file));

        assertThatCode(() -> report(false)).doesNotThrowAnyException();
        assertThat(file).doesNotExist();
    }

    @Test
    void a_check_that_does_more_than_compute_does_not_run_on_the_rows_of_the_live_database() throws Exception {
        new TestChangelog(folder, database).update();
        database.execute("insert into users (id, display_name, email) values (gen_random_uuid(), 'a', 'a@x')");
        add(REVISION, """
                    - sql:
                        sql: >-
                          alter table users add constraint ck_evil check (query_to_xml(
                          'select pg_terminate_backend(pid) from pg_stat_activity where application_name=''shop''',
                          true, true, '') is null)
                    - sql:
                        sql: alter table users add constraint ck_plain check (length(lower(display_name)) > 1)
                    rollback:
                    - sql:
                        sql: alter table users drop constraint ck_plain, drop constraint ck_evil
                """);
        try (Connection shop = database.connect();
                Statement query = shop.createStatement()) {
            query.execute("set application_name = 'shop'");

            assertThat(report(false))
                    .contains("""
                              not counted: existing rows of users that violate CHECK ck_evil, because its expression uses more than immutable functions of PostgreSQL: nothing else of a migration runs on the live database
                            """)
                    .contains("CHECK ck_plain fails on 1 row of users")
                    .doesNotContain("ck_evil fails");
            query.execute("select 1");
        }
    }

    @Test
    void checks_and_indexes_whose_functions_only_pretend_to_be_immutable_are_not_counted() throws Exception {
        database.execute("create function harmless(text) returns boolean immutable language sql as 'select false'");
        new TestChangelog(folder, database).update();
        database.execute("insert into users (id, display_name, email) values (gen_random_uuid(), 'a', 'a@x')");
        add(REVISION, """
                    - sql:
                        splitStatements: false
                        sql: |
                          create function harmless(text) returns boolean immutable language sql as 'select true';
                          alter table users add constraint ck_evil check (harmless(display_name));
                          create unique index uq_evil on users (harmless(email));
                    rollback:
                    - sql:
                        splitStatements: false
                        sql: drop index uq_evil; alter table users drop constraint ck_evil; drop function harmless
                """);

        assertThat(report(false))
                .contains("not counted: existing rows of users that violate CHECK ck_evil", """
                          not counted: existing rows of users with equal values for unique index uq_evil, because its expressions use more \
                        than immutable functions of PostgreSQL: nothing else of a migration runs on the live database
                        """)
                .doesNotContain("existing-duplicates");
    }

    @Test
    void an_applied_command_or_java_class_does_not_run_again_and_what_it_may_have_created_is_no_error()
            throws Exception {
        Path runs = folder.resolve("runs");
        add("20260215000000_notify", """
                    - executeCommand:
                        executable: sh
                        args:
                        - arg:
                            value: -c
                        - arg:
                            value: echo run >> %s
                    - customChange:
                        class: %s
                        param:
                        - name: file
                          value: %s
                    rollback: []
                """.formatted(runs, Recorder.class.getName(), runs));
        new TestChangelog(folder, database).update();
        database.execute("create table made_by_class (id bigint primary key)");
        add(REVISION, """
                    - sql:
                        sql: alter table made_by_class add x int
                    rollback:
                    - sql:
                        sql: alter table made_by_class drop x
                """);
        List<String> once = Files.readAllLines(runs);

        assertThat(report(false)).isEqualTo("""
                20260301000000_evil
                  locks no existing table
                  not tried from statement 1 on, which may need what was not tried before: ERROR: relation "made_by_class" does not exist: alter table made_by_class add x int
                """);
        assertThat(once).containsExactly("run", "execute");
        assertThat(Files.readAllLines(runs)).isEqualTo(once);
    }

    @Test
    void java_classes_of_a_pending_migration_its_rollback_and_its_precondition_do_not_run() throws Exception {
        new TestChangelog(folder, database).update();
        Path runs = folder.resolve("runs");
        System.setProperty(Condition.FILE, runs.toString());
        try {
            add(REVISION, """
                        preConditions:
                        - customPrecondition: {className: %2$s}
                        changes:
                        - customChange:
                            class: %1$s
                            param:
                            - name: file
                              value: %3$s
                    """.formatted(Recorder.class.getName(), Condition.class.getName(), runs));

            assertThat(report(false)).contains("""
                      not tried: its precondition runs a program on this machine (-Dtrust=changelog runs it): customPrecondition %2$s
                      not tried: statement 1 runs a program on this machine (-Dtrust=changelog runs it): customChange %1$s
                      not tried: its rollback runs a program on this machine (-Dtrust=changelog runs it): customChange %1$s
                    """.formatted(Recorder.class.getName(), Condition.class.getName()));
            assertThat(runs).doesNotExist();

            report(true);
            assertThat(Files.readAllLines(runs)).containsExactly("check", "execute", "rollback");
        } finally {
            System.clearProperty(Condition.FILE);
        }
    }

    @Test
    void a_role_of_the_live_database_is_known_to_a_pending_migration() throws Exception {
        new TestChangelog(folder, database).update();
        String role = database.name() + "_reports";
        database.execute("create role " + role);
        try {
            add(REVISION, """
                        - sql:
                            sql: grant select on users to %1$s
                        rollback:
                        - sql:
                            sql: revoke select on users from %1$s
                    """.formatted(role));

            assertThat(report(false)).isEqualTo("""
                    20260301000000_evil
                      locks no existing table
                    """);
        } finally {
            database.execute("drop role " + role);
        }
    }

    private String report(boolean isTrusted) throws Exception {
        var files = new DirectoryResourceAccessor(folder);
        try (var liquibase =
                new Liquibase("changelog/db.changelog-master.yaml", files, new JdbcConnection(database.connect()))) {
            Database live = liquibase.getDatabase();
            DatabaseChangeLog changelog = liquibase.getDatabaseChangeLog();
            List<LintedMigration> linted = Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), files), () -> Lint.of(
                            live, new Contexts(), new LabelExpression(), Map.of("lint.small", "0"), folder, isTrusted)
                    .pending(changelog));
            return linted.get(linted.size() - 1).report();
        }
    }

    /** @param body the lines of the changeset after its author; those of its changes if it begins with one */
    private void add(String revision, String body) throws Exception {
        project.add(
                revision,
                "databaseChangeLog:\n- changeSet:\n    id: %s\n    author: x\n".formatted(revision)
                        + (body.startsWith("    - ") ? "    changes:\n" : "")
                        + body);
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes to a file when it runs. */
    public static final class Recorder implements CustomTaskChange, CustomTaskRollback {

        private String file;

        /** Called by Liquibase. */
        public void setFile(String path) {
            file = path;
        }

        @Override
        public void execute(Database given) {
            append(Path.of(file), "execute");
        }

        @Override
        public void rollback(Database given) {
            append(Path.of(file), "rollback");
        }

        @Override
        public String getConfirmationMessage() {
            return "";
        }

        @Override
        public void setUp() {}

        @Override
        public void setFileOpener(ResourceAccessor resources) {}

        @Override
        public ValidationErrors validate(Database given) {
            return new ValidationErrors();
        }
    }

    /** Writes to a file when it is checked. */
    public static final class Condition implements CustomPrecondition {

        static final String FILE = "test.condition.file";

        @Override
        public void check(Database given) {
            append(Path.of(System.getProperty(FILE)), "check");
        }
    }
}
