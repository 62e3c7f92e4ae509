package com.jarvis.migrator.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What diff says it leaves alone is the same object after the migration, with the same OID. */
class LeftAloneTest {

    private static final String OBJECTS = """
            select 'trigger ' || c.relname || '.' || tgname || ' ' || t.oid from pg_trigger t join pg_class c on c.oid = tgrelid where not tgisinternal
            union all select 'policy ' || c.relname || '.' || polname || ' ' || p.oid from pg_policy p join pg_class c on c.oid = polrelid
            union all select 'rule ' || c.relname || '.' || rulename || ' ' || r.oid from pg_rewrite r join pg_class c on c.oid = ev_class where rulename <> '_RETURN' and c.relnamespace = 'public'::regnamespace
            union all select 'statistics ' || stxname || ' ' || oid from pg_statistic_ext
            union all select case relkind when 'v' then 'view ' when 'm' then 'materialized view ' else 'index ' end || relname || ' ' || oid
              from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'i')
            union all select 'exclusion constraint ' || conrelid::regclass || '.' || conname || ' ' || oid from pg_constraint where contype = 'x'
            union all select 'function ' || proname || ' ' || oid from pg_proc where pronamespace = 'public'::regnamespace""";

    @TempDir
    private Path folder;

    private LiveProject project;

    @BeforeEach
    void create_a_database() throws Exception {
        project = LiveProject.in(folder);
        project.database().execute("""
                create table t (id bigint primary key, a integer, b integer, c integer generated always as (a + 1) stored, d integer);
                create function f() returns trigger language plpgsql as $$ begin return new; end $$;
                create trigger t_trigger before insert on t for each row execute function f();
                create policy t_policy on t using (d > 0);
                create rule t_rule as on delete to t do also nothing;
                create statistics t_ab on a, b from t;
                create statistics t_ac on d, c from t;
                create statistics t_d on id, d from t;
                create index t_a on t ((a + 1));
                create index t_id on t ((id + 1)) where d > 0;
                alter table t add constraint t_ex_a exclude (a with =);
                alter table t add constraint t_ex_d exclude (d with =);
                create view v_a as select id, a from t;
                create rule v_rule as on update to v_a do instead nothing;
                create trigger v_trigger instead of insert on v_a for each row execute function f();
                create view v_d as select id, d from t;
                create materialized view m as select id, d from t""");
    }

    @AfterEach
    void drop_the_database() throws Exception {
        project.close();
    }

    @Test
    void what_a_migration_drops_or_creates_again_is_not_left_alone() throws Exception {
        assertThat(
                        leftAlone(
                                "create table t (id bigint not null, a bigint, b integer, c integer generated always as (d + 2) stored, d integer, primary key (id))"))
                .containsExactly(
                        "function f",
                        "materialized view m",
                        "policy t.t_policy",
                        "rule t.t_rule",
                        "statistics t_d",
                        "trigger t.t_trigger",
                        "view v_d",
                        "index t_id",
                        "exclusion constraint t.t_ex_d");
    }

    @Test
    void what_belongs_to_a_dropped_table_is_not_left_alone() throws Exception {
        project.database().execute("drop materialized view m; drop view v_a, v_d");
        assertThat(leftAlone("create table other (id bigint not null, primary key (id))"))
                .containsExactly("function f");
    }

    @Test
    void a_change_that_concerns_none_of_them_leaves_all_alone() throws Exception {
        assertThat(
                        leftAlone(
                                "create table t (id bigint not null, a integer, b integer, c integer generated always as (a + 1) stored, d integer, e integer, primary key (id))"))
                .hasSize(16);
    }

    private List<String> leftAlone(String model) throws Exception {
        List<String> before = project.database().strings(OBJECTS);
        Autogenerate.Outcome outcome =
                project.diff(autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""), "none");
        project.apply(outcome.migration().orElseThrow());
        List<String> same = new ArrayList<>(project.database().strings(OBJECTS));
        same.retainAll(before);
        assertThat(same.stream()
                        .map(object -> object.replaceFirst(" \\d+$", ""))
                        .filter(object -> !object.endsWith("_pkey")))
                .containsAll(outcome.leftAlone());
        return outcome.leftAlone();
    }
}
