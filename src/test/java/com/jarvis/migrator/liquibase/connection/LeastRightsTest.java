package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeastRightsTest {

    private static final String PASSWORD = "Tr0ub4dor-and-3";

    @Tag(TestSet.PROCESS)
    @Test
    void every_goal_runs_with_the_rights_that_the_manual_lists_and_prints_no_password(@TempDir Path folder)
            throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        try (TestDatabase database = TestDatabase.create()) {
            database.execute("""
                    create role %1$s login password '%2$s';
                    revoke all on database %1$s from public;
                    revoke all on schema public from public;
                    grant connect, create on database %1$s to %1$s;
                    grant usage, create on schema public to %1$s""".formatted(database.name(), PASSWORD));
            try {
                var role = new TestDatabase(database.name(), database.url(), database.name(), PASSWORD);

                TestProject.Run run = project.mvn(
                        role,
                        "liquibase:update",
                        "liquibase:status",
                        "liquibase:history",
                        "liquibase:updateSQL",
                        "liquibase:diff",
                        "liquibase:rollback",
                        "-Dliquibase.rollbackCount=1");
                TestProject.Run emptied =
                        project.mvn(role, "liquibase:update", "liquibase:changelogSync", "liquibase:dropAll");

                assertThat(run.exitCode()).as(run.output()).isZero();
                assertThat(emptied.exitCode()).as(emptied.output()).isZero();
                assertThat(database.strings("select count(*) from pg_tables where schemaname = 'public'"))
                        .containsExactly("0");
                assertThat(run.output() + emptied.output()).doesNotContain(PASSWORD);
            } finally {
                database.execute("drop owned by %1$s; drop role %1$s".formatted(database.name()));
            }
        }
    }

    @Test
    void what_belongs_to_others_is_told_before_update_fails_on_it(@TempDir Path folder) throws Exception {
        try (LiveProject owner = LiveProject.in(folder)) {
            TestDatabase database = owner.database();
            String role = database.name() + "_migrator";
            database.execute("""
                    create role %1$s login password '%2$s';
                    grant create on database %3$s to %1$s;
                    grant usage, create on schema public to %1$s;
                    create type "Mood" as enum ('GOOD');
                    create table person (id bigint primary key);
                    create table note (id bigserial primary key, mood "Mood", person_id bigint);
                    create table mine (id bigint primary key);
                    alter table mine owner to %1$s;
                    grant select on all tables in schema public to %1$s""".formatted(role, PASSWORD, database.name()));
            try {
                LiveProject project =
                        new LiveProject(folder, new TestDatabase(database.name(), database.url(), role, PASSWORD));
                List<String> model = List.of(
                        "create type \"Mood\" as enum ('GOOD', 'BAD')",
                        "create table person (id bigint primary key)",
                        "create table message (id bigserial primary key, mood \"Mood\", person_id bigint references person)",
                        "create table mine (id bigint primary key, name text)",
                        "create table other (id bigint primary key)");

                Autogenerate.Outcome outcome = diff(project, model, "note:message");

                assertThat(outcome.warnings()).containsExactly("""
                        role %1$s lacks privileges for these changes, so update would fail. Run update as postgres, or have a superuser run:
                            alter table note owner to %1$s;
                            alter type "Mood" owner to %1$s;
                            grant references on person to %1$s""".formatted(role));
                assertThatThrownBy(() -> project.apply(outcome.migration().orElseThrow()))
                        .hasStackTraceContaining("must be owner of ");
                database.execute(
                        outcome.warnings().get(0).replaceFirst(".*\n", "") + "; grant references on person to " + role);
                assertThat(diff(project, model, "note:message").warnings()).isEmpty();
                project.update();
                assertThat(diff(project, model, "none").migration()).isEmpty();
            } finally {
                database.execute("drop owned by %1$s cascade; drop role %1$s".formatted(role));
            }
        }
    }

    private static Autogenerate.Outcome diff(LiveProject project, List<String> model, String rename) throws Exception {
        return project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), rename);
    }
}
