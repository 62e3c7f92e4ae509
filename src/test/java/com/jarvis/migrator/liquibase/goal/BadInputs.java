package com.jarvis.migrator.liquibase.goal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What users get wrong: options of the commands, and files of the changelog. */
final class BadInputs {

    private static final String MASTER = "changelog/db.changelog-master.yaml";
    private static final String NEW = "changelog/changes/20270101000000_new.yaml";
    private static final String LAST = "20260209102000_add_messages_metadata";

    /** The commands that read the changelog, with arguments that are right. */
    private static final Map<String, Map<String, Object>> READERS = new LinkedHashMap<>(Map.of(
            "update", Map.of(),
            "updateCount", Map.of("count", 1),
            "updateSql", Map.of(),
            "rollbackCount", Map.of("count", 1),
            "status", Map.of(),
            "validate", Map.of(),
            "changelogSync", Map.of(),
            "diffChangelog", Map.of()));

    /**
     * @param settings those that the user would pass with {@code -D}
     * @param arguments of the command
     * @param files their contents by path; null deletes
     */
    record Input(
            String name,
            String command,
            Map<String, String> settings,
            Map<String, Object> arguments,
            Map<String, byte[]> files) {

        void writeTo(Path project) throws Exception {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = project.resolve(file.getKey());
                if (file.getValue() == null) {
                    Files.deleteIfExists(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.write(path, file.getValue());
                }
            }
        }

        @Override
        public String toString() {
            return command + ": " + name;
        }
    }

    private final List<Input> inputs = new ArrayList<>();

    private BadInputs() {}

    static Stream<Input> all() {
        BadInputs all = new BadInputs();
        all.options();
        all.settings();
        all.masters();
        all.yaml();
        all.changeSets();
        all.otherFormats();
        return all.inputs.stream();
    }

