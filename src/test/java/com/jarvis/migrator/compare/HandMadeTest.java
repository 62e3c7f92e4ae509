package com.jarvis.migrator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.operation.NetChanges;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of a live database that were created by hand. */
@Tag(TestSet.SLOW)
class HandMadeTest {

    private static final List<String> MODEL = List.of(
            "create table person (id integer not null, email varchar(320) not null, primary key (id),"
                    + " constraint uq_person_email unique (email))",
            "create table note (id integer not null, person_id integer not null,"
                    + " kind varchar(20) check (kind in ('A','B')), primary key (id))",
            "create index ix_note_kind on note (kind)",
            "create index ix_note_person on note (person_id)",
            "alter table if exists note add constraint fk_note_person foreign key (person_id) references person");

    @TempDir
    private Path folder;

    private LiveProject project;

    @BeforeEach
    void create_the_model_in_a_database() throws Exception {
        project = LiveProject.in(folder);
        run(MODEL.toArray(String[]::new));
    }

    @AfterEach
    void drop_the_database() throws Exception {
        project.close();
    }

    @Test
    void an_object_that_entities_cannot_describe_is_left_alone_and_listed() throws Exception {
        run(
                "create function answer() returns integer language sql as 'select 42'",
                "create domain positive as integer check (value > 0)",
                "create table extra (id positive default answer(), t tsrange, exclude using gist (t with &&))",
                "create materialized view mv as select * from person",
                "create view v1 as select * from mv",
                "create view v2 as select email from person",
                "create trigger tr before update on person for each row execute function suppress_redundant_updates_trigger()",
                "create policy p on person using (true)",
                "create index ix_part on person (lower(email)) where id > 0",
                "create table alembic_version (version_num varchar(32))");
        Autogenerate.Outcome outcome = project.diff(
                autogenerate -> autogenerate.run(MODEL, (statement, position) -> ""),
                new Settings(null, "jarvis", Set.of(), null, "ext*"));
        assertThat(outcome.migration()).isEmpty();
        assertThat(outcome.leftAlone())
                .containsExactly(
                        "domain positive",
                        "function answer",
                        "materialized view mv",
                        "policy person.p",
                        "trigger person.tr",
                        "view v1",
                        "view v2",
                        "index ix_part");
    }

    /** As in PostGIS, whose view geometry_columns has rules. */
    @Test
    void what_belongs_to_an_extension_is_not_listed() throws Exception {
        run(
                "create extension hstore",
                "create table srs (id integer primary key, name text)",
                "create view srs_names as select id, name from srs",
                "create rule r as on update to srs_names do instead nothing",
                "create trigger tr before update on srs for each row execute function suppress_redundant_updates_trigger()",
                "create policy p on srs using (true)",
                "create statistics st on id, name from srs",
                "create materialized view srs_copy as select * from srs",
                "create domain code as text",
                "alter extension hstore add table srs",
                "alter extension hstore add view srs_names",
                "alter extension hstore add materialized view srs_copy",
                "alter extension hstore add domain code");
        Autogenerate.Outcome outcome = diff();
        assertThat(outcome.migration()).isEmpty();
        assertThat(outcome.leftAlone()).containsExactly("extension hstore");
    }

    @Test
    void a_view_or_an_index_that_blocks_a_change_is_created_again() throws Exception {
        run(
                "alter table person alter email type varchar(100)",
                "create view v1 as select id, email from person",
                "create view v2 as select email from v1",
                "create index ix_part on person (email) where email like 'a%'");
        appliesAndRollsBack(
                "~ column person.email varchar(100) → varchar(320)",
                "~ view v1 (created again)",
                "~ view v2 (created again)");
    }

