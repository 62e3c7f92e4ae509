package com.jarvis.migrator.plan.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The migration that {@code -Dallow=drop} permits runs on the existing rows and loses exactly the reported values. */
@Tag(TestSet.SLOW)
class DataLossTest {

    @TempDir
    Path folder;

    private LiveProject live;

    @BeforeEach
    void create_a_table_with_notes() throws Exception {
        live = LiveProject.in(folder);
        live.database().execute("""
                create type mood as enum ('GOOD', 'BAD');
                create table note (id bigint primary key, title varchar(255), stars bigint, flag text, mood mood);
                insert into note values (1, 'a long title', 5000000000, 'perhaps', 'BAD'), (2, 'short', 7, 'yes', 'GOOD')""");
    }

    @AfterEach
    void drop_the_database() throws Exception {
        live.close();
    }

    @Test
    void since_postgresql_16_values_that_do_not_fit_are_truncated_or_set_to_null_and_the_others_kept()
            throws Exception {
        assumeThat(live.database().majorVersion()).isGreaterThanOrEqualTo(16);
        Autogenerate.Outcome outcome = diff(
                "create type mood as enum ('GOOD')",
                "create table note (id bigint primary key, title varchar(10), stars integer, flag boolean, mood mood)");

        assertThat(outcome.losses())
                .containsExactlyInAnyOrder(
                        "column note.mood: 1 value that type mood would no longer contain",
                        "column note.title varchar(255) → varchar(10): 1 value would not fit",
                        "column note.stars bigint → integer: 1 value that cannot be converted (integer out of range)",
                        "column note.flag text → boolean: 1 value that cannot be converted"
                                + " (invalid input syntax for type boolean: \"perhaps\")");
        List<String> before = live.catalog();
        live.apply(outcome.migration().orElseThrow());
        assertThat(notes()).containsExactly("1|a long tit|null|null|null", "2|short|7|true|GOOD");

        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
        assertThat(notes()).containsExactly("1|a long tit|null|null|null", "2|short|7|true|GOOD");
    }

    @Test
    void the_migration_contains_the_updates_of_the_values() throws Exception {
        Autogenerate.Outcome outcome = diff(
                "create type mood as enum ('GOOD', 'BAD')",
                "create table note (id bigint primary key, title varchar(10), stars bigint, flag text, mood mood)");

        assertThat(outcome.migration().orElseThrow().text()).contains("""
                # Changes column note.title varchar(255) → varchar(10).
                # Rollback restores the structure only: the values that do not fit are gone.
                """).contains("""
                    changes:
                    - sql:
                        sql: update note set title = title::character varying(10) where title::character varying(10)::text is distinct from title::text
                    - sql:
                        sql: alter table note alter column title type character varying(10)
                """);
    }

