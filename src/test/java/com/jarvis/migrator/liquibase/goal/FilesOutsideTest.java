package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.migrator.liquibase.check.MigrationChecks;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No command opens a file to which a link or a path of the changelog leads out of the project. */
@Tag(TestSet.SLOW)
class FilesOutsideTest {

    private static final String MASTER = "changelog/db.changelog-master.yaml";
    private static final String REVISION = "20260301000000_private";
    private static final String SECRET = "hunter2";
    private static final String LINK = "changelog/changes/rows";

    /** By how they are called: the change that reads a file, and what the file has to be for Liquibase. */
    private static final Map<String, List<String>> READERS = Map.of(
            "sqlFile",
            List.of("- sqlFile: {path: %s}", "select '" + SECRET + "'"),
            "sqlFile beside the migration",
            List.of("- sqlFile: {path: rows, relativeToChangelogFile: true}", "select '" + SECRET + "'"),
            "loadData",
            List.of("- loadData: {tableName: users, file: %s}", "display_name\n" + SECRET),
            "loadUpdateData",
            List.of("- loadUpdateData: {tableName: users, primaryKey: id, file: %s}", "id\n" + SECRET),
            "createView",
            List.of("- createView: {viewName: v, path: %s}", "select '" + SECRET + "' as s"),
            "createProcedure",
            List.of("- createProcedure: {path: %s}", "create function f() returns int return 1 /* " + SECRET + " */"));

    /** Has run the migrations of the tests' project; what is refused leaves it as it is. */
    private static TestDatabase migrated;

    @TempDir
    private Path base;

    private Path folder;
    private Path secret;
    private TestProject project;
    private TestDatabase database;

    @BeforeAll
    static void migrate(@TempDir Path folder) throws Exception {
        TestProject.changelogIn(folder);
        migrated = TestDatabase.create();
        new TestChangelog(folder, migrated).update();
    }

    @AfterAll
    static void dropMigrated() throws SQLException {
        migrated.close();
    }

    @BeforeEach
    void copy() throws Exception {
        folder = Files.createDirectory(base.resolve("project"));
        secret = base.resolve("secret");
        project = TestProject.changelogIn(folder);
    }

    @AfterEach
    void drop() throws SQLException {
        if (database != null) {
            database.close();
        }
    }

    private TestChangelog onMigrated() {
        return new TestChangelog(folder, migrated);
    }

    private TestChangelog onEmpty() {
        database = TestDatabase.create();
        return new TestChangelog(folder, database);
    }

