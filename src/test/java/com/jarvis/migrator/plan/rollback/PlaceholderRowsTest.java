package com.jarvis.migrator.plan.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The values that rows get when a rollback restores their required columns: their constraints accept them. */
@Tag(TestSet.SLOW)
class PlaceholderRowsTest {

    private static final String NOTE = "create table note (id bigint primary key, low int, high int not null)";
    private static final String NOTES = "insert into note select i, i, i + 5 from generate_series(1, 30) i";

    @TempDir
    private Path folder;

    static Stream<Arguments> constraints() {
        return Stream.of(
                column("an enum by name", "kind varchar(255) not null check (kind in ('LONG', 'SHORT'))", "'SHORT'"),
                column("an enum by ordinal", "kind smallint not null check (kind between 1 and 2)", "2"),
                column("a least value", "n int not null check (n > 100)", "500"),
                column("a least decimal", "n numeric(5,2) not null check (n >= 10.50)", "12"),
                column("a negative range", "n int not null check (n > -5 and n < -2)", "-3"),
                column("a set of numbers", "n int not null check (n % 7 = 3)", "10"),
                column("a length", "c varchar(20) not null check (length(c) >= 3)", "'abc'"),
                column("a first letter", "c varchar(20) not null check (c like 'A-%')", "'A-1'"),
                column("an array", "c text[] not null check (cardinality(c) > 0)", "'{a}'"),
                column("a date", "d date not null check (d > date '2020-01-01')", "date '2025-01-01'"),
                column("a moment", "d timestamp not null check (d > timestamp '2020-01-01')", "date '2025-01-01'"),
                column("two columns", "a int not null, b int not null check (a < b)", "1, 2"),
                column(
                        "two dates",
                        "a date not null, b date not null check (a < b)",
                        "date '2025-01-01', date '2025-01-02'"),
                column(
                        "three columns",
                        "a int not null, b int not null, c int not null check (a < b and b < c and c > 10)",
                        "1, 2, 11"),
                column("a column that stays", "a int not null check (a < high)", "-1"),
                column("a column that stays on the other side", "a int not null check (high < a)", "1000"),
                column("columns that stay", "a int not null check (a between low and high)", "null"),
                column("two checks", "a int not null check (a <> 0) constraint even check (a % 2 = 0)", "4"),
                column("an optional column", "a int, b int, check (a is not null or b is not null)", "4, null"),
                column("an optional column of a subclass", "a int check (low > 10 or a is not null)", "4"),
                column("its default", "a int not null default 0 check (a > 5)", "6"),
                column(
                        "a unique enum by name",
                        "kind varchar(9) not null unique check (kind in ('LONG', 'SHORT'))",
                        "case i when 1 then 'LONG' else 'SHORT' end",
                        2),
                column("a unique boolean", "b boolean not null unique", "i = 2", 2),
                column("a unique time", "b time(0) not null unique", "time '10:00' + i * interval '1 second'", 30),
                column("a unique letter", "b varchar(1) not null unique", "chr(64 + i::int)", 30),
                column("a unique character", "b char(1) not null unique", "chr(64 + i::int)", 30),
                column("a unique least value", "b int not null unique check (b > 100)", "i + 500", 30),
                column("a unique greatest value", "b int not null unique check (b < 0)", "-i", 30),
                column("a unique code", "b varchar(5) not null unique check (length(b) = 5)", "i + 10000", 30),
                column("a unique small number", "b numeric(2,1) not null unique", "i / 10.0", 30),
                column(
                        "a unique pair",
                        "a boolean not null, b int not null check (b > 7), unique (a, b)",
                        "true, i + 7",
                        30),
                column("unique with a column that stays", "a boolean not null, unique (high, a)", "true", 30));
    }

    private static Arguments column(String what, String columns, String values) {
        return column(what, columns, values, 30);
    }

