package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One migration in place of the first ones of a changelog. */
@Tag(TestSet.PROCESS)
class SquashTest {

    private static final String HISTORY = """
            select format('%s %s %s tag %s', orderexecuted, id, exectype, coalesce(tag, '-')) from databasechangelog order by orderexecuted""";

    private static final String TABLES = """
            select format(case relkind when 'S' then 'select %1$L || last_value || is_called from %1$s' else 'select %1$L || t::text from %1$s t order by 1' end, c.oid::regclass) from pg_class c
            where c.relkind in ('r', 'p', 'm', 'S') and not c.relispartition and c.relnamespace::regnamespace::text !~ '^pg_|^information'
              and c.relname !~ '^databasechangelog' order by 1""";

    private static final String OTHERS = """
            select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind <> 'a'
              and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
            union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
            union all select pg_get_ruledef(oid) from pg_rewrite where ev_class >= 16384
            union all select pg_get_statisticsobjdef(oid) from pg_statistic_ext
            union all select p::text from pg_policies p
            union all select format('%s %s %s %s %s', relname, relkind, relpersistence, relrowsecurity, relacl) from pg_class where relnamespace = 'public'::regnamespace and relname !~ '^databasechangelog'
            union all select extname from pg_extension
            order by 1""";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;
    private RawChangelog files;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        files = new RawChangelog(folder);
        changelog = new TestChangelog(folder, database).ofEntitiesIn("com.jarvis.testing.adopted");
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    private void chain() throws Exception {
        files.add("20260101000000_users", """
                    changes:
                    - createTable:
                        tableName: users
                        columns:
                        - column: {name: id, type: bigint, autoIncrement: true, constraints: {primaryKey: true, primaryKeyName: users_pkey}}
                        - column: {name: email, type: text, constraints: {nullable: false}}
                        - column: {name: manager_id, type: bigint}
                    - addForeignKeyConstraint: {baseTableName: users, baseColumnNames: manager_id, constraintName: users_manager, referencedTableName: users, referencedColumnNames: id}
                    - insert:
                        tableName: users
                        columns:
                        - column: {name: email, value: ann@example.com}
                    - sql: {sql: "insert into users (email, manager_id) values ('bob; -- ${user.name} ''quoted'' \\\\', 1)"}
                    $tag
                    rollback:
                    - dropTable: {tableName: users}
                """);
        files.file("changelog/data/countries.csv", "code,name\nde,Deutschland\nch,\"Schweiz, Suisse\"\n");
        files.addFile("20260102000000_countries.xml", """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <changeSet id="1" author="ann">
                    <preConditions onFail="MARK_RAN"><not><tableExists tableName="countries"/></not></preConditions>
                    <createTable tableName="countries"><column name="code" type="char(5)"/><column name="name" type="text"/></createTable>
                    <addUniqueConstraint tableName="countries" columnNames="code" deferrable="true" initiallyDeferred="true"/>
                  </changeSet>
                  <changeSet id="2" author="ann">
                    <loadData tableName="countries" file="../data/countries.csv" relativeToChangelogFile="true"/>
                  </changeSet>
                </databaseChangeLog>
                """);
        files.addFile("20260103000000_others.sql", """
                --liquibase formatted sql
                --changeset cid:others splitStatements:false
                create schema app;
                create extension citext;
                create type mood as enum ('sad', 'happy');
                create domain code as varchar(5) check (value <> '');
                create sequence numbers start 5 increment 10;
                select nextval('numbers');
                create table items (id int generated always as identity primary key, mood mood, code code, price numeric(10, 2), tags text[], seen timestamptz,
                  lasts interval, raw bytea, body jsonb, double int generated always as (id * 2) stored, name citext, cash money, f float8, d date);
                insert into items (mood, code, price, tags, seen, lasts, raw, body, name, cash, f, d) values
                  ('happy', 'a', 1.50, '{"a b",null,"c\\"d"}', '2026-01-01 12:00+02', '-1 day 2 hours', '\\xdeadbeef', '{"a": "b\\\\n"}', 'X', 12.5, 0.1, '0044-03-15 BC'),
                  (null, null, null, null, null, null, null, null, null, null, 'NaN', 'infinity'),
                  ('sad', 'b', 0, '{}', 'infinity', '1 mon', '', '[]', E'two\\nlines\\tand\\rmore', -3, 1e300, '2026-02-03');
                delete from items where code = 'b';
                create table serials (id serial primary key, item int constraint of_item references items);
                insert into serials (item) values (1), (2);
                create table parts (id int, day date, primary key (id, day)) partition by range (day);
                create table parts_1 partition of parts for values from ('2026-01-01') to ('2026-02-01');
                create table parts_2 partition of parts default;
                insert into parts values (1, '2026-01-05'), (2, '2027-01-05');
                create table app.settings (name text primary key, value text);
                insert into app.settings values ('a', 'b');
                create function touch() returns trigger language plpgsql as $$ begin insert into app.settings values (new.email, 'touched'); return new; end $$;
                create trigger touched before insert on users for each row execute function touch();
                create view names as select email from users;
                create materialized view counted as select count(*) as number from users;
                create rule quiet as on delete to app.settings do instead nothing;
                create statistics both_columns on price, mood from items;
                alter table items enable row level security;
                create policy everybody on items for select using (true);
                grant select on users to public;
                comment on function touch() is 'who';
                comment on column users.email is 'where';
                create index users_lower on users (lower(email)) where id > 0;
                --rollback empty
                """);
    }

