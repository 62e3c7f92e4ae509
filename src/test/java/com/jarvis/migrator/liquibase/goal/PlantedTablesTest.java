package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Another role may create tables in public. Its function claims to be immutable, so PostgreSQL evaluates it for constants as soon
 * as somebody creates such a table again, or plans a query on it.
 */
@Tag(TestSet.SLOW)
class PlantedTablesTest {

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;
    private String low;

    @BeforeEach
    void plant() throws Exception {
        TestProject.changelogIn(folder);
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).overGoalConnection();
        changelog.update();
        low = database.name() + "_low";
        database.execute("""
                create role %1$s;
                grant create on schema public to %1$s;
                create schema traps authorization %1$s;
                set role %1$s;
                create sequence traps.sprung;
                create function g(int) returns int immutable language plpgsql as $$
                begin perform pg_catalog.nextval('traps.sprung'); return 1; end $$""".formatted(low));
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
        try (TestDatabase other = TestDatabase.create()) {
            other.execute("drop role " + low);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table bait (id int, n int generated always as (g(1)) stored)",
                "create table bait (id int check (id > g(1)))",
                "create table bait (id int); create index on bait ((id + g(1)))",
                "create table bait (id int); create index on bait (id) where id > g(1)",
                "create table bait (id int) partition by range ((id + g(1)))"
            })
    void a_comparison_does_not_create_one_again(String table) throws Exception {
        database.execute("set role %s; %s; alter sequence traps.sprung restart".formatted(low, table));
        String reason = """
                The live schema was not compared: table bait uses the function g(integer), which belongs to the role %s.
                %sA comparison creates the table again in a scratch schema, and could run that with the rights of the role postgres.
                %sLeave the table out with -Dexclude=…, or, if you trust the owner, make it this role:
                %s  alter … owner to postgres""";

        assertThat(changelog.status()).contains("which has more than entities and migrations:\n  table (1): bait\n");
        assertThat(changelog.with("adopt", "strict").status())
                .contains("Model     was not compared:\n  " + reason.formatted(low, "  ", "  ", "  "));
        assertThatThrownBy(() -> changelog
                        .with("adopt", "strict")
                        .with("allow", "drop")
                        .with("message", "x")
                        .command("diffChangeLog", Map.of()))
                .hasMessage(reason.formatted(low, "", "", ""));
        assertThat(changelog.with("exclude", "bait").status()).contains("Model     matches the live schema");
        assertThat(database.strings("select is_called from traps.sprung")).containsExactly("f");
    }

    @Test
    void drop_all_plans_no_query_on_one() throws Exception {
        database.execute("""
                set role %s;
                create table bait (id int);
                create index on bait ((id + g(1)));
                create statistics bait_statistics on (id + g(1)), id from bait;
                insert into bait values (1);
                alter sequence traps.sprung restart""".formatted(low));

        assertThatThrownBy(() -> changelog.dropAll()).hasMessageContaining("table bait: ");
        assertThat(database.strings("select is_called from traps.sprung")).containsExactly("f");
    }
}