    @Test
    void a_migration_that_drops_an_index_or_constraint_that_no_migration_created_also_runs_in_an_empty_database(
            @TempDir Path other) throws Exception {
        List<String> before = List.of("create table doc (id bigint not null, title varchar(255), size integer,"
                + " search tsvector generated always as (to_tsvector('simple', title)) stored, primary key (id))");
        List<String> after = List.of(
                "create table doc (id bigint not null, title varchar(255), size varchar(10),"
                        + " search tsvector generated always as (to_tsvector('simple', title || 'x')) stored, primary key (id))");
        try (LiveProject live = LiveProject.in(other)) {
            live.apply(live.diff(autogenerate -> autogenerate.run(before, (statement, position) -> ""), "none")
                    .migration()
                    .orElseThrow());
            live.database().execute("""
                    create index doc_search_gin on doc using gin (search);
                    create index doc_size on doc ((size is null));
                    alter table doc add constraint doc_no_overlap exclude ((size is null) with =)""");
            List<String> catalog = live.catalog();
            live.apply(live.diff(autogenerate -> autogenerate.run(after, (statement, position) -> ""), "none")
                    .migration()
                    .orElseThrow());
            try (TestDatabase empty = TestDatabase.create()) {
                new TestChangelog(other, empty).update();
                assertThat(CatalogText.of(empty)).isEqualTo(live.catalog());
            }
            live.rollback();
            assertThat(live.catalog()).isEqualTo(catalog);
        }
    }

    @Test
    void an_expression_index_is_dropped_and_restored_with_its_column() throws Exception {
        run("alter table person add nick text", "create index ix_part on person (lower(nick)) where nick is not null");
        appliesAndRollsBack("- index ix_part", "- column person.nick");
    }