    private static List<String> state(TestDatabase database) throws Exception {
        List<String> state = new ArrayList<>(CatalogText.of(database));
        state.removeIf(line -> line.startsWith("comment on function"));
        state.addAll(database.strings(OTHERS));
        for (String rows : database.strings(TABLES)) {
            state.addAll(database.strings(rows));
        }
        return state;
    }

    private String squash(String value) throws Exception {
        return changelog.with("squash", value).command("diffChangelog", Map.of());
    }

    @Test
    void one_migration_does_the_same_as_the_old_ones_in_an_empty_database_and_its_rollback_leaves_nothing()
            throws Exception {
        chain();
        later();
        changelog.update();
        List<String> before = state(database);

        assertThat(squash("4")).isEqualTo("""
                4 migrations are now one, with 6 tables and the rows of 6 of them. It does the same in an empty database, and its rollback leaves nothing.
                Wrote changelog/changes/20260103000000_baseline.yaml
                Replaced 3 includes in changelog/db.changelog-master.yaml
                Moved 3 files to changelog/squashed
                This database has run what it replaces, so it counts as run here. Other databases mark it with their next update.
                Not in it; write these into it by hand if a new database needs them:
                  comment on function public.touch(): who
                Wrote changelog/schema.md
                """);

        assertThat(Files.readString(folder.resolve("changelog/db.changelog-master.yaml")))
                .isEqualTo("""
                databaseChangeLog:
                - include:
                    file: changes/20260103000000_baseline.yaml
                    relativeToChangelogFile: true
                - include:
                    file: changes/20260104000000_later.yaml
                    relativeToChangelogFile: true
                """);
        assertThat(names("changelog/changes"))
                .containsExactly("20260103000000_baseline.yaml", "20260104000000_later.yaml");
        assertThat(names("changelog/squashed"))
                .containsExactly(
                        "20260101000000_users.yaml", "20260102000000_countries.xml", "20260103000000_others.sql");
        try (TestDatabase fresh = TestDatabase.create()) {
            TestChangelog there = new TestChangelog(folder, fresh);
            assertThat(there.command("update", Map.of())).isEqualTo("""
                    Applied 20260103000000_baseline
                    Applied 20260104000000_later
                    2 migrations applied.
                    """);
            assertThat(state(fresh)).isEqualTo(before);
            there.with("allow", "drop").rollback(2);
            assertThat(CatalogText.of(fresh))
                    .filteredOn(line -> !line.startsWith("cast "))
                    .containsExactly("schema public");
            there.update();
            assertThat(state(fresh)).isEqualTo(before);
        }
        assertThat(database.strings(HISTORY))
                .containsExactly(
                        "1 20260101000000_users EXECUTED tag 20260101000000_users",
                        "2 1 EXECUTED tag -",
                        "3 2 EXECUTED tag -",
                        "4 others EXECUTED tag -",
                        "5 20260103000000_baseline EXECUTED tag 20260103000000_baseline",
                        "6 20260104000000_later EXECUTED tag 20260104000000_later");
    }

