package com.jarvis.migrator.plan.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Existing rows that violate new constraints are counted and reported, but only if update would fail on them. */
@Tag(TestSet.SLOW)
class ViolationsTest {

    private static final String PERSON = "create table person (id bigint primary key, name varchar(20), stars integer)";
    private static final String NOTE =
            "create table note (id bigint primary key, person_id bigint, title text, stars bigint, old_title text)";

    @TempDir
    Path folder;

    private LiveProject live;

    @BeforeEach
    void create_a_database_with_rows() throws Exception {
        live = LiveProject.in(folder);
        live.database().execute(String.join(";", PERSON, NOTE, """
                insert into person values (1, 'Ann', 0);
                insert into note values (1, 1, 'a', 0, 'o'), (2, 2, 'a', 3, 'o'), (3, 3, 'b', 3, 'p'),
                  (4, null, null, null, null), (5, null, null, null, null)"""));
    }

    @AfterEach
    void drop_the_database() throws Exception {
        live.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table note add constraint fk foreign key (person_id) references person | "
                        + " | foreign key note.fk: 2 rows of note have no matching row in person, so update would fail",
                "alter table note add constraint uq unique (title)"
                        + " | | unique constraint note.uq: 2 rows of note have the same title as another row, so update would fail",
                "alter table note add kind text not null"
                        + " | | column note.kind: 5 rows of note need a value, so update would fail until you fill it in where a comment asks for it",
                "alter table person add kind text not null"
                        + " | | column person.kind: 1 row of person needs a value, so update would fail until you fill it in where a comment asks for it",
                "alter table note rename old_title to other; alter table note alter other set not null"
                        + " | note.old_title:other | column note.other: 2 rows of note need a value, so update would fail until you fill it in where a comment asks for it",
                "alter table note add constraint uq unique (title, stars) | | ",
                "create unique index uq on note (stars desc, title)| | ",
                "create unique index \"U\" on note (stars desc)"
                        + " | | index U: 2 rows of note have the same stars as another row, so update would fail",
                "alter table note add constraint ck check (stars < 3)"
                        + " | | check constraint note.ck: 2 rows of note violate it, so update would fail",
                "alter table note add constraint ck check (stars < 4) | | ",
                "alter table person add constraint ck check (stars > 0)"
                        + " | | check constraint person.ck: 1 row of person violates it, so update would fail",
                "alter table note rename old_title to other; alter table note add constraint uq unique (other)"
                        + " | note.old_title:other"
                        + " | unique constraint note.uq: 2 rows of note have the same other as another row, so update would fail",
                "alter table note alter stars type varchar(5) using stars::varchar;"
                        + " alter table note add constraint ck check (stars < '2')"
                        + " | | check constraint note.ck: 2 rows of note violate it, so update would fail",
                "alter table person rename to human; alter table note add constraint fk foreign key (person_id) references human"
                        + " | person:human"
                        + " | foreign key note.fk: 2 rows of note have no matching row in human, so update would fail",
                "alter table note add kind text default 'x', add constraint ck check (kind <> 'x')"
                        + " | | check constraint note.ck: 5 rows of note violate it, so update would fail",
                "create sequence s; alter table note add no bigint default nextval('s'), add constraint uq unique (no) | | ",
                "alter table note add constraint ck check (coalesce(lower(title), 'x') in ('a', 'x') and stars is not null)"
                        + " | | check constraint note.ck: 3 rows of note violate it, so update would fail",
                "alter table note add no bigint generated by default as identity, add constraint uq unique (no) | | ",
                "alter table note add parent bigint constraint fk references note | | ",
                "create table tag (id bigint primary key, note_id bigint constraint fk references note) | | ",
            })
    void violating_rows_are_reported_if_update_would_fail(String change, String rename, String warning)
            throws Exception {
        List<String> model = new ArrayList<>(List.of(PERSON, NOTE));
        model.addAll(Arrays.asList(change.split("; ?")));
        List<String> before = live.catalog();

        Autogenerate.Outcome outcome = diff(model, rename);

        assertThat(outcome.warnings()).isEqualTo(Stream.ofNullable(warning).toList());
        Migration migration = outcome.migration().orElseThrow();
        Throwable failure = catchThrowable(() -> live.apply(migration));
        assertThat(failure != null).isEqualTo(warning != null);
        if (failure != null) {
            assertThat(live.catalog()).isEqualTo(before);
            live.database().execute("delete from note; delete from person");
            assertThat(diff(model, rename).warnings()).isEmpty();
            live.update();
        }
        assertThat(diff(model, "none").migration()).isEmpty();
    }

    @Test
    void an_expression_of_the_model_that_does_more_than_compute_does_not_run_on_existing_rows() throws Exception {
        String end =
                "query_to_xml(''select pg_terminate_backend(pid) from pg_stat_activity where application_name = shop''"
                                .replace("''", "'")
                        + ", true, true, '') is null";
        try (Connection shop = live.database().connect();
                java.sql.Statement query = shop.createStatement()) {
            query.execute("set application_name = 'shop'");

            Autogenerate.Outcome outcome = diff(
                    List.of(
                            PERSON,
                            NOTE,
                            "alter table note add constraint ck check (" + end + ")",
                            "alter table note add extra boolean default (" + end
                                    + "), add constraint uq unique (extra)"),
                    null);

            assertThat(outcome.warnings())
                    .containsExactlyInAnyOrder(
                            "check constraint note.ck: existing rows were not checked, because its expression uses more than immutable functions of PostgreSQL",
                            "unique constraint note.uq: existing rows were not checked, because the new value of a column uses more than immutable functions of PostgreSQL");
            query.execute("select 1");
        }
    }

    @Test
    void violating_rows_are_listed_in_the_migration_if_another_table_replaces_the_one_they_reference()
            throws Exception {
        live.database()
                .execute("delete from note where id > 2; insert into person values (2, 'Bea', 0);"
                        + " alter table note add constraint fk_person foreign key (person_id) references person");
        Autogenerate.Outcome outcome = diff(
                List.of(
                        "create table human (id bigint primary key, name varchar(20), stars integer)",
                        NOTE,
                        "alter table note add constraint fk_human foreign key (person_id) references human"),
                "none");
        assertThat(outcome.warnings())
                .containsExactly(
                        "foreign key note.fk_human: 2 rows of note have no matching row in human, so update would fail");
        assertThat(outcome.migration().orElseThrow().text()).contains("""
                    # foreign key note.fk_human: 2 rows of note have no matching row in human. Until they are fixed, update fails at this step. To list them:
                    #   select * from note t where t.person_id is not null
                    # The rows that they reference are dropped with table person. If human is person under a new name, use -Drename=person:human instead.
                    # Fix them here or in an earlier migration, for instance:
                    # - sql:
                    #     sql: update note set person_id = … where …
                    - addForeignKeyConstraint:
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v varchar(20) unique | abcdefghij1, abcdefghij2 | v varchar(10) unique"
                        + " | unique constraint t.t_v_key: 2 rows of t have the same v as another row, so update would fail",
                "v varchar(20) unique | abcdefghij1, b | v varchar(10) unique | ",
                "v varchar(20) primary key | abcdefghij1, abcdefghij2 | v varchar(10) primary key"
                        + " | primary key t.t_pkey: 2 rows of t have the same v as another row, so update would fail",
                "v numeric(10,2) primary key | 1.25, 1.26, 2 | v numeric(10,1) primary key"
                        + " | primary key t.t_pkey: 2 rows of t have the same v as another row, so update would fail",
                "v timestamp unique | 2020-01-01 10:00, 2020-01-01 11:00 | v date unique"
                        + " | unique constraint t.t_v_key: 2 rows of t have the same v as another row, so update would fail",
                "v timestamptz unique | 2020-01-01 10:00+00, 2020-01-01 11:00+00 | v date unique"
                        + " | unique constraint t.t_v_key: 2 rows of t have the same v as another row, so update would fail",
                "v text unique | 7, 007, 8 | v bigint unique"
                        + " | unique constraint t.t_v_key: 2 rows of t have the same v as another row, so update would fail",
                "v varchar(20) constraint ck check (length(v) > 10) | abcdefghij1 | v varchar(10) constraint ck check (length(v) > 10)"
                        + " | check constraint t.ck: 1 row of t violates it, so update would fail",
                "v timestamp constraint ck check (v > '2020-01-01 09:00') | 2020-01-01 10:00 | v date constraint ck check (v > '2020-01-01 09:00')"
                        + " | check constraint t.ck: 1 row of t violates it, so update would fail",
                "v varchar(20), w int default 1, unique (w, v) | abcdefghij1, abcdefghij2 | v varchar(10), w int default 1, unique (w, v)"
                        + " | unique constraint t.t_w_v_key: 2 rows of t have the same w, v as another row, so update would fail",
            })
    void rows_that_collide_or_violate_a_check_once_they_are_converted_are_reported(
            String before, String values, String after, String warning) throws Exception {
        live.database().execute("create table t (" + before + ")");
        live.database()
                .execute("insert into t (v) select unnest(string_to_array('" + values + "', ', '))::"
                        + before.replaceAll("^v ([^ ,(]+).*", "$1"));
        List<String> catalog = live.catalog();

        Autogenerate.Outcome outcome = diff(List.of(PERSON, NOTE, "create table t (" + after + ")"), null);

        assertThat(outcome.warnings()).isEqualTo(Stream.ofNullable(warning).toList());
        Migration migration = outcome.migration().orElseThrow();
        assertThat(catchThrowable(() -> live.apply(migration)) != null).isEqualTo(warning != null);
        if (warning != null) {
            assertThat(live.catalog()).isEqualTo(catalog);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create unique index ux on t (lower(v)) | varchar(20) | ABCDEFGHIJ1, abcdefghij2 | varchar(10)"
                        + " | index ux: 2 rows of t have the same lower(v::text) as another row, so update would fail",
                "create unique index ux on t (v) where v > 'b' | varchar(20) | abcdefghij1, abcdefghij2 | varchar(10) | ",
                "create unique index ux on t (v) where v > 'a' | varchar(20) | abcdefghij1, abcdefghij2 | varchar(10)"
                        + " | index ux: 2 rows of t have the same v as another row, so update would fail",
                "create unique index ux on t (v) nulls not distinct | varchar(20) | x, y | integer"
                        + " | index ux: 2 rows of t have the same v as another row, so update would fail",
            })
    void rows_that_collide_in_an_index_made_by_hand_are_reported(
            String index, String before, String values, String after, String warning) throws Exception {
        assumeThat(live.database().majorVersion()).isGreaterThanOrEqualTo(16);
        live.database().execute("create table t (v " + before + ")");
        live.database().execute("insert into t select unnest(string_to_array('" + values + "', ', '))");
        live.database().execute(index);

        Autogenerate.Outcome outcome = diff(List.of(PERSON, NOTE, "create table t (v " + after + ")", index), null);

        assertThat(outcome.warnings()).isEqualTo(Stream.ofNullable(warning).toList());
        Migration migration = outcome.migration().orElseThrow();
        assertThat(catchThrowable(() -> live.apply(migration)) != null).isEqualTo(warning != null);
    }

    @Test
    void the_migration_shows_how_to_list_the_rows_that_collide() throws Exception {
        live.database().execute("create table t (v varchar(20) unique)");
        live.database().execute("insert into t values ('abcdefghij1'), ('abcdefghij2')");

        Autogenerate.Outcome outcome = diff(List.of(PERSON, NOTE, "create table t (v varchar(10) unique)"), null);

        String list =
                "select v, count(*) from (select v::character varying(10) as v from t) t where (v) is not null group by v having count(*) > 1";
        assertThat(outcome.migration().orElseThrow().text()).contains("""
                    # unique constraint t.t_v_key: 2 rows of t have the same v as another row. Until they are fixed, update fails at this step. To list them:
                    #   %s
                    # Fix them here or in an earlier migration, for instance:
                    # - sql:
                    #     sql: update t set v = … where …
                    - sql:
                        sql: update t set v = v::character varying(10) where\
                """.formatted(list));
        assertThat(live.database().strings(list)).hasSize(1);
    }

    private Autogenerate.Outcome diff(List<String> model, String rename) throws Exception {
        return live.diff(
                autogenerate -> autogenerate.run(model, (statement, position) -> ""), rename == null ? "none" : rename);
    }
}