    private void options() {
        for (String tag : List.of(
                "nowhere",
                " ",
                "2026",
                "20260209102000_add_messages_metadatas",
                "'; drop table users; --",
                "x".repeat(300),
                "%s%n")) {
            for (String command : List.of("updateToTag", "rollback", "changelogSyncToTag", "updateToTagSql")) {
                option(command, "the tag " + (tag.length() > 50 ? "of 300 characters" : "'" + tag + "'"), "tag", tag);
            }
        }
        for (int count : List.of(0, -1, -100, 4, 99, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            option("rollbackCount", "the count " + count, "count", count);
        }
        for (int count : List.of(0, -1, Integer.MIN_VALUE)) {
            option("updateCount", "the count " + count, "count", count);
        }
        for (String tag : List.of(" ", "x".repeat(256))) {
            option("tag", "the tag " + (tag.length() > 50 ? "of 256 characters" : "'" + tag + "'"), "tag", tag);
        }
    }

    private void option(String command, String name, String argument, Object value) {
        inputs.add(new Input(name, command, Map.of(), Map.of(argument, value), Map.of()));
    }

    private void settings() {
        Map<String, List<String>> changing = Map.of(
                "lock.timeout", List.of("abc", "5", "-1s", "5 parsecs", "", "9".repeat(30) + "s"),
                "lock.retries", List.of("abc", "-1", "1.5", ""),
                "lock.wait", List.of("abc", "5", "-1min", ""),
                "lock.pooler", List.of("abc", "transaction", ""));
        changing.forEach((setting, values) -> values.forEach(value -> {
            for (String command : List.of("update", "rollbackCount", "diffChangelog")) {
                if (!(setting.equals("lock.wait") || setting.equals("lock.pooler"))
                        || !command.equals("diffChangelog")) {
                    setting(command, setting, value);
                }
            }
        }));
        for (String value : List.of("dorp", "drop,dorp", "all", "true")) {
            for (String command : List.of("rollbackCount", "dropAll", "changelogSync", "diffChangelog", "status")) {
                setting(command, "allow", value);
            }
        }
        for (String value : List.of("always", "", "Error", "warning,error")) {
            setting("validate", "lint.fail", value);
        }
        for (String value : List.of("nowhere", "2026", "' or 1=1", "xxx")) {
            setting("history", "revision", value);
        }
        for (String value : List.of("com.nowhere", "com.nowhere,org.nowhere", "a b")) {
            setting("diffChangelog", "model.packages", value);
        }
    }

    private void setting(String command, String setting, String value) {
        inputs.add(new Input(
                "-D" + setting + "=" + value,
                command,
                Map.of(setting, value),
                READERS.getOrDefault(command, Map.of()),
                Map.of()));
    }

    private void masters() {
        everywhere("no master changelog", MASTER, (byte[]) null);
        everywhere("an empty master changelog", MASTER, "");
        everywhere("a master changelog of blanks", MASTER, " \n \n");
        everywhere("a master changelog that is a scalar", MASTER, "Hello\n");
        everywhere("a master changelog that is a list", MASTER, "- a\n- b\n");
        everywhere("a master changelog with another root", MASTER, "databaseChangelog:\n- include: {file: x.yaml}\n");
        everywhere("a root that is a scalar", MASTER, "databaseChangeLog: 42\n");
        everywhere("a root that is a map", MASTER, "databaseChangeLog: {include: {file: x.yaml}}\n");
        everywhere(
                "an include without a file",
                MASTER,
                "databaseChangeLog:\n- include: {relativeToChangelogFile: true}\n");
        everywhere("an include of nothing", MASTER, "databaseChangeLog:\n- include:\n");
        everywhere("an include that is a text", MASTER, "databaseChangeLog:\n- include: changes/x.yaml\n");
        everywhere("an include of a missing file", MASTER, include("changes/missing.yaml"));
        everywhere("an include of a folder", MASTER, include("changes"));
        everywhere("an include of itself", MASTER, include("db.changelog-master.yaml"));
        everywhere(
                "an include of a file that includes it",
                MASTER,
                include("changes/x.yaml"),
                "changelog/changes/x.yaml",
                include("../db.changelog-master.yaml"));
        everywhere("an include outside the project, of a changelog", MASTER, include("../../outside.yaml"));
        everywhere("an include outside the project", MASTER, include("../../../etc/passwd"));
        everywhere("an include with an absolute path", MASTER, "databaseChangeLog:\n- include: {file: /etc/passwd}\n");
        everywhere("an include of a text file", MASTER, include("changes/x.txt"), "changelog/changes/x.txt", "Hello");
        everywhere(
                "an includeAll of a missing folder",
                MASTER,
                "databaseChangeLog:\n- includeAll: {path: nowhere/, relativeToChangelogFile: true}\n");
        everywhere("an unknown entry", MASTER, "databaseChangeLog:\n- inculde: {file: changes/x.yaml}\n");
    }

    private void yaml() {
        migration("an unclosed bracket", "databaseChangeLog: [\n");
        migration("an unclosed quote", "databaseChangeLog:\n- changeSet: {id: \"x\n");
        migration("tabs for the indentation", "databaseChangeLog:\n-\tchangeSet:\n\t\tid: x\n");
        migration("an unknown alias", "databaseChangeLog: *nothing\n");
        migration("a key that occurs twice", changeSet("    changes: []\n    changes: []\n"));
        migration("a rollback that occurs twice", changeSet("    changes: []\n    rollback: []\n    rollback: []\n"));
        migration("a control character", "databaseChangeLog:\n- \u0000changeSet: {}\n");
        migration("a colon too many", changeSet("    changes:\n    - sql: {sql: select: 1}\n"));
        migration("two documents", changeSet("    changes: []\n") + "---\n" + changeSet("    changes: []\n"));
        migration("an object of Java", "databaseChangeLog: !!java.io.File [x]\n");
        migration("a conflict", "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n");
        migration("aliases that explode", bomb());
        migration("nothing", "");
        migration("only a comment", "# soon\n");
        migration("no changelog", "version: 1\n");
        migrationBytes("UTF-16", changeSet("    changes: []\n").getBytes(StandardCharsets.UTF_16));
        migrationBytes("an image", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13});
        migrationBytes(
                "Latin-1",
                changeSet("    comment: caf\u00e9\n    changes: []\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            text.append("a%d: &a%1$d [%s]\n".formatted(i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        return text + "databaseChangeLog:\n- changeSet: {id: *a9, author: x}\n";
    }

    private void changeSets() {
        changes("an unknown change", "createTabel: {tableName: x}");
        changes("a table without a name", "createTable: {columns: [{column: {name: a, type: int}}]}");
        changes("a table without columns", "createTable: {tableName: x}");
        changes("a column without a type", "createTable: {tableName: x, columns: [{column: {name: a}}]}");
        changes("a column without a name", "addColumn: {tableName: users, columns: [{column: {type: int}}]}");
        changes("an added column without a table", "addColumn: {columns: [{column: {name: a, type: int}}]}");
        changes("a dropped column without a name", "dropColumn: {tableName: users}");
        changes("an index without columns", "createIndex: {tableName: users, indexName: i}");
        changes(
                "a foreign key without a target",
                "addForeignKeyConstraint: {baseTableName: users, baseColumnNames: id, constraintName: k}");
        changes("a rename without a name", "renameTable: {oldTableName: users}");
        changes("an sql change without sql", "sql: {}");
        changes("an sql file that is missing", "sqlFile: {path: missing.sql, relativeToChangelogFile: true}");
        changes("an sql file without a path", "sqlFile: {}");
        runs(
                "a file of rows that is missing",
                "loadData: {tableName: users, file: missing.csv, relativeToChangelogFile: true}");
        changes(
                "a procedure whose file is missing",
                "createProcedure: {path: missing.sql, relativeToChangelogFile: true}");
        runs("a Java class that is missing", "customChange: {class: com.nowhere.Change}");
        changes("a tag without a name", "tagDatabase: {}");
        changes("a change that is a text", "createTable");
        migration("changes that are a text", changeSet("    changes: createTable\n"));
        migration(
                "a changeset without an id",
                "databaseChangeLog:\n- changeSet: {author: x, changes: [{sql: {sql: select 1}}]}\n");
        migration(
                "a changeset without an author",
                "databaseChangeLog:\n- changeSet: {id: x, changes: [{sql: {sql: select 1}}]}\n");
        migration(
                "an empty id",
                "databaseChangeLog:\n- changeSet: {id: '', author: x, changes: [{sql: {sql: select 1}}]}\n");
        migration(
                "two changesets of the same id",
                changeSet("    changes: [{sql: {sql: select 1}}]\n")
                        + changeSet("    changes: [{sql: {sql: select 2}}]\n").replace("databaseChangeLog:\n", ""));
        migration(
                "an unknown precondition",
                changeSet(
                        "    preConditions:\n    - tabelExists: {tableName: x}\n    changes: [{sql: {sql: select 1}}]\n"));
        migration(
                "an unknown onFail",
                changeSet("    preConditions:\n    - onFail: MAYBE\n    changes: [{sql: {sql: select 1}}]\n"));
        migration(
                "an unknown quoting strategy",
                changeSet("    objectQuotingStrategy: SOME\n    changes: [{sql: {sql: select 1}}]\n"));
        migration(
                "a rollback of an unknown change",
                changeSet("    changes: [{sql: {sql: select 1}}]\n    rollback: [{dropTabel: {tableName: x}}]\n"));
        migration("a precondition of the file that fails", """
                databaseChangeLog:
                - preConditions:
                  - tableExists: {tableName: nowhere}
                - changeSet: {id: x, author: x, changes: [{sql: {sql: select 1}}]}
                """);
        for (String sql : List.of(
                "selct 1",
                "select 1 / 0",
                "select * from nowhere",
                "insert into users values ('x')",
                "alter table nowhere add x int",
                "create table users (id int)",
                "drop table users",
                "do $$ begin raise 'no'; end $$",
                "select pg_terminate_backend(pg_backend_pid())",
                "create index concurrently i on users (id)")) {
            for (String command : List.of("update", "updateCount")) {
                inputs.add(new Input(
                        "the SQL " + sql,
                        command,
                        Map.of(),
                        READERS.get(command),
                        files(
                                "changes/20270101000000_new.yaml",
                                changeSet(
                                        "    changes:\n    - sql: {splitStatements: false, sql: \"" + sql + "\"}\n"))));
            }
        }
    }

    private void otherFormats() {
        foreign("XML that is cut", "x.xml", "<databaseChangeLog");
        foreign("XML with another root", "x.xml", "<changes/>");
        foreign(
                "XML with an entity of the file system",
                "x.xml",
                "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><databaseChangeLog>&e;</databaseChangeLog>");
        foreign("JSON that is cut", "x.json", "{\"databaseChangeLog\": [");
        foreign("JSON with another root", "x.json", "{\"changes\": []}");
        foreign("SQL with a wrong line", "x.sql", "--liquibase formatted sql\n--changeset nobody\nselect 1;");
        foreign(
                "SQL with a wrong attribute",
                "x.sql",
                "--liquibase formatted sql\n--changeset a:b runAlways:perhaps\n--precondition-nonsense x\nselect 1;");
        foreign("an unknown format", "x.toml", "a = 1");
    }

    private void foreign(String name, String file, String text) {
        everywhere(name, MASTER, include("changes/" + file), "changelog/changes/" + file, text);
    }

    /** What only update finds out. */
    private void runs(String name, String change) {
        inputs.add(new Input(
                "a migration with " + name,
                "update",
                Map.of(),
                Map.of(),
                files("changes/20270101000000_new.yaml", changeSet("    changes:\n    - " + change + "\n"))));
    }

    private void changes(String name, String change) {
        migration(name, changeSet("    changes:\n    - " + change + "\n"));
    }

    private void migration(String name, String text) {
        migrationBytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void migrationBytes(String name, byte[] text) {
        for (String command : List.of("update", "status", "rollbackCount")) {
            Map<String, byte[]> files = new LinkedHashMap<>(files("changes/20270101000000_new.yaml", ""));
            files.put(NEW, text);
            inputs.add(new Input("a migration with " + name, command, Map.of(), READERS.get(command), files));
        }
    }

    private static Map<String, byte[]> files(String file, String text) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                MASTER,
                ("databaseChangeLog:\n"
                                + Stream.of(
                                                "20260112091500_create_users_and_notes",
                                                "20260126143000_create_chats_and_messages",
                                                LAST,
                                                "20270101000000_new")
                                        .map(one -> "- include: {file: changes/" + one
                                                + ".yaml, relativeToChangelogFile: true}\n")
                                        .reduce("", String::concat))
                        .getBytes(StandardCharsets.UTF_8));
        files.put("changelog/" + file, text.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static String changeSet(String rest) {
        return "databaseChangeLog:\n- changeSet:\n    id: 20270101000000_new\n    author: x\n" + rest;
    }

    private static String include(String file) {
        return "databaseChangeLog:\n- include: {file: %s, relativeToChangelogFile: true}\n".formatted(file);
    }

    private void everywhere(String name, String file, String text, String... more) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(file, text.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < more.length; i += 2) {
            files.put(more[i], more[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        everywhere(name, files);
    }

    private void everywhere(String name, String file, byte[] content) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(file, content);
        everywhere(name, files);
    }

    private void everywhere(String name, Map<String, byte[]> files) {
        for (String command : List.of("update", "rollbackCount", "status", "diffChangelog")) {
            inputs.add(new Input(name, command, Map.of(), READERS.get(command), files));
        }
    }
}