    static List<Arguments> readersAndCommands() {
        return TestSet.of(
                "FilesOutsideTest",
                READERS.keySet().stream()
                        .sorted()
                        .flatMap(reader -> Stream.of("update", "updateSql", "validate")
                                .map(command -> Arguments.of(reader, command)))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("readersAndCommands")
    void a_linked_file_is_not_opened_whichever_change_names_it(String reader, String command) throws Exception {
        List<String> before = CatalogText.of(migrated);
        migration(reader, LINK);
        Files.createSymbolicLink(project.path(LINK), secret);

        refuses(onMigrated(), command, LINK);

        assertThat(CatalogText.of(migrated)).isEqualTo(before);
        assertThat(onMigrated().history()).doesNotContain(REVISION);
    }

    /** Only the execution of the change opens it, and updateSql does not show it. */
    @ParameterizedTest
    @ValueSource(strings = {"update", "validate"})
    void a_linked_file_of_a_large_value_is_not_opened(String command) throws Exception {
        migration("sqlFile", LINK);
        project.edit(
                "changelog/changes/" + REVISION + ".yaml",
                "- sqlFile: {path: " + LINK + "}",
                "- insert: {tableName: users, columns: [{column: {name: display_name, valueClobFile: rows}}]}");
        Files.createSymbolicLink(project.path(LINK), secret);

        refuses(onMigrated(), command, LINK);
    }

    @Test
    void a_link_to_another_file_of_the_project_is_followed() throws Exception {
        migration("sqlFile", LINK);
        Files.move(secret, project.path("rows-of-the-project"));
        Files.createSymbolicLink(project.path(LINK), Path.of("../../rows-of-the-project"));
        TestChangelog changelog = onEmpty();

        changelog.update();

        assertThat(changelog.history()).contains(REVISION);
        assertThat(changelog.status()).contains("Pending   none");
    }

    @Test
    void a_path_does_not_lead_out_either() throws Exception {
        migration("sqlFile", "../secret");
        refuses(onMigrated(), "update", "../secret");
        migration("sqlFile", "rows");
        project.edit(
                "changelog/changes/" + REVISION + ".yaml",
                "path: rows",
                "path: ../../../secret, relativeToChangelogFile: true");
        refuses(onMigrated(), "update", "changelog/changes/../../../secret");
    }

    @Test
    void the_commands_that_only_read_refuse_what_has_run_and_leads_out_now() throws Exception {
        migration("sqlFile", LINK);
        Files.move(secret, project.path(LINK));
        TestChangelog changelog = onEmpty();
        changelog.update();
        Files.move(project.path(LINK), secret);
        Files.createSymbolicLink(project.path(LINK), secret);

        for (String command :
                List.of("status", "validate", "updateSql", "rollbackCountSql", "changelogSync", "diffChangelog")) {
            refuses(changelog, command, LINK);
        }

        Files.delete(project.path(LINK));
        Files.copy(secret, project.path(LINK));
        assertThat(changelog.status()).contains("Pending   none");
    }

    @Test
    void a_changelog_is_not_read_through_a_link_either() throws Exception {
        Files.writeString(secret, "# " + SECRET + "\ndatabaseChangeLog: []\n");
        Files.createSymbolicLink(project.path("changelog/changes/x.yaml"), secret);
        project.edit(
                MASTER, "databaseChangeLog:\n", "databaseChangeLog:\n- include: {file: changelog/changes/x.yaml}\n");
        for (String command : List.of("status", "update", "diffChangelog", "validate")) {
            refuses(onMigrated(), command, "changelog/changes/x.yaml");
        }

        Files.delete(project.path(MASTER));
        Files.createSymbolicLink(project.path(MASTER), secret);
        refuses(onMigrated(), "status", MASTER);
    }

    @Test
    void history_reads_none_either_when_it_shows_what_each_migration_did() throws Exception {
        Files.writeString(secret, "databaseChangeLog: []\n");
        Files.delete(project.path(MASTER));
        Files.createSymbolicLink(project.path(MASTER), secret);

        refuses(onMigrated().with("verbose", ""), "history", MASTER);
        assertThat(onMigrated().history()).contains("20260209102000_add_messages_metadata");
    }

    @Test
    void a_linked_folder_is_not_read() throws Exception {
        Path outside = Files.createDirectory(base.resolve("outside"));
        Files.writeString(outside.resolve("x.sql"), "select '" + SECRET + "'");
        Files.createSymbolicLink(project.path("changelog/more"), outside);
        project.edit(MASTER, "databaseChangeLog:\n", "databaseChangeLog:\n- includeAll: {path: changelog/more}\n");

        secret = outside.resolve("x.sql");
        refuses(onMigrated(), "update", "changelog/more/x.sql");
    }

    @Test
    void a_linked_file_of_parameters_is_not_read() throws Exception {
        Files.writeString(secret, "word=" + SECRET);
        Files.createSymbolicLink(project.path("words.properties"), secret);
        project.edit(MASTER, "databaseChangeLog:\n", "databaseChangeLog:\n- property: {file: words.properties}\n");

        refuses(onMigrated(), "status", "words.properties");
    }

    @Test
    void a_project_behind_a_link_is_read() throws Exception {
        migration("sqlFile", LINK);
        Files.move(secret, project.path(LINK));
        Path link = Files.createSymbolicLink(base.resolve("link"), folder);

        TestChangelog changelog = onEmpty();
        new TestChangelog(link, database).update();

        assertThat(changelog.history()).contains(REVISION);
    }

    @Test
    void the_checks_of_a_test_refuse_it_too() throws Exception {
        migration("sqlFile", LINK);
        Files.createSymbolicLink(project.path(LINK), secret);
        try (var empty = TestDatabase.create();
                Connection connection = empty.connect()) {
            assertThat(catchThrowable(() -> new MigrationChecks(folder, MASTER, TestProject.PACKAGE).all(connection)))
                    .hasMessage(refusal(LINK));
        }
    }

    private void refuses(TestChangelog changelog, String command, String path) throws Exception {
        Map<String, Object> arguments = command.startsWith("rollback") ? Map.of("count", 1) : Map.of();

        Throwable thrown = catchThrowable(() -> changelog.command(command, arguments));

        assertThat(thrown).as(command).isNotNull();
        assertThat(thrown.toString()).as(command).endsWith(refusal(path)).doesNotContain(SECRET);
        if (!command.startsWith("rollback")) { // of which the SQL is Liquibase's own command
            assertThat(thrown).as(command).hasMessage(refusal(path));
        }
    }

    private String refusal(String path) throws Exception {
        return """
                %s leads out of the project, to %s, so it is not read and the command stopped.
                Whoever writes a changelog could see any file of this machine with such a link or path. If this file belongs to the \
                changelog, put the file itself into the project, in place of what leads out. A file in the place of a link has its checksum.""".formatted(path, secret.toRealPath());
    }

    private void migration(String reader, String path) throws Exception {
        Files.writeString(secret, READERS.get(reader).get(1));
        Files.writeString(project.path("changelog/changes/" + REVISION + ".yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: t
                    changes:
                    %2$s
                    - tagDatabase: {tag: %1$s}
                    rollback: []
                """.formatted(
                        REVISION, READERS.get(reader).get(0).formatted(path)));
        String include = "- include: {file: changes/%s.yaml, relativeToChangelogFile: true}\n".formatted(REVISION);
        String master = Files.readString(project.path(MASTER));
        Files.writeString(project.path(MASTER), master.replace(include, "") + include);
    }
}
