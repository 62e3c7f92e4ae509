package com.jarvis.migrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that asks for rows is traced with some in its tables. */
@Tag(TestSet.SLOW)
class CodeAboutRowsTest {

    private static final String TABLES = """
            create type mood as enum ('GOOD', 'BAD');
            create domain rating as int check (value between 0 and 5);
            create table customer (id bigint generated always as identity primary key, email varchar(100) not null unique, age int,
              active boolean not null default true, mood mood not null, stars rating not null, born date not null, at timestamptz not null,
              state varchar(20) not null check (state in ('NEW', 'OLD')), data jsonb not null, tags text[] not null, key uuid not null);
            create table orders (id uuid primary key, customer_id bigint not null references customer, total numeric(12, 2) not null);
            create table none (id bigint primary key, label text);
            create function odd() returns trigger language plpgsql as $$ begin raise 'never'; end $$;
            create table refusing (id bigint primary key);
            create function widen() returns void language plpgsql as $$ begin
              if exists (select from customer) then alter table customer alter column age type bigint; end if;
            end $$;
            create trigger never before insert on refusing execute function odd();""";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestProject project;

    @BeforeEach
    void tables() throws Exception {
        database = TestDatabase.create();
        project = TestProject.changelogIn(folder);
        add("20260301000000_tables", true, TABLES);
        new TestChangelog(folder, database).update();
        database.execute("""
                insert into customer (email, mood, stars, born, at, state, data, tags, key)
                  values ('a', 'GOOD', 1, now(), now(), 'NEW', '{}', '{}', gen_random_uuid());
                insert into orders values (gen_random_uuid(), 1, 5);
                alter table refusing disable trigger never;
                insert into refusing values (1)""");
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void a_block_that_does_something_only_where_there_are_rows_is_judged_by_what_it_does_there() throws Exception {
        add("20260302000000_condition", true, """
                do $$ begin
                  if exists (select from orders join customer c on c.id = customer_id) then
                    alter table customer alter column age type bigint;
                  end if;
                end $$""");

        assertThat(validate())
                .contains("  customer: ACCESS EXCLUSIVE from statement 1, blocks reads and writes; rewritten by 1")
                .contains("changing-column-type in statement 1")
                .doesNotContain("code-needs-rows");
        assertThat(database.strings("select count(*)::text from customer")).containsExactly("1");
    }

    @Test
    void a_function_of_the_database_is_code_too() throws Exception {
        add("20260302000000_function", true, "select widen()");

        assertThat(validate()).contains("changing-column-type in statement 1");
    }

    @Test
    void a_loop_over_all_rows_in_one_transaction_writes_a_whole_table() throws Exception {
        add("20260302000000_loop", true, """
                do $$ declare r record; begin
                  for r in select id from customer loop update customer set age = 1 where id = r.id; end loop;
                end $$""");

        assertThat(validate()).contains("WARNING whole-table-write in statement 1");
    }

    @Test
    void a_block_that_commits_after_each_batch_has_no_finding_even_if_it_ends_before_the_commit_without_rows()
            throws Exception {
        add("20260302000000_batches", false, """
                do $$ declare n int; begin
                  loop
                    update customer set active = true where id in (select id from customer where not active limit 1000);
                    get diagnostics n = row_count;
                    exit when n = 0;
                    commit;
                  end loop;
                end $$""");

        assertThat(validate()).doesNotContain("WARNING").doesNotContain("ERROR");
    }

    @Test
    void a_table_that_is_empty_in_this_database_may_have_rows_in_another() throws Exception {
        add("20260302000000_none", true, """
                do $$ begin
                  if exists (select from none) then alter table none alter column id type int; end if;
                end $$""");

        assertThat(validate()).contains("changing-column-type in statement 1");
    }

    @Test
    void a_table_that_takes_no_made_up_row_is_named() throws Exception {
        add("20260302000000_refusing", true, """
                do $$ begin
                  if exists (select from refusing) then drop table orders; end if;
                end $$""");

        assertThat(validate()).contains("""
                  WARNING code-needs-rows in statement 1: do $$ begin if exists (select from refusing) then drop table orders; end if; end $$
                    Reads refusing, which is empty on the throw-away server: where it has rows, this code may do something else, unseen.
                      Write what it does as statements of their own, so that they are checked. Or try the migration on a copy of the database.
                """);
    }

    private String validate() throws Exception {
        return new TestChangelog(folder, database)
                .with("lint.fail", "never")
                .with("lint.small", "0")
                .command("validate", Map.of());
    }

    private void add(String revision, boolean inTransaction, String sql) throws Exception {
        project.add(
                revision, """
                databaseChangeLog:
                - changeSet:
                    id: %s
                    author: test
                    runInTransaction: %s
                    changes:
                    - sql:
                        splitStatements: false
                        sql: |
                %s
                    rollback:
                    - sql: {sql: select 1}
                """.formatted(revision, inTransaction, sql.indent(10).stripTrailing()));
    }
}
