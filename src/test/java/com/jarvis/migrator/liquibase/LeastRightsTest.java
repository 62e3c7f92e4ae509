package com.jarvis.migrator.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeastRightsTest {

    private static final String PASSWORD = "Tr0ub4dor-and-3";

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
}