    @Test
    void the_goals_know_what_the_database_has_run_and_the_changelog_no_longer_lists() throws Exception {
        two();
        later();
        changelog.update();
        squash("20260102000000_b");

        assertThat(changelog.status()).contains("""
                Revision  20260104000000_later (head)
                            later, 2026-01-04 00:00 UTC
                Pending   none
                Model\s""").doesNotContain("Unknown");
        assertThat(changelog.command("validate", Map.of()))
                .isEqualTo("The changelog is valid. No migration is pending.\n");
        assertThat(changelog
                        .history()
                        .replaceAll(" +", " ")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\S+ UTC.*?(?= test| unknown)", "-"))
                .isEqualTo("""
                20260101000000_a - test a (replaced by 20260102000000_baseline)
                20260102000000_b - test b (replaced by 20260102000000_baseline)
                20260102000000_baseline - unknown baseline
                20260104000000_later - test later (current)
                """);
        assertThat(changelog.command("update", Map.of())).isEqualTo("Nothing to apply.\n");

        assertThat(changelog.command("rollbackCount", Map.of("count", 1)))
                .isEqualTo("Rolled back 20260104000000_later\n");
        changelog.update();
        assertThat(changelog.command("rollback", Map.of("tag", "20260102000000_baseline")))
                .isEqualTo("Rolled back 20260104000000_later\n");
        assertThatThrownBy(() -> changelog.rollbackTo("20260101000000_a")).hasMessage("""
                20260101000000_a is one of those that 20260102000000_baseline replaces, so no rollback leads there. Nothing was rolled back.
                The oldest revision to go back to is this one:
                  mvn liquibase:rollback -Dliquibase.rollbackTag=20260102000000_baseline""");
        assertThatThrownBy(() -> changelog.rollback(2)).hasMessage("""
                2 migrations cannot be rolled back: 1 is applied to this database. Nothing was rolled back.
                  mvn liquibase:history    shows them
                  mvn liquibase:rollback -Dliquibase.rollbackCount=1    undoes them all""");
        assertThatThrownBy(() -> changelog.rollback(1)).hasMessageContaining("This rollback would destroy");
        changelog.with("allow", "drop").rollback(1);
        assertThat(CatalogText.of(database)).containsExactly("schema public");
        assertThat(database.strings(HISTORY)).isEmpty();
        assertThat(changelog.command("update", Map.of())).isEqualTo("""
                Applied 20260102000000_baseline
                Applied 20260104000000_later
                2 migrations applied.
                """);
    }

    @Test
    void another_database_that_has_run_them_all_marks_it_and_one_in_the_middle_is_refused_by_name() throws Exception {
        two();
        later();
        try (TestDatabase head = TestDatabase.create();
                TestDatabase middle = TestDatabase.create()) {
            TestChangelog atHead = changelog(head);
            TestChangelog inTheMiddle = changelog(middle);
            atHead.update();
            inTheMiddle.updateCount(1);
            assertThat(squash("2")).contains("This database has run nothing of it; the next update runs it.\n");

            assertThat(atHead.status()).contains("""
                    Pending   1 migration:
                      20260102000000_baseline
                        baseline, 2026-01-02 00:00 UTC
                        replaces 2 that this database has run, so update only marks it as run
                      mvn liquibase:update    applies it
                    """).doesNotContain("Unknown", "Changelog ");
            assertThat(atHead.command("validate", Map.of()))
                    .isEqualTo("The changelog is valid. No migration is pending.\n");
            assertThatThrownBy(() -> atHead.command("diffChangelog", Map.of()))
                    .hasMessageContaining(
                            "1 migration is not applied to this database yet:\n  20260102000000_baseline\n");
            assertThat(atHead.command("updateSql", Map.of()))
                    .contains(
                            "INSERT INTO public.databasechangelog",
                            "UPDATE public.databasechangelog SET ORDEREXECUTED = ORDEREXECUTED + 1 WHERE ORDEREXECUTED >= 3;")
                    .doesNotContainIgnoringCase("create table a");
            assertThat(atHead.command("update", Map.of())).isEqualTo("""
                    Marked as run, not executed: 20260102000000_baseline (this database has run the 2 that it replaces)
                    Nothing to apply.
                    """);
            assertThat(head.strings(HISTORY))
                    .containsExactly(
                            "1 20260101000000_a EXECUTED tag 20260101000000_a",
                            "2 20260102000000_b EXECUTED tag 20260102000000_b",
                            "3 20260102000000_baseline EXECUTED tag 20260102000000_baseline",
                            "4 20260104000000_later EXECUTED tag 20260104000000_later");
            assertThat(
                            head.strings(
                                    "select (select dateexecuted from databasechangelog where id = '20260102000000_b') = dateexecuted from databasechangelog where id ~ 'baseline'"))
                    .containsExactly("t");

            String refusal = """
                    This database is in the middle of what 20260102000000_baseline replaces: it has run 20260101000000_a, but not 20260102000000_b.
                    Check out the revision of the project before 20260102000000_baseline was added, apply the rest, and come back:
                      mvn liquibase:update""";
            assertThatThrownBy(inTheMiddle::update).hasMessage(refusal + "\nNothing was run.");
            assertThatThrownBy(() -> inTheMiddle.command("validate", Map.of()))
                    .hasMessage(refusal + "\nNothing was run.");
            assertThat(inTheMiddle.status()).contains(refusal.indent(4).stripTrailing());
            assertThat(middle.strings(HISTORY)).containsExactly("1 20260101000000_a EXECUTED tag 20260101000000_a");
        }
        assertThat(changelog.command("update", Map.of())).contains("2 migrations applied.");
    }

    @Test
    void a_squash_is_squashed_again_whether_or_not_a_database_has_marked_the_first() throws Exception {
        two();
        later();
        try (TestDatabase old = TestDatabase.create();
                TestDatabase fresh = TestDatabase.create()) {
            changelog(old).update();
            changelog.update();
            squash("2");
            assertThat(changelog
                            .with("message", "second")
                            .with("squash", "20260104000000_later")
                            .command("diffChangelog", Map.of()))
                    .contains("Wrote changelog/changes/20260104000000_second.yaml\n");

            assertThat(changelog(old).command("update", Map.of())).isEqualTo("""
                    Marked as run, not executed: 20260104000000_second (this database has run the 2 that it replaces)
                    Nothing to apply.
                    """);
            changelog(fresh).update();
            assertThat(state(fresh)).isEqualTo(state(database)).isEqualTo(state(old));
            assertThat(changelog.status())
                    .contains("Revision  20260104000000_second (head)")
                    .doesNotContain("Unknown");
            changelog(old).with("allow", "drop").rollback(1);
            assertThat(old.strings(HISTORY)).isEmpty();
        }
    }

    @Test
    void what_is_not_carried_over_is_listed_and_nothing_of_it_is_lost_silently() throws Exception {
        two();
        files.add("20260103000000_c", """
                    changes:
                    - customChange: {class: com.jarvis.migrator.lint.UnreadBranchTest$Recorder}
                    - executeCommand: {executable: touch, args: [{arg: {value: /tmp/never}}]}
                    - sql: {sql: "create table many (id int primary key); insert into many select generate_series(1, 10001)"}
                    - sql: {sql: "create table few (many int references many); insert into few values (1)"}
                    - sql: {sql: "create table fewer (id timestamptz); insert into fewer values (now())"}
                    - sql: {sql: "create table reporting.totals (id int primary key); insert into reporting.totals values (7)"}
                    - sql: {sql: "create role squash_reader; grant select on few to squash_reader", splitStatements: true}
                    - sql: {sql: "create publication everything for table few"}
                    - sql: {sql: "create aggregate total (integer) (sfunc = int4pl, stype = integer)"}
                    - sql: {sql: "create function f() returns int language sql as 'select 1'; revoke execute on function f() from public"}
                    - sql: {sql: "alter default privileges grant select on tables to public"}
                    $tag
                    rollback: []
                """);
        try {
            database.execute("create role squash_reader; create schema reporting");
            assertThat(squash("3")).isEqualTo("""
                    3 migrations are now one, with 6 tables and the rows of 4 of them. It does the same in an empty database, and its rollback leaves nothing.
                    Wrote changelog/changes/20260103000000_baseline.yaml
                    Replaced 3 includes in changelog/db.changelog-master.yaml
                    Moved 3 files to changelog/squashed
                    This database has run nothing of it; the next update runs it.
                    Not in it; write these into it by hand if a new database needs them:
                      aggregate total
                      alter default privileges grant select on tables to public
                      publication everything
                      revoke execute on function public.f() from public
                      role squash_reader, which belongs to the server
                    With constants in place of what each run of the old migrations computes (now(), random()); look through these rows:
                      fewer
                    Rows that are not in it; load them into a new database after the update:
                      many (more than 10,000 rows)
                      few (rows that refer to those of many)
                    Not run, so what these do is not in it:
                      customChange com.jarvis.migrator.lint.UnreadBranchTest$Recorder: it runs a program on this machine (-Dtrust=changelog runs it)
                      executeCommand touch /tmp/never: it runs a program on this machine (-Dtrust=changelog runs it)
                    Wrote changelog/schema.md
                    """);
            assertThat(Files.readString(folder.resolve("changelog/changes/20260103000000_baseline.yaml")))
                    .contains("tableName: totals", "insert into reporting.totals (id) values")
                    .doesNotContain("create schema", "drop schema");
        } finally {
            database.execute("drop role squash_reader");
        }
    }

    @Test
    void a_rollback_to_a_time_between_the_replaced_ones_is_refused_and_one_before_them_all_is_done() throws Exception {
        two();
        later();
        changelog.update();
        database.execute(
                "update databasechangelog set dateexecuted = timestamp '2026-01-01' + orderexecuted * interval '1 day'");
        squash("2");
        assertThat(database.strings("select dateexecuted::date::text from databasechangelog order by orderexecuted"))
                .containsExactly("2026-01-02", "2026-01-03", "2026-01-03", "2026-01-04");

        assertThatThrownBy(() ->
                        changelog.with("allow", "drop").rollbackTo(Date.from(Instant.parse("2026-01-02T12:00:00Z"))))
                .hasMessageMatching("""
                        At 2026-01-02 ..:..:.., this database had run some of what 20260102000000_baseline replaces, so no rollback leads there\\. Nothing was rolled back\\.
                        The oldest revision to go back to is this one:
                          mvn liquibase:rollback -Dliquibase\\.rollbackTag=20260102000000_baseline""");
        changelog.rollbackTo(Date.from(Instant.parse("2026-01-03T12:00:00Z")));
        assertThat(database.strings(HISTORY)).hasSize(3);
        changelog.with("allow", "drop").rollbackTo(Date.from(Instant.parse("2026-01-01T12:00:00Z")));
        assertThat(database.strings(HISTORY)).isEmpty();
        assertThat(CatalogText.of(database)).containsExactly("schema public");
    }

    private void two() throws Exception {
        files.add("20260101000000_a", """
                    changes:
                    - sql: {sql: "create table a (id int primary key); insert into a values (1)"}
                    $tag
                    rollback:
                    - dropTable: {tableName: a}
                """);
        files.add("20260102000000_b", """
                    changes:
                    - sql: {sql: "create table users (id int primary key references a); insert into users values (1)"}
                    $tag
                    rollback:
                    - dropTable: {tableName: users}
                """);
    }

    private void later() throws Exception {
        files.add("20260104000000_later", """
                    changes:
                    - addColumn: {tableName: users, columns: [{column: {name: age, type: int}}]}
                    $tag
                    rollback:
                    - dropColumn: {tableName: users, columnName: age}
                """);
    }

    private TestChangelog changelog(TestDatabase other) {
        return new TestChangelog(folder, other).ofEntitiesIn("com.jarvis.testing.adopted");
    }

    private List<String> names(String path) throws Exception {
        try (Stream<Path> all = Files.list(folder.resolve(path))) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