    private static Arguments column(String what, String columns, String values, int rows) {
        return Arguments.of(what, columns, values, rows);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("constraints")
    void dropped_columns_come_back_with_values_that_their_constraints_accept(
            String what, String columns, String values, int rows) throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute(NOTE.substring(0, NOTE.length() - 1) + ", " + columns + ")");
            live.database()
                    .execute("insert into note select i, i, i + 5, " + values.replace("null", "i + 1")
                            + " from generate_series(1, " + rows + ") i");
            roundTrip(live, List.of(NOTE));
        }
    }

    private void roundTrip(LiveProject live, List<String> model) throws Exception {
        List<String> catalog = live.catalog();
        Autogenerate.Outcome outcome =
                live.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none");
        assertThat(outcome.warnings()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.catalog()).isEqualTo(catalog);
    }

    static Stream<Arguments> parents() {
        String child = "create table child (id bigint primary key, parent bigint not null)";
        String key = "alter table child add constraint fk foreign key (parent) references ";
        String children = "insert into child select i, i * 2 from generate_series(1, 30) i";
        return Stream.of(
                Arguments.of(
                        "a subclass of a subclass",
                        List.of(
                                "create table top (id bigint primary key, name text not null)",
                                "create table middle (id bigint primary key references top)",
                                "create table bottom (id bigint primary key references middle, n int not null check (n > 3))",
                                child,
                                key + "bottom",
                                "insert into top select i, 'a' from generate_series(1, 100) i",
                                "insert into middle select id from top",
                                "insert into bottom select id, 4 from top",
                                children),
                        List.of(child)),
                Arguments.of(
                        "a subclass whose superclass stays",
                        List.of(
                                "create table top (id bigint primary key)",
                                "create table bottom (id bigint primary key references top)",
                                "create table child (id bigint primary key, parent bigint not null references bottom)",
                                "insert into top select i from generate_series(5, 100) i",
                                "insert into bottom select id from top where id > 10",
                                "insert into child select i, i * 2 from generate_series(6, 30) i"),
                        List.of(
                                "create table child (id bigint primary key)",
                                "create table top (id bigint primary key)")),
                Arguments.of(
                        "a subclass whose superclass stays, with a row for each",
                        List.of(
                                "create table top (id bigint primary key)",
                                "create table bottom (id bigint primary key references top)",
                                "create table child (id bigint primary key, parent bigint not null unique references bottom)",
                                "insert into top select i from generate_series(5, 100) i",
                                "insert into bottom select id from top where id > 10",
                                "insert into child select i, i * 2 from generate_series(6, 30) i"),
                        List.of(
                                "create table child (id bigint primary key)",
                                "create table top (id bigint primary key)")),
                Arguments.of(
                        "a parent of a parent",
                        List.of(
                                "create table a (id bigint primary key, kind varchar(9) not null check (kind in ('X')))",
                                "create table b (id bigint primary key, a bigint not null references a, o smallint not null check (o between 1 and 2))",
                                child,
                                key + "b",
                                "insert into a values (7, 'X')",
                                "insert into b select i, 7, 1 from generate_series(1, 100) i",
                                children),
                        List.of(child)),
                Arguments.of(
                        "a parent with a row of a parent for each",
                        List.of(
                                "create table a (id bigint primary key)",
                                "create table b (id bigint primary key, a bigint not null unique references a)",
                                child,
                                key + "b",
                                "insert into a select i from generate_series(1, 100) i",
                                "insert into b select i, i from generate_series(1, 100) i",
                                children),
                        List.of(child)),
                Arguments.of(
                        "two parents that refer to each other",
                        List.of(
                                "create table a (id bigint primary key, b bigint not null)",
                                "create table b (id bigint primary key, a bigint not null references a)",
                                "insert into a select i, i from generate_series(1, 100) i",
                                "insert into b select i, i from generate_series(1, 100) i",
                                "alter table a add constraint fk_a foreign key (b) references b",
                                child,
                                key + "b",
                                children),
                        List.of(child)),
                Arguments.of(
                        "a parent with a unique kind",
                        List.of(
                                "create table a (id bigint primary key, kind varchar(9) not null unique check (kind in ('X', 'Y')), c char(2) not null unique)",
                                child,
                                key + "a",
                                "insert into a values (2, 'X', 'aa'), (4, 'Y', 'bb')",
                                "insert into child values (1, 2), (2, 4), (3, 4)"),
                        List.of(child)),
                Arguments.of(
                        "a parent with ordered columns",
                        List.of(
                                "create table a (id bigint primary key, low int not null, high int not null check (low < high), big bigint not null check (big > id))",
                                child,
                                key + "a",
                                "insert into a select i, 1, 2, 300 from generate_series(1, 100) i",
                                children),
                        List.of(child)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parents")
    void rows_that_other_rows_must_refer_to_come_back_with_all_that_they_need(
            String what, List<String> before, List<String> after) throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute(String.join(";", before));
            roundTrip(live, after);
        }
    }

    private Autogenerate.Outcome diff(LiveProject live, String... model) throws Exception {
        return live.diff(autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""), "none");
    }

    @Test
    void a_column_without_a_known_value_is_told_and_filled_in_by_the_author() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute(NOTE.substring(0, NOTE.length() - 1) + """
                    , code varchar(40) not null check (md5(code) like '00%'),
                    mail varchar(40) not null unique check (mail ~ '^[a-z]{3}$'),
                    a int check (a * a = high * high * 4 and a is not null));
                    insert into note values (1, 1, 1, 'k441', 'abc', 2), (2, 2, 4, 'k441', 'abd', 8)""");
            List<String> catalog = live.catalog();
            Autogenerate.Outcome outcome = diff(live, NOTE);
            assertThat(outcome.warnings())
                    .containsExactly(
                            "column note.mail: no value is known that its constraints accept, so a rollback would fail until you fill it in where a comment asks for it",
                            "column note.code: no value is known that its constraints accept, so a rollback would fail until you fill it in where a comment asks for it",
                            "column note.a: no value is known that its constraints accept, so a rollback would fail until you fill it in where a comment asks for it");
            Migration migration = outcome.migration().orElseThrow();
            live.write(migration);
            Path file = folder.resolve("changelog/changes").resolve(migration.fileName());
            String text = Files.readString(file);
            assertThat(text).as("texts of rows have no place in a migration").doesNotContain("k441");
            for (String[] each : new String[][] {
                {"code", "'k441'"}, {"mail", "case id when 1 then 'abc' else 'abd' end"}, {"a", "high * 2"}
            }) {
                String note = """
                    # Existing rows need values in note.%1$s that its constraints accept, and none are known. Fill them in here, for instance:
                    # - sql:
                    #     sql: update note set %1$s = … where %1$s is null
                """.formatted(each[0]);
                assertThat(text).contains(note);
                text = text.replace(note, """
                    - sql:
                        sql: update note set %s = %s
                """.formatted((Object[]) each));
            }
            Files.writeString(file, text);
            live.update();
            live.rollback();
            assertThat(live.catalog()).isEqualTo(catalog);
        }
    }

    @Test
    void a_table_whose_rows_cannot_be_made_up_is_told_and_filled_in_by_the_author() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute("""
                    create table room (id bigint primary key, code varchar(40) not null check (md5(code) like '00%'));
                    create table child (id bigint primary key, room bigint not null constraint fk references room);
                    insert into room values (1, 'k441'), (2, 'k624');
                    insert into child values (1, 1), (2, 1), (3, 2)""");
            List<String> catalog = live.catalog();
            Autogenerate.Outcome outcome =
                    diff(live, "create table child (id bigint primary key, room bigint not null)");
            assertThat(outcome.warnings())
                    .containsExactly(
                            "column room.code: no value is known that its constraints accept, so a rollback would fail until you insert the rows where a comment asks for it");
            Migration migration = outcome.migration().orElseThrow();
            live.write(migration);
            Path file = folder.resolve("changelog/changes").resolve(migration.fileName());
            String text = Files.readString(file);
            String note = """
                        # Rows of child must reference rows of room, whose values are lost. Insert them here, with values that the constraints accept:
                        # - sql:
                        #     sql: insert into room (id, code) select r.id, … from (select distinct room as id from child where room is not null) r
                    """;
            assertThat(text).contains(note);
            Files.writeString(
                    file,
                    text.replace(
                            note,
                            note.replaceAll("(?m)^( +)# ", "$1")
                                    .replaceFirst(" +Rows of .*\n", "")
                                    .replace("…", "'k441'")));
            live.update();
            live.rollback();
            assertThat(live.catalog()).isEqualTo(catalog);
        }
    }

    @Test
    void values_of_constraints_that_must_not_be_tried_are_those_that_a_row_has() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute("""
                    create function odd(int) returns boolean language sql immutable as 'select $1 % 2 = 1';
                    create table room (id bigint primary key, n int not null check (odd(n)), m int not null unique check (odd(m)),
                      during int4range not null, exclude using gist (during with &&));
                    insert into room select i, 1, 2 * i + 1, int4range(i, i + 1) from generate_series(1, 30) i""");
            Autogenerate.Outcome outcome = diff(live, "create table room (id bigint primary key)");
            assertThat(outcome.warnings())
                    .containsExactlyInAnyOrder(
                            "exclusion constraint room.room_during_excl: the values that a rollback fills in were not tried against it, because that takes the rows themselves",
                            "check constraint room.room_m_check: the values that a rollback fills in were not tried against it, because its expression uses more than immutable functions of PostgreSQL");
            assertThat(outcome.migration().orElseThrow().text()).contains("defaultValueComputed: '''1''::integer'");
        }
    }

    @Test
    void sequences_continue_after_the_keys_of_rows_that_a_rollback_adds() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute("""
                    create sequence note_seq increment 50; create sequence misc; create sequence other_seq;
                    create table note (id bigint primary key);
                    create table other (id bigint primary key);
                    create table child (id bigint primary key, note bigint not null references note, reviewed bigint references note);
                    insert into note select i from generate_series(1, 130) i;
                    insert into child select i, i, i + 2 from generate_series(1, 30) i;
                    select setval('note_seq', 151)""");
            roundTrip(
                    live, List.of("create table child (id bigint primary key, note bigint not null, reviewed bigint)"));
            assertThat(
                            live.database()
                                    .strings(
                                            "select concat_ws(' ', nextval('note_seq'), nextval('misc'), nextval('other_seq'))"))
                    .containsExactly("82 33 1");
        }
    }

    @Test
    void a_sequence_continues_after_the_keys_that_a_rollback_numbers() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute("""
                    create sequence note_seq increment 50;
                    create table note (id bigint primary key, slug bigint not null);
                    insert into note select i, i from generate_series(1, 130) i;
                    select setval('note_seq', 151)""");
            roundTrip(live, List.of("create table note (slug bigint primary key)"));
            assertThat(live.database().strings("select nextval('note_seq')")).containsExactly("180");
        }
    }

    @Test
    void columns_of_any_type_come_back() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute("""
                    create domain positive as int check (value > 0);
                    create domain code as varchar(3) not null check (length(value) = 3);
                    create type mood as enum ('sad', 'ok');""" + NOTE + """
                    ; insert into note values (1, 1, 1), (2, 2, 2);
                    alter table note add p positive not null default 4, add c code default 'abc', add m mood not null default 'ok',
                      add r int4range not null default '[1,2)', add j jsonb not null default '{"a":1}' check (not j ? 'b'),
                      add v bit(3) not null default b'101', add t timetz not null default '10:00Z', add pt point not null default '(0,0)',
                      add q positive, add x xml not null default '<a/>', add mac macaddr not null default '08:00:2b:01:02:03',
                      add e int, add unique nulls not distinct (q, id);
                    update note set e = id; alter table note alter e set default 7, add unique nulls not distinct (e);
                    alter table note alter p drop default, alter c drop default, alter m drop default, alter r drop default,
                      alter j drop default, alter v drop default, alter t drop default, alter pt drop default, alter x drop default,
                      alter mac drop default""");
            roundTrip(live, List.of(NOTE));
        }
    }

    @Test
    void foreign_keys_refer_to_rows_that_their_other_constraints_accept() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            String parent = "create table p (id bigint primary key, code varchar(3) not null unique)";
            live.database().execute(parent + """
                    ; create table note (id bigint primary key, a bigint not null references p,
                      b bigint not null references p check (a <> b), slug text not null, unique (a, slug),
                      c varchar(3) not null unique references p (code), d bigint not null references p check (d > 10 and d <> 11));
                    insert into p select i, i from generate_series(11, 60) i;
                    insert into note select i, 11, 12, 'a' || i, i + 10, 13 from generate_series(1, 50) i""");
            roundTrip(live, List.of(parent, "create table note (id bigint primary key)"));
        }
    }

    @Test
    void constraints_that_existing_rows_may_violate_need_no_values() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute(NOTE + "; " + NOTES + """
                    ; alter table note add a int not null default 0, add b int;
                    alter table note alter a drop default, add constraint positive check (a > 0 and md5(a::text) like '000%') not valid,
                      add constraint given check (b > 0 and md5(b::text) like '000%' and b is not null) not valid""");
            roundTrip(live, List.of(NOTE));
        }
    }
}
