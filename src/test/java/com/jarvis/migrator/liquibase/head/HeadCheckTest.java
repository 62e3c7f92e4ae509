package com.jarvis.migrator.liquibase.head;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link HeadCheck} answers without Liquibase is what Liquibase would answer. */
@Tag(TestSet.SLOW)
class HeadCheckTest {

    private static final String MASTER = "changelog/db.changelog-master.yaml";
    private static final HeadSettings SETTINGS = HeadSettings.of(Map.of(), Map.of());

    @FunctionalInterface
    private interface Act {
        void on(HeadCheckTest test) throws Exception;
    }

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database)
                .overGoalConnection()
                .with(HeadSettings.IN_SETTINGS, SETTINGS.digest());
        Files.createDirectories(folder.resolve("target"));
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        settle(path);
    }

    /** As a file that was written an hour ago. */
    private static void settle(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(3600)));
    }

    private void begin() throws Exception {
        write(MASTER, """
                databaseChangeLog:
                - includeAll:
                    path: changes
                    relativeToChangelogFile: true
                - include:
                    file: more.sql
                    relativeToChangelogFile: true
                """);
        write(
                "changelog/changes/1_first.yaml",
                changeSet("1_first", "", "create table if not exists first (id bigint)"));
        write(
                "changelog/changes/2_it's.yaml",
                changeSet("2_it's", "", "create table if not exists second (id bigint)"));
        write(
                "changelog/more.sql",
                "--liquibase formatted sql\n--changeset ann:3\ncreate table if not exists third (id bigint);\n");
        changelog.update();
    }

    private static String changeSet(String id, String attributes, String sql) {
        return """
                databaseChangeLog:
                - changeSet:
                    id: "%s"
                    author: an\\na%s
                    changes:
                    - sql:
                        sql: %s
                """.formatted(id, attributes.isEmpty() ? "" : "\n    " + attributes, sql);
    }

    private boolean isAtHead() {
        return isAtHead(SETTINGS);
    }

    private boolean isAtHead(HeadSettings settings) {
        return HeadCheck.isAtHead(
                HeadIndex.file(folder), settings, connection(database.username(), database.password()));
    }

    private ConnectionSettings connection(String username, String password) {
        return new ConnectionSettings(
                Map.of("liquibase.url", database.url(), "liquibase.username", username, "liquibase.password", password),
                Map.of(),
                folder);
    }

    @Test
    void an_update_that_has_run_all_writes_an_index_with_which_the_next_has_nothing_to_do() throws Exception {
        begin();
        assertThat(isAtHead()).isTrue();
        assertThat(changelog.command("update", Map.of())).isEqualTo("Nothing to apply.\n");
        assertThat(isAtHead()).isTrue();
    }

    @Test
    void the_index_holds_for_another_database_that_has_run_the_same() throws Exception {
        begin();
        database.close();
        database = TestDatabase.create();
        assertThat(isAtHead()).isFalse();
        withoutIndex().update();
        assertThat(isAtHead()).isTrue();
    }

    @Test
    void files_that_are_written_again_with_the_same_content_are_the_same() throws Exception {
        begin();
        Path file = folder.resolve("changelog/more.sql");
        Files.writeString(file, Files.readString(file));
        assertThat(isAtHead()).isTrue();
    }

    @Test
    void a_file_that_a_change_names_belongs_to_the_changelog() throws Exception {
        write("changelog/changes/4.yaml", """
                databaseChangeLog:
                - changeSet:
                    id: 4
                    author: ann
                    changes:
                    - sqlFile:
                        path: ../sql/view.txt
                        relativeToChangelogFile: true
                    - loadData:
                        tableName: first
                        file: changelog/sql/rows.csv
                """);
        write("changelog/sql/view.txt", "create view v as select 1 as one;");
        write("changelog/sql/rows.csv", "id\n1\n");
        for (String file : List.of("view.txt", "rows.csv")) {
            beginAgain("delete from databasechangelog; drop view if exists v");
            assertThat(isAtHead()).as(file).isTrue();
            Path path = folder.resolve("changelog/sql").resolve(file);
            Files.writeString(path, Files.readString(path).replace('1', '2'));
            assertThat(isAtHead()).as(file).isFalse();
            Files.writeString(path, Files.readString(path).replace('2', '1'));
            assertThat(isAtHead()).as(file).isTrue();
        }
    }

    private void beginAgain(String sql) throws Exception {
        if (database.strings("select relname from pg_class where relname = 'databasechangelog'")
                        .size()
                == 1) {
            database.execute(sql);
        }
        begin();
    }

    static Map<String, Act> doubts() {
        Map<String, Act> doubts = new LinkedHashMap<>();
        doubts.put(
                "a file is longer",
                test -> Files.writeString(
                        test.folder.resolve("changelog/more.sql"),
                        "--liquibase formatted sql\n--changeset ann:3\ncreate table if not exists third (id bigint);\n\n"));
        doubts.put("a file has other content of the same length and time", test -> {
            Path file = test.folder.resolve("changelog/more.sql");
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, Files.readString(file).replace("bigint", "serial"));
            Files.setLastModifiedTime(file, time);
        });
        doubts.put("a file is missing", test -> Files.delete(test.folder.resolve("changelog/changes/1_first.yaml")));
        doubts.put("an included folder has another file", test -> test.write("changelog/changes/0.sql", "select 1;"));
        doubts.put("a row is missing", test -> test.database.execute("delete from databasechangelog where id = '3'"));
        doubts.put(
                "a row is unknown",
                test -> test.database.execute(
                        "insert into databasechangelog select id || '!', author, filename, dateexecuted, orderexecuted, exectype from databasechangelog"));
        doubts.put(
                "a row is there twice",
                test -> test.database.execute(
                        "insert into databasechangelog select * from databasechangelog where id = '3'"));
        doubts.put(
                "a checksum is null",
                test -> test.database.execute("update databasechangelog set md5sum = null where id = '3'"));
        doubts.put(
                "a checksum is of another version",
                test -> test.database.execute(
                        "update databasechangelog set md5sum = '8' || substr(md5sum, 2) where id = '3'"));
        doubts.put(
                "a row is not of a changeset that has run",
                test -> test.database.execute("update databasechangelog set exectype = 'SKIPPED' where id = '3'"));
        doubts.put("the table is missing", test -> test.database.execute("drop table databasechangelog"));
        doubts.put(
                "the table is a view",
                test -> test.database.execute(
                        "alter table databasechangelog rename to old; create view databasechangelog as select * from old"));
        doubts.put("the index is damaged", test -> Files.writeString(HeadIndex.file(test.folder), "jarvis"));
        doubts.put("the index is a link", test -> {
            Path file = HeadIndex.file(test.folder);
            Files.createSymbolicLink(file, Files.move(file, file.resolveSibling("elsewhere")));
        });
        return doubts;
    }

    static List<String> namesOfDoubts() {
        return List.copyOf(doubts().keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("namesOfDoubts")
    void what_differs_from_the_index_is_left_to_liquibase_if(String name) throws Exception {
        begin();
        assertThat(isAtHead()).isTrue();
        doubts().get(name).on(this);
        assertThat(isAtHead()).isFalse();
    }

    @Test
    void while_another_session_migrates_liquibase_decides() throws Exception {
        begin();
        try (Connection other = database.connect()) {
            assertThat(com.jarvis.migrator.lock.AdvisoryLock.of(other, "public").tryAcquire())
                    .isTrue();
            assertThat(isAtHead()).isFalse();
        }
    }

    @Test
    void a_role_without_the_rights_of_an_update_gets_the_refusal_of_liquibases_way() throws Exception {
        begin();
        String role = "reader_" + database.name();
        database.execute(
                "create role %1$s login password 'secret'; grant select on databasechangelog to %1$s".formatted(role));
        try {
            assertThat(HeadCheck.isAtHead(HeadIndex.file(folder), SETTINGS, connection(role, "secret")))
                    .isFalse();
            database.execute("grant insert, update on databasechangelog to " + role);
            assertThat(HeadCheck.isAtHead(HeadIndex.file(folder), SETTINGS, connection(role, "secret")))
                    .isTrue();
        } finally {
            database.execute("drop owned by %1$s; drop role %1$s".formatted(role));
        }
    }

    @Test
    void other_settings_are_left_to_liquibase() throws Exception {
        begin();
        assertThat(isAtHead(HeadSettings.of(Map.of("contexts", "test"), Map.of())))
                .isFalse();
        assertThat(isAtHead(HeadSettings.of(Map.of(), Map.of("lock.timeout", "nonsense"))))
                .isFalse();
        assertThat(isAtHead(HeadSettings.NONE)).isFalse();
        assertThat(isAtHead(HeadSettings.of(Map.of("url", "jdbc:postgresql:other", "password", "x"), Map.of())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dropFirst",
                "clearCheckSums",
                "toTag",
                "changesToApply",
                "changeExecListenerClass",
                "LIQUIBASE_DUPLICATE_FILE_MODE"
            })
    void a_setting_that_may_do_more_than_to_find_the_changelog_is_left_to_liquibase(String name) {
        assertThat(HeadSettings.of(Map.of(name, "true"), Map.of())).isEqualTo(HeadSettings.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runAlways: true",
                "runOnChange: true",
                "ignore: true",
                "context: test",
                "labels: \"!test\"",
                "dbms: mysql",
                "comment: ${user.name}"
            })
    void a_changeset_that_may_run_again_or_not_at_all_is_left_to_liquibase(String attribute) throws Exception {
        write("changelog/changes/4.yaml", changeSet("4", attribute, "select 1"));
        begin();
        boolean hasRun = database.strings("select id from databasechangelog").contains("4");
        assertThat(isAtHead()).isEqualTo(hasRun && attribute.matches("labels.*|context.*"));
    }

    @Test
    void a_condition_of_the_whole_changelog_is_left_to_liquibase() throws Exception {
        write("changelog/changes/4.yaml", "databaseChangeLog:\n- preConditions:\n  - dbms:\n      type: postgresql\n");
        begin();
        assertThat(isAtHead()).isFalse();
    }

    private String history() {
        return HeadCheck.history(
                        SETTINGS,
                        connection(database.username(), database.password()),
                        file -> Files.exists(folder.resolve(file)))
                .orElse("");
    }

    @Test
    void the_history_is_that_of_liquibases_way() throws Exception {
        assertThat(history()).isEmpty();
        begin();
        database.execute("update databasechangelog set execution_time = 0, exectype = 'MARK_RAN' where id = '3'");
        assertThat(history()).isEqualTo(changelog.history()).contains("marked as run, not executed) (current)");
        database.execute("update databasechangelog set execution_time = null where id = '1_first'");
        assertThat(history()).isEqualTo(changelog.history());
        database.execute("alter table databasechangelog drop column execution_time");
        database.execute("update databasechangelog set comments = 'does'||chr(10)||'two things' where id = '3'");
        assertThat(history()).isEqualTo(changelog.history()).contains("does");
        Files.delete(folder.resolve("changelog/more.sql"));
        assertThat(history()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verbose", "revision"})
    void a_part_of_the_history_or_more_of_it_is_left_to_liquibase(String setting) throws Exception {
        begin();
        ConnectionSettings plain = connection(database.username(), database.password());
        Map<String, String> given = new HashMap<>(plain.commandLine());
        given.put(setting, "3");
        assertThat(HeadCheck.history(SETTINGS, plain, file -> true)).isPresent();
        assertThat(HeadCheck.history(SETTINGS, new ConnectionSettings(given, Map.of(), folder), file -> true))
                .isEmpty();
    }

    /** Random changelogs and states: what the index answers is what Liquibase does. */
    @Test
    void the_answer_is_that_of_liquibase_after_whatever_happens_between_two_updates() throws Exception {
        long seed = Long.getLong("property.seed", 1);
        Random random = new Random(seed);
        begin();
        int answers = 0;
        for (int step = 0; step < 40; step++) {
            String what = "-Dproperty.seed=%d, step %d: %s".formatted(seed, step, change(random, step));
            if (isAtHead()) {
                answers++;
                List<String> before = rows();
                assertThat(output(changelog)).as(what).isEqualTo("Nothing to apply.\n");
                assertThat(output(withoutIndex())).as(what).isEqualTo("Nothing to apply.\n");
                assertThat(rows()).as(what).isEqualTo(before);
            } else {
                output(changelog);
                if (!isAtHead()) {
                    beginAgain();
                }
            }
        }
        assertThat(answers).as("answers without Liquibase").isGreaterThan(10);
    }

    private void beginAgain() throws Exception {
        drop();
        create();
        try (var files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> file.toFile().delete());
        }
        begin();
    }

    private TestChangelog withoutIndex() {
        return new TestChangelog(folder, database).overGoalConnection();
    }

    private static String output(TestChangelog changelog) {
        try {
            return changelog.command("update", Map.of());
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    private List<String> rows() throws Exception {
        return database.strings("select (c.*)::text from databasechangelog c order by orderexecuted");
    }

    /** Does something that a person may do between two updates. */
    private String change(Random random, int step) throws Exception {
        Map<String, Act> acts = new HashMap<>();
        String attribute = List.of(
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "runAlways: true",
                        "runOnChange: true",
                        "context: test",
                        "labels: \"!test\"",
                        "failOnError: false")
                .get(random.nextInt(12));
        acts.put("nothing", test -> {});
        acts.put("nothing again", test -> {});
        acts.put("touch", test -> settle(test.file(random)));
        acts.put(
                "another changeset, " + attribute,
                test -> test.write(
                        "changelog/changes/9%d.yaml".formatted(step),
                        changeSet("9" + step, attribute, "create table if not exists t%d (id int)".formatted(step))));
        acts.put(
                "a changeset that fails",
                test -> test.write(
                        "changelog/changes/9%d.yaml".formatted(step),
                        changeSet("9" + step, "failOnError: false", "nonsense")));
        acts.put("a file that is gone", test -> {
            Path file = test.file(random);
            if (!file.endsWith("more.sql")) {
                Files.delete(file);
            }
        });
        acts.put(
                "a comment",
                test -> Files.writeString(test.file(random), "\n", java.nio.file.StandardOpenOption.APPEND));
        acts.put(
                "a row that is gone",
                test -> test.database.execute(
                        "delete from databasechangelog where orderexecuted = (select max(orderexecuted) from databasechangelog)"));
        acts.put("no checksums", test -> test.database.execute("update databasechangelog set md5sum = null"));
        List<String> names = new ArrayList<>(acts.keySet());
        names.sort(null);
        String name = names.get(random.nextInt(names.size()));
        acts.get(name).on(this);
        return name;
    }

    private Path file(Random random) throws IOException {
        List<Path> files = new ArrayList<>(List.of(folder.resolve("changelog/more.sql")));
        try (var all = Files.list(folder.resolve("changelog/changes"))) {
            all.sorted().forEach(files::add);
        }
        return files.get(random.nextInt(files.size()));
    }
}
