package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another role may create functions and operators in public, and plants better matches than PostgreSQL's own
 * (CVE-2018-1058): for each function that the migrator's classes name and for each usual operator.
 */
@Tag(TestSet.LOAD)
class PlantedFunctionsTest {

    @TempDir
    private Path folder;

    private TestProject project;
    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() {
        project = TestProject.changelogIn(folder);
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).overGoalConnection();
    }

    private void plant() throws Exception {
        database.execute(
                "create role %1$s; grant create on schema public to %1$s; create schema traps authorization %1$s; set role %1$s;\n"
                                .formatted(low())
                        + Files.readString(Path.of("src/test/resources/traps.sql"))
                                .replace(
                                        ":names",
                                        functions().stream().collect(Collectors.joining("', '", "array['", "']"))));
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
        try (TestDatabase other = TestDatabase.create()) {
            other.execute("drop role " + low());
        }
    }

    @Test
    void no_command_calls_one() throws Exception {
        changelog.updateTo("20260126143000_create_chats_and_messages");
        plant();
        assertThatTheTrapsWork();
        database.execute("""
                insert into users (id, email, display_name) values (pg_catalog.gen_random_uuid(), 'ada@example.org', 'Ada');
                insert into notes (id, title, body, user_id) select pg_catalog.gen_random_uuid(), 'plan', '', id from users""");
        assertThat(changelog.status()).contains("Pending   1 migration");
        changelog.with("lint.fail", "never").command("validate", Map.of());
        changelog.update();
        assertThat(changelog.status()).contains("Model     matches the live schema");
        assertThat(changelog.history()).contains("create_users_and_notes");
        changelog.command("updateSql", Map.of());
        changelog.tag("here");

        database.execute("alter table users drop constraint uq_users_email, add byhand text default 'x'");
        TestChangelog strict = changelog.with("adopt", "strict").with("message", "new");
        assertThatThrownBy(() -> strict.command("diffChangeLog", Map.of()))
                .hasMessageContaining("column users.byhand: 1 value");
        String danger =
                " because the function \"char\"(\"char\") belongs to the role " + low() + ", and a query could call it";
        assertThat(strict.with("allow", "drop").command("diffChangeLog", Map.of()))
                .contains("existing rows were not checked against new constraints," + danger);
        assertThat(changelog.with("lint.fail", "never").command("validate", Map.of()))
                .contains("not counted: existing rows," + danger);
        changelog.update();
        emptyTable();
        changelog.update();
        changelog.rollback(1); // the table is empty, which takes a second pass to know
        assertThat(database.strings("select count(*) from databasechangelog")).containsExactly("4");
        changelog.with("allow", "drop").rollbackTo("20260126143000_create_chats_and_messages");
        changelog.with("allow", "drift").sync();
        changelog.with("allow", "drop").command("dropAll", Map.of());

        assertThat(database.strings("select is_called from traps.sprung")).containsExactly("f");
    }

    @Test
    void a_migration_without_new_constraints_does_not_speak_of_the_rows() throws Exception {
        changelog.update();
        database.execute(
                "create role %1$s; create function bait() returns int language sql as 'select 1'; alter function bait() owner to %1$s; alter table users add byhand text"
                        .formatted(low()));

        TestChangelog strict = changelog.with("adopt", "strict").with("message", "new");
        assertThat(strict.with("allow", "drop").command("diffChangeLog", Map.of()))
                .contains("- column users.byhand")
                .doesNotContain("existing rows were not checked");
    }

    @Test
    void the_first_commands_on_a_database_call_none() throws Exception {
        plant();

        assertThat(changelog.status()).contains("Pending   3 migrations");
        changelog.with("lint.fail", "never").command("validate", Map.of());
        changelog.update();

        assertThat(database.strings("select is_called from traps.sprung")).containsExactly("f");
    }

    private void assertThatTheTrapsWork() throws SQLException {
        for (String query : List.of(
                "select 'a'::varchar = 'a'::varchar",
                "select indoption[0] & 1 from pg_index",
                "select relname || '.' from pg_class",
                "select format('%I', relname) from pg_class",
                "select quote_ident(relname) from pg_class")) {
            assertThatThrownBy(() -> database.strings(query)).as(query).hasMessageContaining("trap");
        }
        assertThat(database.strings("select is_called from traps.sprung")).containsExactly("t");
        database.execute("alter sequence traps.sprung restart");
    }

    private void emptyTable() throws IOException {
        Path master = project.path("changelog/db.changelog-master.yaml");
        Files.writeString(project.path("changelog/changes/29990101000000_empty.yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: 29990101000000_empty
                    author: t
                    changes:
                    - sql: {sql: create table empty (id bigint)}
                    rollback:
                    - sql: {sql: drop table empty}
                """);
        Files.writeString(master, Files.readString(master) + """
                - include:
                    file: changes/29990101000000_empty.yaml
                    relativeToChangelogFile: true
                """);
    }

    private String low() {
        return database.name() + "_low";
    }

    /** What is followed by a parenthesis in a string of our classes, and what Liquibase and the driver call. */
    private static Set<String> functions() throws IOException {
        Pattern call = Pattern.compile("\\b([a-z][a-z0-9_]+)\\(");
        Set<String> names = new TreeSet<>(List.of("count", "max", "min", "now", "lower", "upper", "nextval"));
        try (Stream<Path> classes = Files.walk(Path.of("target/classes/com/jarvis/migrator"))) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                call.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .results()
                        .map(MatchResult::group)
                        .map(name -> name.substring(0, name.length() - 1))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
