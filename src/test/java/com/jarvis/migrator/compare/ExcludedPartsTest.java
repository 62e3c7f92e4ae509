package com.jarvis.migrator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of {@code -Dexclude} that use what changes: they stay as they are, or diff says why they cannot. */
@Tag(TestSet.SLOW)
class ExcludedPartsTest {

    private static final List<String> FEWER =
            List.of("create type kind as enum ('A', 'B')", "create table t (id bigint primary key, kind kind)");

    @TempDir
    private Path folder;

    private LiveProject project;

    @BeforeEach
    void create_a_database() throws Exception {
        project = LiveProject.in(folder);
        project.database()
                .execute("create type kind as enum ('A', 'B', 'C'); create table t (id bigint primary key, kind kind)");
    }

    @AfterEach
    void drop_the_database() throws Exception {
        project.close();
    }

    @Test
    void the_parts_of_an_excluded_table_that_use_a_constant_which_goes_are_reported() throws Exception {
        project.database().execute("""
                create table kept (id bigint, kind kind default 'C', constraint ck_kept check (kind <> 'C'), late boolean generated always as (kind = 'C') stored);
                create index "Ix kept" on kept (id) where kind = 'C'; create index ix_id on kept (id); create index ix_kind on kept (kind) where kind = 'A'""");
        assertThatThrownBy(() -> diff(FEWER))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Excluded tables use what the migration changes:
                  default of column kept.kind: invalid input value for enum kind: "C"
                  column kept.late: invalid input value for enum kind: "C"
                  check constraint kept.ck_kept: invalid input value for enum kind: "C"
                  index Ix kept of table kept: invalid input value for enum kind: "C"
                PostgreSQL would reject the migration, so nothing was written. Keep in the model what they use, or change the
                tables in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="change excluded tables"
                  alter table kept alter column kind drop default
                  alter table kept drop column late
                  alter table kept drop constraint ck_kept
                  drop index if exists "Ix kept\"""");
        project.database()
                .execute("alter table kept alter column kind drop default; alter table kept drop column late;"
                        + " alter table kept drop constraint ck_kept; drop index if exists \"Ix kept\"");
        leadsThereAndBack(FEWER);
    }

    @Test
    void a_constant_within_an_array_of_structs_is_reported() throws Exception {
        project.database().execute("""
                create type part as (kind kind, n integer);
                create table kept (id bigint primary key, parts part[] default array[row('C', 1)::part], t_id bigint references t)""");
        assertThatThrownBy(() -> diff(List.of(
                        "create type kind as enum ('A', 'B')",
                        "create type part as (kind kind, n integer)",
                        "create table t (id bigint primary key, kind kind)")))
                .isInstanceOf(MigratorException.class)
                .hasMessageStartingWith("""
                Excluded tables use what the migration changes:
                  default of column kept.parts: invalid input value for enum kind: "C"
                """);
    }

    @Test
    void a_foreign_key_to_a_column_of_another_type_is_reported() throws Exception {
        project.database().execute("""
                create table codes (code integer primary key); create table kept (code integer constraint fk_kept references codes)""");
        assertThatThrownBy(() -> diff(List.of(
                        "create type kind as enum ('A', 'B', 'C')",
                        "create table t (id bigint primary key, kind kind)",
                        "create table codes (code varchar(10) primary key)")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Excluded tables use what the migration changes:
                  foreign key kept.fk_kept: foreign key constraint "fk_kept" cannot be implemented Detail: Key columns "code" of the referencing table and "code" of the referenced table are of incompatible types: integer and character varying.
                PostgreSQL would reject the migration, so nothing was written. Keep in the model what they use, or change the
                tables in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="change excluded tables"
                  alter table kept drop constraint fk_kept""");
    }

    @Test
    void a_view_over_an_excluded_table_is_reported_in_one_line() throws Exception {
        project.database()
                .execute(
                        "create table kept (id bigint, kind kind); create view v as select id from kept where kind = 'C'");
        assertThatThrownBy(() -> diff(FEWER))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Objects that the model does not define depend on what the migration drops or changes:
                  view v: invalid input value for enum kind: "C"
                PostgreSQL would reject the migration, so nothing was written. Drop these objects in a hand-written migration
                first and create them again in a later one, or exclude a table with -Dexclude=<name>:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop dependents\"""");
    }

    @Test
    void an_excluded_table_that_uses_other_constants_is_converted_and_stays() throws Exception {
        project.database().execute("""
                create table kept (id bigint primary key, kind kind default 'A' check (kind <> 'B'), n bigserial unique, t_id bigint references t,
                  early boolean generated always as (kind = 'A') stored);
                create index ix_kept on kept (kind) where kind = 'A'; create view v as select kind from kept where kind = 'A';
                insert into kept values (1, 'C')""");
        leadsThereAndBack(FEWER);
    }

    @Test
    void a_sequence_that_the_default_of_an_excluded_table_uses_is_not_dropped() throws Exception {
        project.database().execute("create sequence numbers; create table kept (id bigint default nextval('numbers'))");
        Autogenerate.Outcome outcome = diff(List.of(
                "create type kind as enum ('A', 'B', 'C')",
                "create table t (id bigint primary key, kind kind, y integer)"));
        assertThat(outcome.operations()).extracting(OperationText::line).containsExactly("+ column t.y integer");
        project.apply(outcome.migration().orElseThrow());
        assertThat(project.database().strings("insert into kept default values returning id"))
                .containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table u (id bigint primary key)",
                "create table u (id bigint primary key, n bigint)",
                "create table other (id bigint primary key)"
            })
    void the_default_of_an_excluded_table_that_uses_the_sequence_of_an_identity_is_reported(String model)
            throws Exception {
        String identity = model.contains(" n ") ? "n" : "id";
        project.database()
                .execute("create table u (id bigint primary key); alter table u "
                        + (identity.equals("n") ? "add n bigint" : "alter id")
                        + (identity.equals("n") ? "" : " add") + " generated by default as identity;"
                        + "create table kept (id bigint default nextval('u_%s_seq'))".formatted(identity));
        List<String> kinds = List.of(
                "create type kind as enum ('A', 'B', 'C')", "create table t (id bigint primary key, kind kind)");

        assertThatThrownBy(() -> diff(List.of(kinds.get(0), kinds.get(1), model)))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Objects that the model does not define depend on what the migration drops or changes:
                  default value for column id of table kept depends on sequence u_%s_seq
                PostgreSQL would reject the migration, so nothing was written. Drop these objects in a hand-written migration
                first and create them again in a later one, or exclude a table with -Dexclude=<name>:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop dependents\"""".formatted(identity));
    }

    @Test
    void a_sequence_that_got_a_user_since_diff_is_not_dropped() throws Exception {
        project.database().execute("create sequence numbers");
        Autogenerate.Outcome outcome = diff(List.of(
                "create type kind as enum ('A', 'B', 'C')", "create table t (id bigint primary key, kind kind)"));
        project.database().execute("create table late (id bigint default nextval('numbers'))");

        assertThatThrownBy(() -> project.apply(outcome.migration().orElseThrow()))
                .hasMessageContaining("cannot drop sequence numbers because other objects depend on it");
        assertThat(project.database().strings("insert into late default values returning id"))
                .containsExactly("1");
    }

    @Test
    void the_types_and_sequences_that_only_an_excluded_table_uses_stay() throws Exception {
        project.database().execute("""
                create type color as enum ('RED'); create type size as enum ('S'); create type shape as (size size, n integer);
                create type parts as (shapes shape[]); create domain whole as parts; create type mark as (n integer);
                create sequence numbers; create type unused as (n integer);
                create table kept (color color, colors color[], whole whole, marks mark[], n bigint default nextval('numbers'), m bigserial)""");
        List<String> model = List.of(
                "create type kind as enum ('A', 'B', 'C')",
                "create table t (id bigint primary key, kind kind, n integer)");
        Autogenerate.Outcome outcome = diff(model);
        assertThat(outcome.operations())
                .extracting(OperationText::line)
                .containsExactlyInAnyOrder("+ column t.n integer", "- type unused");
        assertThat(outcome.leftAlone())
                .containsExactly("domain whole", "type color", "type size", "type mark", "type parts", "type shape");
        List<String> before = project.catalog();
        project.apply(outcome.migration().orElseThrow());
        Autogenerate.Outcome again = diff(model);
        assertThat(again.operations()).isEmpty();
        assertThat(again.leftAlone()).isEqualTo(outcome.leftAlone());
        project.rollback();
        assertThat(project.catalog()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void the_values_of_an_attribute_are_counted_in_domains_and_structs_that_only_an_excluded_table_uses()
            throws Exception {
        project.database().execute("""
                create type geo as (lat integer, lon integer); create domain dgeo as geo; create type addr as (city text, geo geo);
                create table place (geo geo);
                create table kept (id bigint, geo dgeo, addr addr[]);
                insert into kept values (1, (3, 4), array[('x', (5, 6))::addr]), (2, (7, null), null)""");
        Autogenerate.Outcome outcome = diff(List.of(
                "create type kind as enum ('A', 'B', 'C')",
                "create table t (id bigint primary key, kind kind)",
                "create type geo as (lat integer)",
                "create table place (geo geo)"));
        assertThat(outcome.losses())
                .containsExactly("attribute geo.lon: 1 value", "attribute geo.lon in column kept.geo: 1 value");
        project.apply(outcome.migration().orElseThrow());
        assertThat(project.database().strings("select geo || ' ' || addr::text from kept where id = 1"))
                .containsExactly("(3) {\"(x,\\\"(5)\\\")\"}");
    }

    private void leadsThereAndBack(List<String> model) throws Exception {
        List<String> before = project.catalog();
        project.apply(diff(model).migration().orElseThrow());
        assertThat(diff(model).operations()).isEmpty();
        project.rollback();
        assertThat(project.catalog()).isEqualTo(before);
    }

    private Autogenerate.Outcome diff(List<String> model) throws Exception {
        return project.diff(
                autogenerate -> autogenerate.run(model, (statement, position) -> ""),
                new Settings(null, "jarvis", Set.of("drop"), "none", "kept"));
    }
}