    @Test
    void a_view_that_reads_a_dropped_column_is_reported() throws Exception {
        run("alter table person add nick text", "create view nicks as select nick from person");
        assertThatThrownBy(this::diff).isInstanceOf(MigratorException.class).hasMessage("""
                View nicks reads person.nick, which the model does not have.
                No entity maps the view, so diff does not change it, and nothing was written. Drop the view, or create it
                again without the column, in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop view nicks\"""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create trigger tr before update of email on person for each row execute function suppress_redundant_updates_trigger() | trigger tr on table person depends on column person.email",
                "create policy p on note using (exists (select from person p where p.email = current_user)) | policy p on table note depends on column person.email",
                "create rule r as on update to person do also insert into note select 1, 1, new.email | rule r on table person depends on column person.email",
                "create materialized view mv as select email from person | materialized view mv depends on column person.email",
                "create view reports.v as select email from person | view reports.v depends on column person.email",
                "create function f() returns text begin atomic select email from person; end | function f() depends on column person.email",
                "create table holder (p person) | column p of table holder depends on column person.email",
                "create table reports.r (n text references gone (name)) | constraint r_n_fkey on table reports.r depends on table gone",
                "create function g() returns setof gone language sql as 'select * from gone' | function g() depends on table gone",
                "create table holder () inherits (gone) | table holder inherits from table gone",
            })
    void a_dependent_that_blocks_a_change_is_reported(String sql, String line) throws Exception {
        run(
                "create schema reports",
                "create table gone (name text primary key)",
                "alter table person alter email type varchar(100)",
                sql);
        List<String> before = CatalogText.of(project.database());
        assertThatThrownBy(() -> project.diff(
                        autogenerate -> autogenerate.run(MODEL, (statement, position) -> ""),
                        new Settings(null, "jarvis", Set.of("drop"), "none", "holder")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Objects that the model does not define depend on what the migration drops or changes:
                          %s
                        PostgreSQL would reject the migration, so nothing was written. Drop these objects in a hand-written migration
                        first and create them again in a later one, or exclude a table with -Dexclude=<name>:
                          mvn compile liquibase:diff -Dempty -Dmessage="drop dependents\"""", line);
        assertThat(CatalogText.of(project.database())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "old_all"})
    void a_table_that_inherits_from_another_is_dropped_and_restored(String exclude) throws Exception {
        run(
                "create table old_all (id integer not null, code text default 'a' check (code <> ''), at date)",
                "create table old_year (extra integer, primary key (id)) inherits (old_all)",
                "create table old_month (at date default now()) inherits (old_year)",
                "alter table old_year alter at set not null",
                "insert into old_year (id, at) values (1, now())");
        List<String> before = CatalogText.of(project.database());
        List<String> inherited = inherited();
        Autogenerate.Outcome outcome = project.diff(
                autogenerate -> autogenerate.run(MODEL, (statement, position) -> ""),
                new Settings(null, "jarvis", Set.of("drop"), "none", exclude));
        project.apply(outcome.migration().orElseThrow());
        assertThat(project.database()
                        .strings("select relname from pg_class where relkind = 'r' and relname like 'old%'"))
                .containsExactlyElementsOf(exclude.isEmpty() ? List.of() : List.of(exclude));
        project.rollback();
        assertThat(CatalogText.of(project.database())).isEqualTo(before);
        assertThat(inherited()).isEqualTo(inherited);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create table legacy (id bigint primary key, no integer references job (no)) | foreign key legacy.legacy_no_fkey depends on unique constraint job.job_no_key",
                "create table legacy (id bigint primary key, no integer references job (id)) | foreign key legacy.legacy_no_fkey depends on primary key job.job_pkey",
                "create schema other; create table other.legacy (no integer references job (id)) | constraint legacy_no_fkey on table other.legacy depends on primary key job.job_pkey",
                "create view totals as select id, no, count(*) from job group by id | view totals depends on primary key job.job_pkey",
                "create materialized view totals as select id, no, count(*) from job group by id | materialized view totals depends on primary key job.job_pkey",
                "create function f() returns setof int begin atomic select no from job group by id; end | function f() depends on primary key job.job_pkey",
                "create index shape_y on shape (((at).y)) | index shape_y depends on attribute pt.y",
                "create view ys as select (at).y from shape | view ys depends on attribute pt.y",
                "create function f() returns setof int begin atomic select (at).y from shape; end | function f() depends on attribute pt.y",
                "create policy p on shape using ((at).y > 0) | policy p on table shape depends on attribute pt.y",
                "create trigger tr before update on shape for each row when ((new.at).y > 0) execute function suppress_redundant_updates_trigger() | trigger tr on table shape depends on attribute pt.y",
                "create index job_name_like on job (name varchar_pattern_ops) | index job_name_like: nondeterministic collations are not supported for operator class \"varchar_pattern_ops\"",
            })
    void a_dependent_of_a_key_or_an_attribute_is_reported(String sql, String line) throws Exception {
        run(
                "create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create type pt as (x integer, y integer)",
                "create table shape (id bigint primary key, at pt)",
                "create table job (id integer primary key, no integer not null unique, name varchar(20))",
                sql);
        List<String> model = new ArrayList<>(MODEL);
        model.addAll(
                List.of(
                        "create type pt as (x integer)",
                        "create table shape (id bigint not null, at pt, primary key (id))",
                        "create table job (id integer not null, no integer not null, name varchar(20) collate ci, primary key (no, id))"));
        List<String> before = CatalogText.of(project.database());
        assertThatThrownBy(() -> project.diff(
                        autogenerate -> autogenerate.run(model, (statement, position) -> ""),
                        new Settings(null, "jarvis", Set.of("drop"), "none", "legacy")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Objects that the model does not define depend on what the migration drops or changes:
                          %s
                        PostgreSQL would reject the migration, so nothing was written. Drop these objects in a hand-written migration
                        first and create them again in a later one, or exclude a table with -Dexclude=<name>:
                          mvn compile liquibase:diff -Dempty -Dmessage="drop dependents\"""", line);
        assertThat(CatalogText.of(project.database())).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "primary key (id) | primary key event.event_pkey",
                "primary key (id, day), unique (id) | unique constraint event.event_id_key",
            })
    void a_key_without_the_partition_key_of_its_table_is_reported(String keys, String key) throws Exception {
        run(
                "create table event (id bigint not null, day date not null, primary key (id, day)) partition by range (day)",
                "create table event_2026 partition of event for values from ('2026-01-01') to ('2027-01-01')");
        List<String> model = new ArrayList<>(MODEL);
        model.add("create table event (id bigint not null, day date not null, %s)".formatted(keys));
        assertThatThrownBy(() ->
                        project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Table event is partitioned by RANGE (day), so PostgreSQL does not accept %s: it lacks day.
                        Nothing was written. Make day part of the key in the entity, or exclude the table:
                          mvn compile liquibase:diff -Dexclude=event""", key);
    }

    @Test
    void a_table_that_inherits_from_one_of_another_schema_is_not_dropped() throws Exception {
        run(
                "create schema reports",
                "create table reports.parent (a text)",
                "create table orphan () inherits (reports.parent)");
        assertThatThrownBy(this::diff).isInstanceOf(MigratorException.class).hasMessage("""
                Table orphan inherits from table reports.parent, which is not compared. A rollback could not restore that.
                Nothing was written. Drop the table in a hand-written migration, or exclude it with -Dexclude=orphan:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop table orphan\"""");
    }

    private List<String> inherited() throws Exception {
        return project.database().strings("""
                select format('%s inherits from %s', inhrelid::regclass, inhparent::regclass) from pg_inherits join pg_class on oid = inhrelid where relkind = 'r'
                union select format('%s.%s %s %s', attrelid::regclass, attname, attislocal, attinhcount) from pg_attribute where attrelid::regclass::text like 'old%' and attnum > 0 and attname <> 'at'
                union select format('%s.%s %s %s', conrelid::regclass, conname, conislocal, coninhcount) from pg_constraint where conrelid::regclass::text like 'old%' and contype <> 'n'
                order by 1""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create materialized view mv as select * from mails with no data | materialized view mv depends on view mails",
                "create policy p on note using (exists (select from mails where id = note.id)) | policy p on table note depends on view mails",
                "create function f() returns text begin atomic select email from mails; end | function f() depends on view mails",
                "create function f() returns setof mails language sql as 'select * from mails' | function f() depends on view mails",
                "create function f(mails) returns integer language sql as 'select 1' | function f(mails) depends on view mails",
                "create function f(mails[]) returns integer language sql as 'select 1' | function f(mails[]) depends on view mails",
                "create table holder (m mails) | column m of table holder depends on view mails",
                "create table holder (m mails[]) | column m of table holder depends on view mails",
                "create table holder (n integer default 'mails'::regclass::oid::integer) | default value for column n of table holder depends on view mails",
                "create table holder (n integer check (n > 'mails'::regclass::oid::bigint)) | constraint holder_n_check on table holder depends on view mails",
                "create domain mail as mails | type mail depends on view mails",
                "create rule r as on update to note do also select * from mails | rule r on table note depends on view mails",
                "create rule r as on update to mails do instead update note set id = new.id where kind = new.email | rule r on view mails depends on column mails.email",
                "create view reports.v as select email from mails | view reports.v depends on view mails",
                "create view own as select id, email from person; create materialized view mv as select id from own | materialized view mv depends on view own",
            })
    void a_dependent_of_a_view_that_is_created_again_is_reported(String sql, String line) throws Exception {
        run("create schema reports", "create view mails as select id, email from person");
        run(sql);
        List<String> model = new ArrayList<>(MODEL);
        model.set(0, MODEL.get(0).replace("varchar(320)", "varchar(400)"));
        model.add("create view mails as select id" + (line.contains("mails.email") ? "" : ", email") + " from person");
        List<String> before = CatalogText.of(project.database());
        assertThatThrownBy(() -> project.diff(
                        autogenerate -> autogenerate.run(model, (statement, position) -> ""),
                        new Settings(null, "jarvis", Set.of("drop"), "none", "holder")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Objects that the model does not define depend on what the migration drops or changes:
                          %s
                        PostgreSQL would reject the migration, so nothing was written. Drop these objects in a hand-written migration
                        first and create them again in a later one, or exclude a table with -Dexclude=<name>:
                          mvn compile liquibase:diff -Dempty -Dmessage="drop dependents\"""", line);
        assertThat(CatalogText.of(project.database())).isEqualTo(before);
    }

    @Test
    void a_view_that_loses_a_column_keeps_what_does_not_need_the_column() throws Exception {
        run(
                "create view mails as select id, email from person",
                "comment on view mails is 'by hand'",
                "comment on column mails.email is 'gone'",
                "comment on column mails.id is 'the model has none'",
                "alter view mails alter email set default 'a'",
                "alter view mails alter id set default 7",
                "create rule r as on delete to mails do instead nothing",
                "grant select (id), update (email), select on mails to public");
        List<String> before = attached();
        List<String> model = new ArrayList<>(MODEL);
        model.add("create view mails as select id from person");
        Migration migration = project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none")
                .migration()
                .orElseThrow();
        project.apply(migration);
        assertThat(migration.text()).contains("comment on view mails is 'by hand'");
        assertThat(attached())
                .isEqualTo(before.stream()
                        .filter(line -> !line.equals("gone")
                                && !line.equals("the model has none")
                                && !line.contains("'a'")
                                && !line.startsWith("mails {=w/"))
                        .toList());
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @Test
    void a_view_that_reads_a_column_which_a_view_of_the_model_loses_is_reported() throws Exception {
        run("create view mails as select id, email from person", "create view own as select email from mails");
        List<String> model = new ArrayList<>(MODEL);
        model.add("create view mails as select id from person");
        assertThatThrownBy(() ->
                        project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        View own reads mails.email, which the model does not have.
                        No entity maps the view, so diff does not change it, and nothing was written. Drop the view, or create it
                        again without the column, in a hand-written migration first:
                          mvn compile liquibase:diff -Dempty -Dmessage="drop view own\"""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create materialized view ix_note_kind as select 1 as one | index ix_note_kind | materialized view ix_note_kind",
                "create domain person as text | table person | type person",
            })
    void a_name_that_another_object_uses_is_reported(String sql, String wanted, String found) throws Exception {
        run("drop table note, person", sql);
        assertThatThrownBy(this::diff)
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Cannot create %s: its name is already used by %s, which the model does not define.
                        Nothing was written. Drop or rename that object in a hand-written migration first:
                          mvn compile liquibase:diff -Dempty -Dmessage="free the name %s\"""", wanted, found, wanted.substring(wanted.indexOf(' ') + 1));
    }

    @Test
    void a_foreign_key_into_another_schema_under_a_name_of_the_model_is_reported() throws Exception {
        run(
                "create schema other",
                "create table other.person (id integer primary key)",
                "alter table note drop constraint fk_note_person",
                "alter table note add constraint fk_note_person foreign key (person_id) references other.person");
        assertThatThrownBy(this::diff).isInstanceOf(MigratorException.class).hasMessage("""
                        Cannot create foreign key note.fk_note_person: its name is already used by constraint fk_note_person on table note, which the model does not define.
                        Nothing was written. Drop or rename that object in a hand-written migration first:
                          mvn compile liquibase:diff -Dempty -Dmessage="free the name fk_note_person\"""");
    }

    @Test
    void attached_objects_stay_on_a_view_that_is_created_again_and_are_restored_with_a_table() throws Exception {
        run(
                "alter table person alter email type varchar(100)",
                "create view v with (security_barrier) as select id, email from person",
                "comment on column v.email is '100%; it''s ${x}'",
                "alter view v alter email set default 'a%'",
                "create rule r as on delete to v do instead nothing",
                "create trigger tr instead of insert on v for each row execute function suppress_redundant_updates_trigger()",
                "grant select, update (email) on v to public",
                "create unlogged table gone (id integer primary key, name text) with (fillfactor = 70)",
                "create trigger tr before update of name on gone for each row when (new.name <> 'a;') execute function suppress_redundant_updates_trigger()",
                "alter table gone disable trigger tr",
                "create policy p on gone for select using (exists (select from person where email = name))",
                "create policy q on gone as restrictive for insert with check (id > 0)",
                "create policy r on gone for update using (exists (select from person where email = '${x}' or '{}'::jsonb ? email))",
                "alter table gone enable row level security",
                "create statistics st on id, name from gone",
                "grant select on gone to public");
        List<String> before = attached();
        assertThat(before).hasSize(12);
        Autogenerate.Outcome outcome = diff();
        assertThat(outcome.leftAlone())
                .doesNotContain("rule v.r", "statistics st"); // they are created again, and dropped
        project.apply(outcome.migration().orElseThrow());
        assertThat(attached())
                .isEqualTo(
                        before.stream().filter(line -> !line.contains("gone")).toList());
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    /** PostgreSQL has stored these names since version 18. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table gone (id integer constraint \"A 1\" not null, n integer not null, primary key (id))",
                "create table other (id integer not null); alter table other rename to gone",
                "alter table person add extra integer constraint nn_extra not null",
                "alter table note drop column kind; alter table note add kind varchar(20) constraint nn_kind not null"
                        + " check (kind in ('A','B')); create index ix_note_kind on note (kind)",
                "create table gone (like person including all)",
            })
    void a_rollback_restores_a_not_null_constraint_with_its_name(String sql) throws Exception {
        run(sql);
        List<String> before = notNulls();
        project.apply(diff().migration().orElseThrow());
        assertThat(diff().migration()).isEmpty();
        project.rollback();
        assertThat(notNulls()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table note add extra integer | - not null constraint note.nn, - column note.extra",
                "alter table note alter kind type varchar(30); update note set kind = null"
                        + " | - not null constraint note.nn, ~ column note.kind varchar(30) → varchar(20)",
                "create table gone (kind text); insert into gone values (null) | - not null constraint gone.nn, - table gone",
                "update note set kind = null | - not null constraint note.nn",
            })
    void from_postgresql_18_on_a_rollback_restores_a_not_null_constraint_as_not_valid(String change, String lines)
            throws Exception {
        assumeThat(project.database().majorVersion()).isGreaterThanOrEqualTo(18);
        run(
                "insert into person values (1, 'a@example.com')",
                "insert into note values (1, 1, 'A')",
                change,
                "alter table %s add constraint nn not null %s not valid"
                        .formatted(
                                change.contains("gone") ? "gone" : "note",
                                change.contains("extra") ? "extra" : "kind"));
        List<String> before = notNulls();
        appliesAndRollsBack(lines.split(", "));
        assertThat(notNulls()).isEqualTo(before);
    }

    @Test
    void from_postgresql_18_on_a_not_null_constraint_that_is_not_valid_is_replaced_by_a_valid_one() throws Exception {
        assumeThat(project.database().majorVersion()).isGreaterThanOrEqualTo(18);
        run(
                "alter table person alter email drop not null",
                "alter table person add constraint nn not null email not valid");
        List<String> before = notNulls();
        appliesAndRollsBack("- not null constraint person.nn", "~ column person.email null → not null");
        assertThat(notNulls()).isEqualTo(before);
    }

    @Test
    void a_new_table_can_use_types_functions_and_collations_of_another_schema() throws Exception {
        run(
                "create schema other",
                "create domain other.mail as text",
                "create function other.answer() returns integer language sql as 'select 42'",
                "create collation other.plain from \"C\"",
                "create table other.spare (id integer)",
                "alter database %s set search_path = public, other"
                        .formatted(project.database().name()));
        List<String> model = new ArrayList<>(MODEL);
        model.add("create schema other");
        model.add("create table spare (id integer)");
        model.add("create table other.spare (id integer)");
        model.add("create table other.box (mail other.mail, n integer default other.answer(),"
                + " t text collate other.plain)");
        Autogenerate.Outcome outcome =
                project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none");
        project.apply(outcome.migration().orElseThrow());
        assertThat(project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none")
                        .migration())
                .isEmpty();
    }

    /** The objects attached to the view and to the dropped table, as PostgreSQL prints them. */
    private List<String> attached() throws Exception {
        return project.database().strings("""
                select format('%s %s %s %s %s', relname, relpersistence, relrowsecurity, reloptions, relacl) from pg_class
                  where relname in ('v', 'gone', 'mails')
                union select format('%s %s', attrelid::regclass, attacl) from pg_attribute
                  where attrelid in (select oid from pg_class where relname in ('v', 'gone', 'mails')) and attacl is not null
                union select pg_get_triggerdef(oid) || tgenabled::text from pg_trigger where not tgisinternal
                union select pg_get_ruledef(oid) from pg_rewrite where ev_class >= 16384 and rulename <> '_RETURN'
                union select format('%s %s %s %s %s gone', polname, polcmd, polpermissive, pg_get_expr(polqual, polrelid),
                  pg_get_expr(polwithcheck, polrelid)) from pg_policy
                union select pg_get_statisticsobjdef(oid) from pg_statistic_ext
                union select description from pg_description where objoid >= 16384 and objsubid > 0
                union select format('default of %s', pg_get_expr(adbin, adrelid)) from pg_attrdef where adrelid >= 16384
                order by 1""");
    }

    private List<String> notNulls() throws Exception {
        return project.database().strings("""
                select format('%s.%s %s', conrelid::regclass, conname, convalidated) from pg_constraint
                where contype = 'n' and connamespace = 'public'::regnamespace and conrelid::regclass::text !~ '^databasechangelog'
                order by 1""");
    }

    @Test
    void an_identity_continues_from_its_position_whatever_its_start() throws Exception {
        List<String> model = List.of("create table note (id bigint generated by default as identity, title text)");
        run(
                "drop table note, person",
                "create table note (id bigint generated by default as identity (start with 500 increment by 3), title text)",
                "insert into note (title) values ('a'), ('b')");
        Autogenerate.Outcome outcome =
                project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none");
        Migration migration = outcome.migration().orElseThrow();
        assertThat(migration.operations().upgrade())
                .map(OperationText::line)
                .containsExactly("~ column note.id increment 3 → 1");
        assertThat(migration.text()).contains("sql: alter table note alter column id set increment by 1\n");
        project.apply(migration);
        project.database().execute("insert into note (title) values ('c')");
        assertThat(project.database().strings("select id from note order by id"))
                .containsExactly("500", "503", "504");
    }

    @Test
    void constraints_that_are_not_valid_are_validated() throws Exception {
        run(
                "alter table note drop constraint fk_note_person, drop constraint note_kind_check",
                "alter table note add constraint fk_note_person foreign key (person_id) references person not valid",
                "alter table note add constraint note_kind_check check (kind in ('A','B')) not valid");
        appliesAndRollsBack(
                "~ check constraint note.note_kind_check check (kind in ('A', 'B')) not valid → check (kind in ('A', 'B'))",
                "~ foreign key note.fk_note_person FOREIGN KEY (person_id) REFERENCES person(id) NOT VALID → FOREIGN KEY (person_id) REFERENCES person(id)");
    }

    @Test
    void indexes_that_swap_names_are_renamed() throws Exception {
        run(
                "alter index ix_note_kind rename to other",
                "alter index ix_note_person rename to ix_note_kind",
                "alter index other rename to ix_note_person");
        appliesAndRollsBack(
                "> index ix_note_kind → jarvis_rename_0",
                "> index ix_note_person → ix_note_kind",
                "> index jarvis_rename_0 → ix_note_person");
    }

    /** PostgreSQL prints the CHECK with a cast of the array, and reads that as casts of its elements. */
    @Test
    void a_check_is_stored_as_the_model_would_store_it_even_if_its_text_is_read_in_another_way(@TempDir Path other)
            throws Exception {
        String model =
                "create table doc (id bigint not null, kind varchar(9) check (kind > all (array['a', 'b']::varchar[])),"
                        + " primary key (id))";
        try (LiveProject live = LiveProject.in(other);
                TestDatabase export = TestDatabase.create()) {
            live.apply(live.diff(autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""), "none")
                    .migration()
                    .orElseThrow());
            export.execute(model);
            assertThat(live.catalog()).isEqualTo(CatalogText.of(export));
        }
    }

    @Test
    void another_spelling_of_the_same_check_is_not_a_change() throws Exception {
        run(
                "alter table note drop constraint note_kind_check",
                "alter table note add constraint note_kind_check check"
                        + " ((kind)::text = any (array[('A'::varchar)::text, ('B'::varchar)::text]))");
        assertThat(diff().migration()).isEmpty();
    }

    private Autogenerate.Outcome diff() throws Exception {
        return project.diff(autogenerate -> autogenerate.run(MODEL, (statement, position) -> ""), "none");
    }

    private void appliesAndRollsBack(String... lines) throws Exception {
        List<String> before = CatalogText.of(project.database());
        var migration = diff().migration().orElseThrow();
        assertThat(NetChanges.of(migration.operations().upgrade()))
                .map(OperationText::line)
                .containsExactlyInAnyOrder(lines);
        project.apply(migration);
        assertThat(diff().migration()).isEmpty();
        project.rollback();
        assertThat(CatalogText.of(project.database())).isEqualTo(before);
    }

    private void run(String... statements) throws Exception {
        try (Connection connection = project.database().connect()) {
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        }
    }
}
