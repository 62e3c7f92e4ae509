package com.jarvis.migrator.plan.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Rows refer to the same rows as before when a foreign key refers to other columns. */
@Tag(TestSet.SLOW)
class RetargetedKeysTest {

    private static final String DEPOT = "create table depot (id bigint primary key, number bigint unique)";
    private static final String DEPOTS = "insert into depot values (1, 2), (2, 3), (3, 1), (4, null)";

    @TempDir
    Path folder;

    private LiveProject live;

    @BeforeEach
    void create_a_project() throws Exception {
        live = LiveProject.in(folder);
    }

    @AfterEach
    void drop_the_database() throws Exception {
        live.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table parcel (id bigint primary key, depot bigint)",
                "create table parcel (id bigint primary key, depot bigint not null unique)",
                "create table parcel (id bigint, depot bigint primary key)",
                "create table parcel (id bigint, depot bigint, primary key (depot, id)); create unique index ux on parcel (depot)",
            })
    void values_are_translated_to_the_columns_that_the_key_refers_to(String parcel) throws Exception {
        String fk = "alter table parcel add constraint fk foreign key (depot) references depot ";
        live.database().execute(String.join(";", DEPOT, parcel, fk + "(id)", DEPOTS));
        live.database().execute("insert into parcel (id, depot) values (10, 1), (20, 2), (30, 3)");
        Map<String, String> rows = live.rows(Map.of());

        migrate(DEPOT, parcel, fk + "(number)");
        assertThat(
                        live.database()
                                .strings(
                                        "select p.id || '>' || d.id from parcel p join depot d on d.number = p.depot order by 1"))
                .containsExactly("10>1", "20>2", "30>3");
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(rows);

        live.update();
        migrate(DEPOT, parcel, fk + "(id)");
        assertThat(live.rows(Map.of())).isEqualTo(rows);
        live.rollback();
        live.rollback();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "varchar(40) | 'a1', 'b2', '3'",
                "uuid | '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000003'",
                "text | 'a1', 'b2', '3'",
                "integer | 3, 1, 2",
                "numeric(10,2) | 3.25, 1, 2",
                "numeric | 12345678901234567891, 12345678901234567890.5, 3",
                "real | 0.12345678, 16777216, 3.4e38",
                "double precision | 0.12345678901234567, 9007199254740993, 1e300",
                "date | '2020-01-01', '2020-01-02', '2020-01-03'",
            })
    void values_are_translated_to_a_key_of_another_type(String type, String codes) throws Exception {
        String depot = "create table depot (id bigint primary key, code " + type + " unique)";
        String parcel = "create table parcel (id bigint primary key, depot %s unique check (depot is not null))";
        String fk = "alter table parcel add constraint fk foreign key (depot) references depot ";
        live.database().execute(String.join(";", depot, parcel.formatted("bigint"), fk + "(id)"));
        live.database()
                .execute("insert into depot select row_number() over (), code::%s from unnest(array[%s]) code"
                        .formatted(type, codes));
        live.database().execute("insert into parcel select id * 10, id from depot");
        Map<String, String> rows = live.rows(Map.of());

        migrate(depot, parcel.formatted(type), fk + "(code)");
        Map<String, String> after = live.rows(Map.of());
        assertThat(live.database()
                        .strings(
                                "select p.id || '>' || d.id from parcel p join depot d on d.code = p.depot order by 1"))
                .containsExactly("10>1", "20>2", "30>3");
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(rows);

        live.update();
        migrate(depot, parcel.formatted("bigint"), fk + "(id)");
        assertThat(live.rows(Map.of())).isEqualTo(rows);
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(after);
    }

    @Test
    void values_of_a_column_that_the_key_gains_come_from_the_row_that_it_refers_to() throws Exception {
        String before = "create table rack (id bigint primary key, floor bigint)";
        String box = "create table box (id bigint primary key, rack_id bigint";
        String tag = "create table tag (rack_id bigint, name text, primary key (rack_id, name)";
        live.database()
                .execute(before + ";" + box + " references rack);" + tag + ", foreign key (rack_id) references rack)");
        live.database()
                .execute("insert into rack values (1, 7), (2, 8); insert into box values (20, 1), (21, 2), (22, null);"
                        + " insert into tag values (1, 'a'), (1, 'b'), (2, 'a')");
        Map<String, String> rows = live.rows(Map.of());

        String[] after = {
            "create table rack (id bigint, floor bigint, primary key (id, floor))",
            box + ", rack_floor bigint, constraint fk_box foreign key (rack_id, rack_floor) references rack)",
            "create table tag (rack_id bigint, rack_floor bigint, name text, primary key (rack_id, rack_floor, name),"
                    + " constraint fk_tag foreign key (rack_id, rack_floor) references rack)"
        };
        migrate(after);
        assertThat(live.database().strings("select rack_floor from box order by id"))
                .containsExactly("7", "8", null);
        assertThat(live.database().strings("select rack_floor || name from tag order by 1"))
                .containsExactly("7a", "7b", "8a");
        live.rollback();
        assertThat(live.rows(Map.of())).isEqualTo(rows);

        live.update();
        Map<String, String> ofBoth = live.rows(Map.of());
        migrate(
                before,
                box + ", constraint fk_box foreign key (rack_id) references rack)",
                tag + ", constraint fk_tag foreign key (rack_id) references rack)");
        assertThat(live.rows(Map.of())).isEqualTo(rows);
        live.rollback();
        assertThat(live.rows(Map.of())).isEqualTo(ofBoth);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create unique index ux on parcel (depot) where id > 0",
                "create unique index ux on parcel ((depot + 1))",
                "alter table parcel add exclude using btree (depot with =)",
            })
    void a_unique_index_that_the_model_does_not_have_is_there_again_after_the_values_are_translated(String index)
            throws Exception {
        String parcel = "create table parcel (id bigint primary key, depot bigint constraint fk references depot%s)";
        live.database().execute(String.join(";", DEPOT, DEPOTS, parcel.formatted(""), index));
        live.database().execute("insert into parcel values (10, 1), (20, 2), (30, 3)");
        Map<String, String> rows = live.rows(Map.of());
        List<String> catalog = live.catalog();

        live.apply(
                diff("none", DEPOT, parcel.formatted(" (number)")).migration().orElseThrow());
        assertThat(live.database().strings("select depot from parcel order by id"))
                .containsExactly("2", "3", "1");
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
        assertThat(live.catalog()).isEqualTo(catalog);
    }

    @Test
    void translated_values_that_a_partial_index_rejects_are_counted() throws Exception {
        String parcel =
                "create table parcel (id bigint primary key, name text, depot bigint constraint fk references depot%s)";
        live.database()
                .execute(String.join(
                        ";", DEPOT, parcel.formatted(""), "create unique index ux on parcel (name) where depot > 1"));
        live.database()
                .execute(
                        "insert into depot values (1, 20), (2, 10); insert into parcel values (10, 'x', 1), (20, 'x', 2)");
        assertThat(diff("none", DEPOT, parcel.formatted(" (number)")).warnings())
                .containsExactly("index ux: 2 rows of parcel have the same name as another row, so update would fail");
    }

    @ParameterizedTest
    @CsvSource({"7, 7, true", "7, 70, false", "1, 1, false", "99, 99, false"})
    void diff_says_where_a_default_would_mean_another_row(String before, String after, boolean isOther)
            throws Exception {
        String parcel =
                "create table parcel (id bigint primary key, depot bigint default %s constraint fk references depot%s)";
        live.database().execute(String.join(";", DEPOT, parcel.formatted(before, "")));
        live.database().execute("insert into depot values (1, 1), (7, 70); insert into parcel values (10, 1)");
        String warning =
                "column parcel.depot: its default 7 refers to a row by depot(id) today, and the same row has another value in depot(number);"
                        + " new rows would refer to another row or to none, so change the default in the mapping";
        assertThat(diff("none", DEPOT, parcel.formatted(after, " (number)")).warnings())
                .isEqualTo(isOther ? List.of(warning) : List.of());
    }

    @Test
    void a_default_of_another_type_that_would_mean_another_row_is_reported_too() throws Exception {
        String depot = "create table depot (id bigint primary key, code text unique)";
        String parcel = "create table parcel (id bigint primary key, depot %s constraint fk references depot%s)";
        live.database().execute(String.join(";", depot, parcel.formatted("bigint default 7", "")));
        live.database().execute("insert into depot values (7, 'x'); insert into parcel values (10, 7)");
        assertThat(diff("none", depot, parcel.formatted("text default '7'", " (code)"))
                        .warnings())
                .containsExactly(
                        "column parcel.depot: its default 7 refers to a row by depot(id) today, and the same row has another value in depot(code);"
                                + " new rows would refer to another row or to none, so change the default in the mapping");
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "by default"})
    void an_identity_that_another_key_replaces_numbers_the_rows_itself_when_the_rollback_adds_it(String generated)
            throws Exception {
        live.database()
                .execute("create table depot (id bigint generated " + generated
                        + " as identity primary key, code text not null unique);"
                        + "create table parcel (id bigint primary key, depot bigint constraint fk references depot);"
                        + "insert into depot (code) values ('x'), ('y'); insert into parcel values (10, 2), (20, 1)");
        Autogenerate.Outcome outcome = diff(
                "none",
                "create table depot (code text not null primary key)",
                "create table parcel (id bigint primary key, depot text constraint fk references depot)");
        live.apply(outcome.migration().orElseThrow());
        assertThat(live.database().strings("select depot from parcel order by id"))
                .containsExactly("y", "x");
        live.rollback();
        assertThat(live.database().strings("select code from parcel p join depot d on d.id = p.depot order by p.id"))
                .containsExactly("y", "x");
        assertThat(live.database().strings("insert into depot (code) values ('z') returning id"))
                .containsExactly("3");
    }

    @Test
    void a_key_may_refer_to_its_own_table() throws Exception {
        String employee = "create table r (id bigint primary key, number bigint unique, boss bigint)";
        live.database().execute(employee + "; alter table r add constraint fk foreign key (boss) references r (id)");
        live.database().execute("insert into r values (1, 2, null), (2, 1, 1), (3, 3, 2)");
        Map<String, String> rows = live.rows(Map.of());

        migrate(employee, "alter table r add constraint fk foreign key (boss) references r (number)");
        assertThat(live.database().strings("select boss from r order by id")).containsExactly(null, "2", "1");
        live.rollback();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @Test
    void tables_and_columns_may_be_renamed_at_the_same_time() throws Exception {
        live.database().execute(DEPOT + ";" + DEPOTS);
        live.database()
                .execute("create table parcel (id bigint primary key, depot bigint constraint fk references depot);"
                        + " insert into parcel values (10, 1), (20, 2)");
        Map<String, String> rows = live.rows(Map.of());
        live.apply(diff(
                        "depot:store,depot.number:no,parcel.depot:depot_number",
                        "create table store (id bigint primary key, no bigint unique)",
                        "create table parcel (id bigint primary key, depot_number bigint constraint fk references store (no))")
                .migration()
                .orElseThrow());
        assertThat(live.database().strings("select depot_number from parcel order by id"))
                .containsExactly("2", "3");
        live.rollback();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @Test
    void a_row_that_refers_to_one_without_the_new_value_is_a_loss_and_the_other_rows_are_translated() throws Exception {
        live.database().execute(DEPOT + ";" + DEPOTS);
        live.database()
                .execute("create table parcel (id bigint primary key, depot bigint constraint fk references depot);"
                        + " insert into parcel values (10, 1), (20, 4), (30, null)");
        String parcel =
                "create table parcel (id bigint primary key, depot bigint constraint fk references depot (number))";
        String loss =
                "foreign key parcel.fk: 1 row refers to a row of depot without number; to keep that, set depot.number first";
        assertThatThrownBy(() -> live.diff(
                        autogenerate -> autogenerate.run(List.of(DEPOT, parcel), (statement, position) -> ""),
                        new Settings(null, "jarvis", Set.of(), "none", null)))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        The migration would lose data:
                          %s
                        Nothing was written. To drop these values:
                          mvn compile liquibase:diff -Dallow=drop""".formatted(loss));

        Autogenerate.Outcome outcome = diff("none", DEPOT, parcel);
        assertThat(outcome.losses()).containsExactly(loss);
        assertThat(outcome.warnings()).isEmpty();
        assertThat(outcome.migration().orElseThrow().text())
                .contains("# Rollback restores the structure only: the values that do not fit are gone.\n");
        live.apply(outcome.migration().orElseThrow());
        assertThat(live.database().strings("select depot from parcel order by id"))
                .containsExactly("2", null, null);
        live.rollback();
        assertThat(live.database().strings("select depot from parcel order by id"))
                .containsExactly("1", null, null);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "bigint unique not null | 1 row refers to no row of depot | 200",
                "bigint unique | 1 row refers to a row of depot without number; to keep that, set depot.number first; 1 row refers to no row of depot | -",
            })
    void a_row_that_refers_to_none_is_a_loss_if_its_foreign_key_is_not_valid(String number, String loss, String second)
            throws Exception {
        String depot = "create table depot (id bigint primary key, number " + number + ")";
        String parcel = "create table parcel (id bigint primary key, depot bigint%s)";
        String key = " constraint fk foreign key (depot) references depot ";
        live.database().execute(depot + ";" + parcel.formatted(""));
        live.database()
                .execute("insert into depot values (1, 3), (2, " + second + ");"
                        + "insert into parcel values (10, 1), (20, 2), (30, 77), (40, null);"
                        + "alter table parcel add" + key + "(id) not valid");
        Autogenerate.Outcome outcome = diff("none", depot, parcel.formatted("," + key + "(number)"));

        assertThat(outcome.losses()).containsExactly("foreign key parcel.fk: " + loss);
        assertThat(outcome.warnings()).isEmpty();
        assertThat(outcome.migration().orElseThrow().text())
                .contains("# Rollback restores the structure only: the values that do not fit are gone.\n");
        live.apply(outcome.migration().orElseThrow());
        assertThat(live.database().strings("select depot from parcel order by id"))
                .containsExactly("3", second, null, null);
        live.rollback();
        assertThat(live.database().strings("select depot from parcel order by id"))
                .containsExactly("1", second == null ? null : "2", null, null);
    }

    @Test
    void diff_asks_the_author_where_a_required_key_refers_to_no_row_or_to_a_new_column() throws Exception {
        String parcel = "create table parcel (id bigint primary key, depot bigint not null%s)";
        String key = " constraint fk foreign key (depot) references depot ";
        live.database().execute("create table depot (id bigint primary key);" + parcel.formatted(""));
        live.database()
                .execute("insert into depot values (1); insert into parcel values (10, 1), (30, 77);"
                        + "alter table parcel add" + key + "(id) not valid");
        assertThat(diff("none", DEPOT, parcel.formatted("," + key + "(number)")).warnings())
                .containsExactly(
                        "foreign key parcel.fk: it changes from depot(id) to depot(number), and the values of 2 rows are not translated;"
                                + " 1 row refers to no row of depot");
    }

    @Test
    void diff_asks_the_author_where_a_required_key_would_lose_its_value() throws Exception {
        live.database().execute(DEPOT + ";" + DEPOTS);
        live.database()
                .execute(
                        "create table parcel (id bigint primary key, depot bigint not null constraint fk references depot);"
                                + " insert into parcel values (10, 1), (20, 4)");
        Map<String, String> rows = live.rows(Map.of());
        Autogenerate.Outcome outcome = diff(
                "none",
                DEPOT,
                "create table parcel (id bigint primary key, depot bigint not null constraint fk references depot (number))");

        assertThat(outcome.warnings())
                .containsExactly(
                        "foreign key parcel.fk: it changes from depot(id) to depot(number), and the values of 2 rows are not translated;"
                                + " 1 row refers to a row of depot without number; to keep that, set depot.number first");
        Migration migration = outcome.migration().orElseThrow();
        String note = """
                    # foreign key parcel.fk changes from depot(id) to depot(number). The existing values refer to the old columns.
                    # 1 row refers to a row of depot without number; to keep that, set depot.number first. Set the new ones here, for instance:
                    # - sql:
                    #     sql: update parcel set depot = (select r.number from depot r where r.id = parcel.depot) where depot is not null
                """;
        assertThat(migration.text())
                .contains("# Rollback restores all but the values that you change where a comment asks for it.\n")
                .contains(note);

        Path file = folder.resolve("changelog/changes").resolve(migration.fileName());
        live.write(migration);
        Files.writeString(file, migration.text().replace(note, """
                            - sql:
                                sql: update depot set number = 40 where id = 4
                            - sql:
                                sql: update parcel set depot = (select r.number from depot r where r.id = parcel.depot) where depot is not null
                        """));
        live.update();
        assertThat(live.database().strings("select depot from parcel order by id"))
                .containsExactly("2", "40");
        live.rollback();
        live.database().execute("update depot set number = null where id = 4");
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @Test
    void a_key_that_refers_to_another_table_keeps_its_values_and_diff_says_so() throws Exception {
        String store = "create table store (id bigint primary key)";
        live.database().execute(DEPOT + ";" + store + ";" + DEPOTS + "; insert into store values (1)");
        live.database()
                .execute("create table parcel (id bigint primary key, depot bigint constraint fk references depot);"
                        + " insert into parcel values (10, 1)");
        Autogenerate.Outcome outcome = diff(
                "none",
                DEPOT,
                store,
                "create table parcel (id bigint primary key, depot bigint constraint fk references store)");
        assertThat(outcome.warnings())
                .containsExactly(
                        "foreign key parcel.fk: it changes from depot(id) to store(id), and the existing values stay as they are");
    }

    @ParameterizedTest
    @CsvSource({
        "bigint unique, bigint",
        "bigint unique, bigint not null",
        "varchar(9) not null unique, varchar(9) not null"
    })
    void a_column_that_rows_referred_to_and_that_is_dropped_gets_placeholders_in_the_rollback(
            String number, String depot) throws Exception {
        String numbered = "create table depot (id bigint primary key, number " + number + ")";
        String parcel = "create table parcel (id bigint primary key, depot %s)";
        String fk = "alter table parcel add constraint fk foreign key (depot) references depot ";
        live.database().execute(String.join(";", numbered, parcel.formatted(depot), fk + "(number)"));
        live.database().execute("insert into depot values (1, '5'), (2, '6'), (3, '4')");
        live.database().execute("insert into parcel values (10, '5'), (20, '6')");
        List<String> model = List.of(
                "create table depot (id bigint primary key)",
                parcel.formatted(depot.replaceAll("varchar.9.", "bigint")),
                fk + "(id)");

        Autogenerate.Outcome outcome = diff("none", model.toArray(String[]::new));
        assertThat(outcome.losses())
                .containsExactly(
                        "column parcel.depot: 2 values refer to the dropped column depot.number, which a rollback fills with placeholders",
                        "column depot.number: 3 values");
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(
                        live.database()
                                .strings(
                                        "select p.id || '>' || d.id from parcel p join depot d on d.number = p.depot order by 1"))
                .containsExactly("10>1", "20>2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"varchar(9) unique", "varchar(9) not null unique", "bigint not null unique"})
    void several_tables_that_referred_to_a_dropped_column_still_refer_to_the_same_rows_after_the_rollback(String code)
            throws Exception {
        String table = "create table %s (id bigint primary key, depot %s)";
        String fk = "alter table %1$s add constraint fk_%1$s foreign key (depot) references depot (%2$s)";
        String type = code.replaceFirst(" .*", "");
        live.database()
                .execute(String.join(
                        ";",
                        "create table depot (id bigint primary key, code " + code + ")",
                        table.formatted("a", type),
                        table.formatted("b", type),
                        fk.formatted("a", "code"),
                        fk.formatted("b", "code"),
                        "insert into depot select i, 1000 + i from generate_series(1, 400) i",
                        "insert into a select i, 1000 + i from generate_series(1, 400) i where i % 5 > 0",
                        "insert into b select * from a",
                        // An UPDATE of all rows moves some of them into the gaps, so that the physical order changes.
                        "delete from depot where id % 5 = 0"));
        live.database().execute("vacuum depot");
        Autogenerate.Outcome outcome = diff(
                "none",
                "create table depot (id bigint primary key)",
                table.formatted("a", "bigint"),
                table.formatted("b", "bigint"),
                fk.formatted("a", "id"),
                fk.formatted("b", "id"));
        Migration migration = outcome.migration().orElseThrow();
        assertThat(migration.text().split("row_number", -1)).hasSize(2);

        live.apply(migration);
        live.rollback();
        assertThat(
                        live.database()
                                .strings(
                                        "select count(*) from a join b using (id) join depot d on d.code = a.depot and d.code = b.depot where d.id = a.id"))
                .containsExactly("320");
    }

    @Test
    void an_existing_column_that_the_key_gains_keeps_its_values_and_diff_says_where_they_differ() throws Exception {
        String depot = "create table depot (id bigint primary key, tenant bigint not null, unique (tenant, id))";
        String parcel =
                "create table parcel (id bigint primary key, tenant bigint, depot bigint, constraint fk foreign key ";
        String after = parcel + "(tenant, depot) references depot (tenant, id))";
        live.database()
                .execute(depot + ";" + parcel + "(depot) references depot (id));"
                        + "insert into depot values (1, 7), (2, 8);"
                        + "insert into parcel values (10, 7, 1), (11, 99, 2), (12, null, 2), (13, 5, null)");
        Autogenerate.Outcome outcome = diff("none", depot, after);

        assertThat(outcome.losses()).isEmpty();
        assertThat(outcome.warnings())
                .containsExactly(
                        "foreign key parcel.fk: it changes from depot(id) to depot(tenant, id), and the values of 3 rows are not translated;"
                                + " 2 rows have another value in parcel.tenant than in depot.tenant");
        assertThat(outcome.migration().orElseThrow().text())
                .contains("# Rollback restores all but the values that you change where a comment asks for it.\n", """
                            # foreign key parcel.fk changes from depot(id) to depot(tenant, id). The existing values refer to the old columns.
                            # 2 rows have another value in parcel.tenant than in depot.tenant. Set the new ones here, for instance:
                            # - sql:
                            #     sql: update parcel set tenant = (select r.tenant from depot r where r.id = parcel.depot) where depot is not null
                        """);

        live.database().execute("update parcel set tenant = 8 where depot = 2");
        Map<String, String> rows = live.rows(Map.of());
        migrate(depot, after);
        assertThat(live.rows(Map.of())).isEqualTo(rows);
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @Test
    void a_column_that_the_key_loses_and_that_stays_keeps_its_values() throws Exception {
        String rack = "create table rack (id bigint unique, floor bigint, primary key (id, floor))";
        String box = "create table box (id bigint primary key, rack bigint, floor bigint, constraint fk foreign key ";
        live.database()
                .execute(rack + ";" + box + "(rack, floor) references rack (id, floor));"
                        + "insert into rack values (1, 7), (2, 8);"
                        + "insert into box values (20, 1, 7), (21, 2, null), (22, null, 5)");
        Map<String, String> rows = live.rows(Map.of());

        migrate(rack, box + "(rack) references rack (id))");
        live.rollbackWithoutLoss();
        assertThat(live.rows(Map.of())).isEqualTo(rows);
    }

    @Test
    void diff_asks_the_author_where_associations_without_a_foreign_key_share_the_column() throws Exception {
        String archive = "create table archive (id bigint primary key)";
        String parcel = "create table parcel (id bigint primary key, depot bigint unique%s)";
        String photo = "create table photo (id bigint primary key, depot bigint)";
        String key = ", constraint fk foreign key (depot) references depot ";
        live.database().execute(String.join(";", DEPOT, archive, parcel.formatted(key + "(id)"), photo, DEPOTS));
        live.database()
                .execute("insert into parcel values (10, 1), (20, 2); insert into archive values (1), (2);"
                        + "insert into photo values (100, 1), (200, 2)");
        Reference own = reference("parcel", List.of("depot"), List.of("number"));
        String[] model = {DEPOT, archive, parcel.formatted(key + "(number)"), photo};
        String warning =
                "foreign key parcel.fk: it changes from depot(id) to depot(number), and the values of 2 rows are not translated";

        assertThat(diffOf(List.of(own), model).warnings()).isEmpty();
        assertThat(diffOf(List.of(own, other("parcel", "archive", "id")), model).warnings())
                .containsExactly(warning + "; parcel(depot) refers to archive(id), too");
        Autogenerate.Outcome outcome = diffOf(List.of(own, other("photo", "parcel", "depot")), model);
        assertThat(outcome.warnings()).containsExactly(warning + "; photo(depot) refers to parcel(depot), too");
        assertThat(outcome.migration().orElseThrow().text()).contains("""
                    # foreign key parcel.fk changes from depot(id) to depot(number). The existing values refer to the old columns.
                    # photo(depot) refers to parcel(depot), too. Set the new ones here, for instance:
                """);
    }

    @Test
    void diff_says_where_associations_without_a_foreign_key_cannot_share_the_values_of_one_that_is_dropped()
            throws Exception {
        String parcel =
                "create table parcel (id bigint primary key, depot bigint%s, tenant bigint constraint fkt references archive, region bigint)";
        String archive = "create table archive (id bigint primary key)";
        live.database()
                .execute(String.join(";", DEPOT, archive, parcel.formatted(" constraint fk references depot"), DEPOTS));
        live.database().execute("insert into parcel values (10, 1), (20, 2)");
        String[] model = {DEPOT, archive, parcel.formatted("")};
        Reference same = reference("parcel", List.of("depot"), List.of("id"));
        Reference byTenant = reference("parcel", List.of("tenant", "depot"), List.of("number", "id"));

        assertThat(diffOf(List.of(same, same), model).warnings()).isEmpty();
        assertThat(diffOf(List.of(same, byTenant), model).warnings()).isEmpty();
        assertThat(diffOf(List.of(same, reference("parcel", List.of("depot"), List.of("number"))), model)
                        .warnings())
                .containsExactly(
                        "foreign key parcel.fk: it is dropped, and its values stay as they are, but parcel(depot) will refer to depot(number)");
        assertThat(diffOf(
                                List.of(
                                        byTenant,
                                        reference("parcel", List.of("region", "depot"), List.of("number", "id")),
                                        new Reference(
                                                new Name("public", "parcel"),
                                                List.of("tenant"),
                                                new Name("public", "archive"),
                                                List.of("id"))),
                                model)
                        .warnings())
                .containsExactly(
                        "foreign key parcel.fk: it is dropped, and its values stay as they are, but parcel(tenant, depot) will refer to depot(number, id),"
                                + " and parcel(region, depot) will refer to depot(number, id)");
    }

    @Test
    void diff_asks_the_author_where_two_associations_without_a_foreign_key_gain_the_same_column() throws Exception {
        String depot = "create table depot (id bigint primary key, tenant bigint not null, unique (tenant, id))";
        live.database()
                .execute(depot + ";"
                        + "create table parcel (id bigint primary key, a bigint, b bigint,"
                        + " constraint fka foreign key (a) references depot (id), constraint fkb foreign key (b) references depot (id));"
                        + "insert into depot values (1, 7), (2, 8); insert into parcel values (10, 1, 2)");
        String text =
                "foreign key parcel.fk%s: it is dropped, and what its columns refer to changes from depot(id) to depot(tenant, id),"
                        + " and the value of 1 row is not translated; parcel(tenant, %s) refers to depot(tenant, id), too";
        assertThat(diffOf(
                                List.of(
                                        reference("parcel", List.of("tenant", "a"), List.of("tenant", "id")),
                                        reference("parcel", List.of("tenant", "b"), List.of("tenant", "id"))),
                                depot,
                                "create table parcel (id bigint primary key, tenant bigint, a bigint, b bigint)")
                        .warnings())
                .containsExactly(text.formatted("a", "b"), text.formatted("b", "a"));
    }

    private static Reference other(String table, String referenced, String column) {
        return new Reference(
                new Name("public", table), List.of("depot"), new Name("public", referenced), List.of(column));
    }

    private static Reference reference(String table, List<String> columns, List<String> referenced) {
        return new Reference(new Name("public", table), columns, new Name("public", "depot"), referenced);
    }

    private Autogenerate.Outcome diffOf(List<Reference> references, String... model) throws Exception {
        return live.diff(
                autogenerate -> autogenerate.run(List.of(model), new DesiredSchema.Origin() {
                    @Override
                    public String of(String statement, int position) {
                        return "";
                    }

                    @Override
                    public List<Reference> references() {
                        return references;
                    }
                }),
                "none");
    }

    private void migrate(String... model) throws Exception {
        Autogenerate.Outcome outcome = diff("none", model);
        assertThat(outcome.warnings()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        assertThat(diff("none", model).migration()).isEmpty();
    }

    private Autogenerate.Outcome diff(String rename, String... model) throws Exception {
        return live.diff(
                autogenerate ->
                        autogenerate.run(List.of(String.join("; ", model).split("; ")), (statement, position) -> ""),
                rename);
    }
}