    @Test
    void since_postgresql_16_nothing_is_written_if_values_can_neither_be_converted_nor_set_to_null() throws Exception {
        assumeThat(live.database().majorVersion()).isGreaterThanOrEqualTo(16);
        assertThatThrownBy(
                        () -> diff(
                                "create type mood as enum ('GOOD', 'BAD')",
                                "create table note (id bigint primary key, title integer not null, stars bigint, flag text, mood mood)"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Some values cannot be converted to the new type:
                          column note.title varchar(255) → integer: 2 values that cannot be converted (invalid input syntax for type integer: "a long title")
                        Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""");
    }

    @Test
    void before_postgresql_16_nothing_is_written_if_a_value_cannot_be_converted() throws Exception {
        assumeThat(live.database().majorVersion()).isLessThan(16);
        assertThatThrownBy(
                        () -> diff(
                                "create type mood as enum ('GOOD', 'BAD')",
                                "create table note (id bigint primary key, title varchar(255), stars bigint, flag boolean, mood mood)"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Some values cannot be converted to the new type:
                          column note.flag text → boolean: invalid input syntax for type boolean: "perhaps"
                        Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""");
    }

    @Test
    void an_enum_constants_name_is_converted_to_its_ordinal_in_the_model() throws Exception {
        live.database()
                .execute("create table t (kind text check (kind in ('A', 'B', 'C')));"
                        + " insert into t values ('A'), ('B'), ('C'), (null)");
        DesiredSchema.Origin enumOfTwo = new DesiredSchema.Origin() {
            @Override
            public String of(String statement, int position) {
                return "";
            }

            @Override
            public List<String> constants(Column column) {
                return column.label().equals("t.kind") ? List.of("B", "A") : List.of();
            }
        };
        Autogenerate.Outcome outcome = live.diff(
                autogenerate -> autogenerate.run(
                        List.of("create table t (kind smallint check (kind between 0 and 1))"), enumOfTwo),
                "none");

        assertThat(outcome.losses())
                .contains("column t.kind text → smallint: 1 value not among the constants of the enum");
        live.apply(outcome.migration().orElseThrow());
        assertThat(live.database().strings("select kind from t order by ctid")).containsExactly("1", "0", null, null);
        live.rollback();
        assertThat(live.database().strings("select kind from t order by ctid")).containsExactly("A", "B", null, null);
    }

    @Test
    void the_values_of_a_column_that_becomes_generated_are_lost() throws Exception {
        live.database()
                .execute("drop table note; create table note (id bigint primary key, stars integer);"
                        + " insert into note values (1, 7), (2, null)");
        Autogenerate.Outcome outcome = diff(
                "create type mood as enum ('GOOD', 'BAD')",
                "create table note (id bigint primary key, stars integer generated always as (id * 2) stored)");

        assertThat(outcome.losses()).containsExactly("column note.stars: 1 value");
        Migration migration = outcome.migration().orElseThrow();
        assertThat(migration.text()).startsWith("""
                # Changes column note.stars generated as none → (id * 2).
                # Rollback restores the structure only: the values of column note.stars as they were before they were computed are
                # gone.
                """);
        live.apply(migration);
        live.rollback();
        assertThat(live.database().strings("select stars from note order by id"))
                .containsExactly("2", "4");
    }

    @Test
    void the_values_of_a_virtual_column_of_postgresql_18_are_kept_when_it_becomes_an_ordinary_column()
            throws Exception {
        assumeThat(live.database().majorVersion()).isGreaterThanOrEqualTo(18);
        live.database()
                .execute(
                        "drop table note; create table note (id bigint primary key,"
                                + " stars bigint not null generated always as (id * 2) virtual); insert into note values (1), (2)");
        Autogenerate.Outcome outcome = diff(
                "create type mood as enum ('GOOD', 'BAD')",
                "create table note (id bigint primary key, stars bigint not null default 0)");
        List<String> before = live.catalog();

        assertThat(outcome.losses()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        live.database().execute("insert into note values (3)");
        assertThat(live.database().strings("select stars from note order by id"))
                .containsExactly("2", "4", "0");
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
        assertThat(live.database().strings("select stars from note order by id"))
                .containsExactly("2", "4", "6");
    }

    @Test
    void values_that_do_not_fit_into_a_smaller_attribute_are_refused() throws Exception {
        live.database().execute("""
                drop table note;
                create type spot as (lat bigint, name varchar(20));
                create table t (a spot, b spot[]);
                insert into t values (row (3000000000, 'ab'), array[row (1, 'abc')::spot])""");

        assertThatThrownBy(() ->
                        diff("create type spot as (name varchar(2), lat integer)", "create table t (a spot, b spot[])"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Some values cannot be converted to the new type:
                          attribute spot.lat bigint → integer: 1 value would not fit
                          attribute spot.name varchar(20) → varchar(2): 1 value would not fit
                        Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""");
    }

    @Test
    void a_rollback_gives_no_default_to_rows_that_had_none() throws Exception {
        live.database().execute("""
                drop table note; drop type mood;
                create table t (id bigint primary key, kind text default 'x', stars bigint default 1);
                insert into t values (1, null, null), (2, null, null)""");
        List<String> catalog = live.catalog();
        Map<String, String> rows = live.rows(Map.of());

        Autogenerate.Outcome outcome = diff("create table t (id bigint primary key)");
        assertThat(outcome.losses()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
        assertThat(live.catalog()).isEqualTo(catalog);
    }

    @Test
    void diff_says_how_to_rename_an_attribute() throws Exception {
        live.database().execute("""
                drop table note; drop type mood;
                create type spot as (lat integer, name text);
                create table t (a spot);
                insert into t values (row (5, 'x'))""");
        String[] model = {"create type spot as (latitude integer, name text)", "create table t (a spot)"};

        assertThat(diff(model).losses())
                .containsExactly(
                        "attribute spot.lat: 1 value; if it is a rename, write it by hand instead (-Dempty): alter type spot rename attribute lat to latitude");
        assertThatThrownBy(() -> live.diff(
                        autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""),
                        "spot.lat:latitude"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        -Drename renames tables and columns, and spot.lat is an attribute of a @Struct type.
                        Nothing was written. Rename it in a migration by hand, before you run diff:
                          mvn compile liquibase:diff -Dempty -Dmessage="rename attribute"
                          alter type spot rename attribute lat to latitude""");

        live.database().execute("alter type spot rename attribute lat to latitude");
        assertThat(diff(model).migration()).isEmpty();
    }

    @Test
    void attributes_that_are_converted_come_back_without_loss() throws Exception {
        live.database().execute("""
                create type spot as (lat integer, name varchar(20), height integer);
                drop table note; create table t (a spot, b spot[], c text);
                insert into t values (row (5, 'ab', 7), array[row (1, 'abc', 8)::spot, null], 'x'), (null, '{}', null)""");
        Map<String, String> rows = live.rows(Map.of());
        Autogenerate.Outcome outcome = diff(
                "create type spot as (name text, height bigint, lat bigint)",
                "create table t (a spot, b spot[], c text)");

        assertThat(outcome.losses()).isEmpty();
        assertThat(outcome.migration().orElseThrow().text()).contains("# Rollback restores all.\n");
        live.apply(outcome.migration().orElseThrow());
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @Test
    void values_of_a_dropped_or_retyped_attribute_are_counted_in_every_column_that_contains_them() throws Exception {
        live.database().execute("""
                drop table note;
                create type spot as (lat integer, lon integer, alt integer);
                create type area as (name text, center spot);
                create table t (a spot, b spot[], c area, d integer);
                insert into t values (row (1, 2, null), null, null, 1), (null, array[row (3, null, 4)::spot], null, 2),
                  (null, null, row ('x', row (5, 6, 7)::spot), 3)""");

        Autogenerate.Outcome outcome = diff(
                "create type spot as (lat integer, lon text)",
                "create type area as (name text, center spot)",
                "create table t (a spot, b spot[], c area, d integer)");

        assertThat(outcome.losses())
                .containsExactlyInAnyOrder("attribute spot.lon: 2 values", "attribute spot.alt: 2 values");
        Migration migration = outcome.migration().orElseThrow();
        assertThat(migration.text()).contains("""
                # Rollback restores the structure only: the values of the dropped attribute spot.lon and the values of the dropped
                # attribute spot.alt are gone. It drops attribute spot.lon with its values.
                """);
        List<String> before = live.catalog().stream().sorted().toList();
        live.apply(migration);
        live.rollback();
        assertThat(live.catalog().stream().sorted().toList()).isEqualTo(before);
        assertThat(live.database().strings("select t::text from t order by d"))
                .containsExactly("(\"(1,,)\",,,1)", "(,\"{\"\"(3,,)\"\"}\",,2)", "(,,\"(x,\"\"(5,,)\"\")\",3)");
    }

    @Test
    void values_of_a_dropped_attribute_are_counted_where_only_an_unchanged_type_contains_them() throws Exception {
        live.database().execute("""
                drop table note;
                create type geo as (lat integer, lon integer);
                create type addr as (city text, geo geo, others geo[]);
                create type pers as (name text, addr addr);
                create domain dgeo as geo;
                create domain dpers as pers;
                create table place (id bigint primary key, addr addr);
                create table person (pers pers[]);
                create table d (geo dgeo, geos dgeo[], pers dpers);
                insert into place values (1, ('x', (3, 4), null)), (2, ('y', (5, null), array[(6, 7)::geo])), (3, ('z', (8, null), null));
                insert into person values (array[('a', ('b', (1, 2), null))::pers]);
                insert into d values ((1, 2)::geo, array[(3, 4)::geo::dgeo], ('a', ('b', (1, 2), null))::pers)""");

        String[] model = {
            "create type geo as (lat integer)",
            "create type addr as (city text, geo geo, others geo[])",
            "create type pers as (name text, addr addr)",
            "create domain dgeo as geo",
            "create domain dpers as pers",
            "create table place (id bigint primary key, addr addr)",
            "create table person (pers pers[])",
            "create table d (geo dgeo, geos dgeo[], pers dpers)"
        };
        assertThat(diff(model).losses()).containsExactly("attribute geo.lon: 6 values");
        assertThatThrownBy(() -> live.diff(
                        autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""),
                        new Settings(null, "jarvis", Set.of(), "none", null)))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        The migration would lose data:
                          attribute geo.lon: 6 values
                        Nothing was written. To drop these values:
                          mvn compile liquibase:diff -Dallow=drop""");
    }

    @Test
    void attributes_that_move_keep_their_values_where_only_an_unchanged_type_contains_them() throws Exception {
        live.database().execute("""
                drop table note;
                create type geo as (lat integer, lon integer, name varchar(20));
                create type addr as (city text, geo geo);
                create domain dgeo as geo;
                create table place (id bigint primary key, addr addr, geo dgeo, geos dgeo[]);
                insert into place values (1, ('x', (3, 4, 'n')), (5, 6, 'm'), array[(7, 8, 'o')::geo::dgeo]), (2, null, null, null)""");
        Map<String, String> rows = live.rows(Map.of());
        Autogenerate.Outcome outcome = diff(
                "create type geo as (name text, lon bigint, lat integer)",
                "create type addr as (city text, geo geo)",
                "create domain dgeo as geo",
                "create table place (id bigint primary key, addr addr, geo dgeo, geos dgeo[])");

        assertThat(outcome.losses()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        assertThat(live.database().strings("select addr || ' ' || geo || ' ' || geos::text from place where id = 1"))
                .containsExactly("(x,\"(n,4,3)\") (m,6,5) {\"(o,8,7)\"}");
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @Test
    void values_that_do_not_fit_into_an_attribute_within_an_unchanged_type_are_refused() throws Exception {
        live.database().execute("""
                drop table note;
                create type geo as (lat integer, name varchar(10));
                create type addr as (city text, geo geo);
                create table place (id bigint primary key, addr addr[]);
                insert into place values (1, array[('x', (3, 'abcdef'))::addr])""");

        assertThatThrownBy(() -> diff(
                        "create type geo as (lat integer, name varchar(3))",
                        "create type addr as (city text, geo geo)",
                        "create table place (id bigint primary key, addr addr[])"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Some values cannot be converted to the new type:
                          attribute geo.name varchar(10) → varchar(3): 1 value would not fit
                        Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""");
    }

    @Test
    void a_rollback_counts_the_values_of_an_attribute_where_only_an_unchanged_type_contains_them() throws Exception {
        live.database().execute("""
                drop table note;
                create type geo as (lat integer);
                create type addr as (city text, geos geo[]);
                create table place (id bigint primary key, addr addr)""");
        live.apply(diff(
                        "create type geo as (lat integer, lon integer)",
                        "create type addr as (city text, geos geo[])",
                        "create table place (id bigint primary key, addr addr)")
                .migration()
                .orElseThrow());
        live.database()
                .execute("create schema o; create table o.kept (geo geo); insert into o.kept values ((5, 6));"
                        + " insert into place values (1, ('x', array[(3, 4)::geo])), (2, null)");
        assertThatThrownBy(live::rollbackWithoutLoss)
                .hasMessage("""
                This rollback would destroy data of %s, so nothing was done:
                  attribute geo.lon: 2 values
                Save what you need. To destroy the rest:
                  mvn liquibase:rollback -Dliquibase.rollbackCount=1 -Dallow=drop""".formatted(live.database().name()));
    }

    @Test
    void values_of_a_dropped_attribute_are_counted_in_tables_outside_the_model() throws Exception {
        live.database().execute("""
                drop table note;
                create type geo as (lat integer, lon integer);
                create domain dgeo as geo;
                create table place (id bigint primary key, geo geo);
                create schema o;
                create type o.addr as (city text, geos dgeo[]);
                create table o.kept (id bigint, geo geo);
                create table o."Addr" (addr o.addr) partition by list (((addr).city));
                create table o.addr_x partition of o."Addr" for values in ('x');
                create table o.child (other integer) inherits (o.kept);
                create table o.rows (addr o."Addr"[], nothing geo);
                insert into o.kept values (1, (5, 6)), (2, (5, null));
                insert into o.child values (3, (5, 6), 1);
                insert into o."Addr" values (('x', array[(3, 4)::geo::dgeo]));
                insert into o.rows values (array[row(('x', array[(3, 4)::geo::dgeo])::o.addr)::o."Addr"], null)""");

        assertThat(diff("create type geo as (lat integer)", "create table place (id bigint primary key, geo geo)")
                        .losses())
                .containsExactly(
                        "attribute geo.lon in column o.Addr.addr: 1 value",
                        "attribute geo.lon in column o.kept.geo: 2 values",
                        "attribute geo.lon in column o.rows.addr: 1 value");
        assertThat(diff(
                                "create type geo as (lon integer, lat integer)",
                                "create table place (id bigint primary key, geo geo)")
                        .losses())
                .containsExactly(
                        "attribute geo.lat in column o.Addr.addr: 1 value",
                        "attribute geo.lat in column o.kept.geo: 3 values",
                        "attribute geo.lat in column o.rows.addr: 1 value",
                        "attribute geo.lon in column o.Addr.addr: 1 value",
                        "attribute geo.lon in column o.kept.geo: 2 values",
                        "attribute geo.lon in column o.rows.addr: 1 value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer | 1 | boolean | ",
                "integer | 7 | boolean | 1 value would be different after a rollback",
                "text | 12 | integer | ",
                "text | 012 | integer | 1 value would be different after a rollback",
                "text | it's | bytea | ",
                "varchar(10) | 2026-01-02 | date | ",
                "varchar(10) | 2026-01-02 | timestamp | 1 value that a rollback could not convert back (value too long for type varchar(10))",
                "varchar(3) | 1e5 | numeric | 1 value that a rollback could not convert back (value too long for type varchar(3))",
                "char(1) | t | boolean | 1 value that a rollback could not convert back (value too long for type char(1))",
                "bytea | \\x00ff | text | ! invalid byte sequence for encoding \"UTF8\": 0x00",
                "integer | 12 | bytea | ",
                "bit(8) | 10101010 | text | ",
                "timestamptz | 2020-01-02 03:04:05.678+00 | timestamp(0) | 1 value would be different after a rollback",
                "timestamptz | 2020-01-02 03:04:05.678+00 | timestamp | ",
                "date | 2020-01-02 | timestamptz | ",
                "bigint | 123456 | varchar(5) | ! 1 value would not fit",
                "text[] | {a} | text | ",
                "text[] | {a,b} | text | ",
                "text[] | {} | text | ",
                "text | {a,b} | text[] | ",
                "text | a | varchar(5)[] | ",
                "text | abcdef | varchar(5)[] | 1 value would be different after a rollback",
                "integer[] | {1} | integer | ",
                "integer[] | {1,2} | integer | 1 value with more than one element",
                "integer[] | {} | integer | 1 value would be different after a rollback",
                "varchar(9)[] | {a} | bytea | 1 value would be different after a rollback",
                "integer[] | {} | integer not null | ! 1 value without a first element",
                "interval | 1 day | numeric(10,2) | ! numeric field overflow Detail: A field with precision 10, scale 2 must round to an absolute value less than 10^8.",
                "timestamptz | 2020-01-02 03:04:05+00 | time | 1 value that a rollback could not convert back (invalid input syntax for type timestamp with time zone: \"03:04:05\")",
                "timestamp | 2020-01-02 03:04:05 | time | 1 value that a rollback could not convert back (invalid input syntax for type timestamp: \"03:04:05\")",
                "timestamp not null | 2020-01-02 03:04:05 | time not null | 1 value that a rollback could not convert back (invalid input syntax for type timestamp: \"03:04:05\")",
                "timestamp not null | 2020-01-02 03:04:05 | time | 1 value that a rollback could not convert back (invalid input syntax for type timestamp: \"03:04:05\")",
                "timestamp not null unique | 2020-01-02 03:04:05 | time not null unique | ! a rollback could not convert the values back: invalid input syntax for type timestamp: \"03:04:05\"",
                "timestamp unique | 2020-01-02 03:04:05 | time unique | 1 value that a rollback could not convert back (invalid input syntax for type timestamp: \"03:04:05\")",
                "jsonb | {\"a\": 1} | text | ",
                "text | <a>x</a> | xml | ",
                "point | (1,2) | text | ",
                "integer | 1 | interval | 1 value that a rollback could not convert back (invalid input syntax for type integer: \"00:00:01\")",
                "mood | GOOD | char(5) | ",
                "json | [1] | jsonb | ",
                "inet | 10.0.0.1 | cidr | ",
                "text | 2024-01-01T10:00:00+02 | timestamp | 1 value would be different after a rollback",
                "text | 2024-01-01T10:00:00Z | timestamp | 1 value would be different after a rollback",
                "text | 2024-01-01 10:00:00.5 | timestamp(6) | ",
                "text | 2024-01-01 10:00:00.5 | timestamp(0) | 1 value would be different after a rollback",
                "text | 2024-01-01 10:00:00.123456789 | timestamp | 1 value would be different after a rollback",
                "text | 2024-01-01T10:00:00.123456789Z | timestamptz | 1 value would be different after a rollback",
                "text | 2024-01-01T10:00:00 | timestamptz | 1 value would be different after a rollback",
                "text | 2024-01-01 | timestamptz | 1 value would be different after a rollback",
                "text | 2024-01-01T10:00:00.5Z | timestamptz(0) | 1 value would be different after a rollback",
                "text | 2024-01-01T10:00:00 | date | 1 value would be different after a rollback",
                "text | 2024-01-01 10:00:00 | time | 1 value would be different after a rollback",
                "text | 10:00:00+02 | time | 1 value would be different after a rollback",
                "text | 10:00:00 | timetz | 1 value would be different after a rollback",
                "text | 1 day 2 hours | interval day | 1 value would be different after a rollback",
                "text | {\"a\": 1, \"a\": 2} | jsonb | 1 value would be different after a rollback",
                "json | [{\"a\":1,\"b\":1,\"a\":2}] | jsonb | 1 value would be different after a rollback",
                "text | 10101 | bit(3) | 1 value would be different after a rollback",
                "text | $1.239 | money | 1 value would be different after a rollback",
                "interval | 1 month | numeric(30,0) | 1 value would be different after a rollback",
                "interval | 36:00:00 | numeric(30,0) | ",
                "oid | 4711 | text | ! large object 4711 does not exist",
            })
    void a_rollback_restores_a_value_or_the_loss_is_reported(String from, String value, String to, String loss)
            throws Exception {
        live.database().execute("""
                drop table note;
                create table t (v %s);
                insert into t values ('%s')""".formatted(
                        from + (to.endsWith("integer not null") ? " not null" : ""), value.replace("'", "''")));
        String[] model = {"create type mood as enum ('GOOD', 'BAD')", "create table t (v " + to + ")"};
        List<String> before = live.database().strings("select v::text from t");

        if (loss != null && loss.startsWith("! ")) {
            assertThatThrownBy(() -> diff(model))
                    .isInstanceOf(MigratorException.class)
                    .message()
                    .startsWith("Some values cannot be converted to the new type:\n  column t.v ")
                    .contains(": " + loss.substring(2) + "\n");
            return;
        }
        Autogenerate.Outcome outcome = diff(model);
        assertThat(outcome.losses()).hasSize(loss == null ? 0 : 1).allMatch(line -> line.endsWith(": " + loss));
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        if (loss == null) {
            assertThat(live.database().strings("select v::text from t")).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "text | 2024-01-01T10:00 | timestamp | 2024-01-01 10:00:00",
                "text | 2024-01-01 10:00:00.120 | timestamp(6) | 2024-01-01 10:00:00.12",
                "text | 2024-01-01 | timestamp | 2024-01-01 00:00:00",
                "text | 2024-01-01T10:00:00.25+02:00 | timestamptz | 2024-01-01 08:00:00.25+00",
                "text | 2024-01-01 10:00:00 Europe/Berlin | timestamptz | 2024-01-01 09:00:00+00",
                "text | 10:00 | time | 10:00:00",
                "text | 10:00:00.5+02:00 | timetz | 10:00:00.5+02",
                "text | 1 day 2 hours | interval | 1 day 02:00:00",
                "text | {\"b\":{\"a\":\"x:\\\"y\\\":\", \"c\" : 1.50}, \"a\": [\"k\", {\"a\":2}]} | jsonb | {\"a\": [\"k\", {\"a\": 2}], \"b\": {\"a\": \"x:\\\"y\\\":\", \"c\": 1.50}}",
                "json | {\"b\":1,\"a\":2} | jsonb | {\"a\": 2, \"b\": 1}",
                "text | A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 | uuid | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "text | 10.1.2.3 | inet | 10.1.2.3/32",
                "text | yes | boolean | true",
            })
    void a_rollback_may_restore_a_text_in_another_spelling(String from, String value, String to, String back)
            throws Exception {
        live.database().execute("""
                drop table note;
                create table t (v %s);
                insert into t values ('%s')""".formatted(from, value));
        Autogenerate.Outcome outcome =
                diff("create type mood as enum ('GOOD', 'BAD')", "create table t (v " + to + ")");

        assertThat(outcome.losses()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.database().strings("select v from t")).containsExactly(back);
    }

    @Test
    void a_rollback_fills_a_required_column_whose_values_it_cannot_convert_back() throws Exception {
        live.database()
                .execute("drop table note; create table t (id int primary key, v timestamp not null, w timestamptz);"
                        + " insert into t values (1, '2020-01-02 03:04:05', now()), (2, '2021-01-02 03:04:05', null)");
        List<String> catalog = live.catalog();
        Autogenerate.Outcome outcome = diff(
                "create type mood as enum ('GOOD', 'BAD')",
                "create table t (id int primary key, v time not null, w time)");
        Migration migration = outcome.migration().orElseThrow();
        assertThat(migration.text()).contains("""
                # Rollback restores the structure only: the values of column t.v as they were before the change of its type and the
                # values of column t.w as they were before the change of its type are gone.
                """);

        live.apply(migration);
        assertThat(live.database().strings("select v from t order by id")).containsExactly("03:04:05", "03:04:05");
        live.rollback();
        assertThat(live.catalog()).isEqualTo(catalog);
        assertThat(live.database().strings("select v || coalesce(w::text, ' none') from t order by id"))
                .containsExactly("1970-01-01 00:00:00 none", "1970-01-01 00:00:00 none");
    }

    @Test
    void rows_that_a_policy_hides_are_a_loss() throws Exception {
        String role = live.database().name() + "_owner";
        live.database().execute("""
                create role %1$s login password 'x'; grant create on database %2$s to %1$s;
                grant usage, create on schema public to %1$s;
                create table hidden (id bigint primary key, body text);
                alter table hidden owner to %1$s; alter table note owner to %1$s; alter type mood owner to %1$s;
                insert into hidden values (1, 'a');
                alter table hidden enable row level security; alter table hidden force row level security;
                alter table note enable row level security; alter table note force row level security""".formatted(role, live.database().name()));
        TestDatabase theirs =
                new TestDatabase(live.database().name(), live.database().url(), role, "x");
        try {
            Autogenerate.Outcome outcome = new LiveProject(folder, theirs)
                    .diff(
                            autogenerate -> autogenerate.run(
                                    List.of(
                                            "create type mood as enum ('GOOD', 'BAD')",
                                            "create table note (id bigint primary key, title varchar(10), flag text, mood mood)"),
                                    (statement, position) -> ""),
                            (String) null);

            String reason =
                    "may hold data that cannot be counted (query would be affected by row-level security policy for table \"%s\")";
            assertThat(outcome.losses())
                    .containsExactlyInAnyOrder(
                            "table hidden: " + reason.formatted("hidden"),
                            "column note.stars: " + reason.formatted("note"),
                            "column note.title: " + reason.formatted("note"));
        } finally {
            live.database()
                    .execute("reassign owned by %1$s to current_user; drop owned by %1$s; drop role %1$s"
                            .formatted(role));
        }
    }

    @Test
    void a_removed_constant_within_arrays_composite_types_and_domains_is_refused() throws Exception {
        live.database().execute("""
                create type mark as (mood mood, others mood[]);
                create domain feeling as mood;
                create table day (moods mood[], mark mark, marks mark[], feeling feeling);
                insert into day values ('{GOOD,BAD}', '(BAD,{})', array[row('GOOD', '{BAD}')::mark], 'BAD'),
                  ('{GOOD}', '(GOOD,)', null, 'GOOD');
                update note set mood = 'GOOD'""");
        assertThatThrownBy(
                        () -> diff(
                                "create type mood as enum ('GOOD')",
                                "create type mark as (mood mood, others mood[])",
                                "create domain feeling as mood",
                                "create table day (moods mood[], mark mark, marks mark[], feeling feeling)",
                                "create table note (id bigint primary key, title varchar(255), stars bigint, flag text, mood mood)"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Some values cannot be converted to the new type:
                          column day.moods: 1 value with a constant that type mood would no longer contain
                          column day.mark: 1 value with a constant that type mood would no longer contain
                          column day.marks: 1 value with a constant that type mood would no longer contain
                          column day.feeling: 1 value with a constant that type mood would no longer contain
                        Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""");
    }

    @Test
    void a_constant_does_not_become_a_composite_value() throws Exception {
        assertThatThrownBy(
                        () -> diff(
                                "create type mood as (n integer)",
                                "create table note (id bigint primary key, title varchar(255), stars bigint, flag text, mood mood)"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Some values cannot be converted to the new type:
                          column note.mood: 2 values that the new type mood does not accept
                        Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""");
    }

    @Test
    void a_text_does_not_become_a_value_of_a_new_composite_type() throws Exception {
        assertThatThrownBy(() -> diff(
                        "create type mood as enum ('GOOD', 'BAD')",
                        "create type heading as (title varchar(255))",
                        "create table note (id bigint primary key, title heading, stars bigint, flag text, mood mood)"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Some values cannot be converted to the new type:
                          column note.title: 2 values that the new type heading does not accept
                        Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""");
    }

    private Autogenerate.Outcome diff(String... model) throws Exception {
        return live.diff(autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""), (String) null);
    }

    private List<String> notes() throws Exception {
        return live.database()
                .strings(
                        "select format('%s|%s|%s|%s|%s', id, title, coalesce(stars::text, 'null'), coalesce(flag::text, 'null'),"
                                + " coalesce(mood::text, 'null')) from note order by id");
    }
}
