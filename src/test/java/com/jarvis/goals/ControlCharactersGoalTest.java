package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.liquibase.Main;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Maven, Liquibase and the driver print around our texts has no control characters of others either. */
@Tag(TestSet.PROCESS)
class ControlCharactersGoalTest {

    private static final String SHOWN = "\\u001B[2K\\u202E\\n::error::f";

    @TempDir
    private Path folder;

    private TestProject project;
    private TestDatabase database;

    @BeforeEach
    void copy() {
        project = TestProject.copiedTo(folder);
        database = TestDatabase.create();
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void maven_prints_none() throws Exception {
        printable(project.mvn(database, "liquibase:update"), 0);
        plant();
        assertThat(printable(project.mvn(database, "liquibase:status", "-Dcheck"), 1))
                .contains("  sequence (1): s" + SHOWN + "\n");
        add("one", "raise warning '%', e'" + SHOWN + "'");
        assertThat(printable(project.mvn(database, "liquibase:update"), 0)).contains("Applied one");
        add("two", "raise exception '%', e'" + SHOWN + "'");
        assertThat(printable(project.mvn(database, "-e", "liquibase:update"), 1))
                .contains("ERROR: " + SHOWN + " (P0001)", "    at ");
        printable(project.mvn(database, "liquibase:validate"), 1);
    }

    @Test
    void the_jar_prints_none() throws Exception {
        printable(jar("update"), 0);
        plant();
        assertThat(printable(jar("status"), 0)).contains("  sequence (1): s" + SHOWN + "\n");
        add("one", "raise warning '%', e'" + SHOWN + "'");
        assertThat(printable(jar("--log-level=info", "update"), 0)).contains("Applied one");
        add("two", "raise exception '%', e'" + SHOWN + "'");
        assertThat(printable(jar("update"), 1)).contains("ERROR: " + SHOWN + " (P0001)");
        printable(jar("execute-sql", "--sql=select e'" + SHOWN + "' as evil"), 0);
        printable(jar("list-locks"), 0);
        assertThat(jar("update-sql").output()).contains("raise exception").doesNotContain("\\\\u");
    }

    private Run jar(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("java", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("-Dliquibase.searchPath=.", "-Dmodel.packages=" + TestProject.PACKAGE));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return project.run(Map.of("DATABASE_URL", database.uri()), command.toArray(String[]::new));
    }

    private void plant() throws SQLException {
        database.execute("do $$ begin execute format('create sequence %I', e's" + SHOWN + "'); end $$");
    }

    private void add(String revision, String statement) throws Exception {
        project.add(revision, """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: test
                    changes:
                    - sql:
                        sql: "do $$ begin %2$s; end $$"
                        splitStatements: false
                    - tagDatabase:
                        tag: %1$s
                    rollback:
                    - empty: {}
                """.formatted(revision, statement.replace("\\", "\\\\")));
    }

    private static String printable(Run run, int exitCode) {
        assertThat(run.output()).isEqualTo(Printable.text(run.output()));
        assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
        return run.output();
    }
}
