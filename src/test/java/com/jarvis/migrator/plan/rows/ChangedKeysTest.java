package com.jarvis.migrator.plan.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.operation.NetChanges;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Foreign keys survive a change of the values that they refer to. */
@Tag(TestSet.SLOW)
class ChangedKeysTest {

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
    @CsvSource(
            delimiter = '|',
            value = {
                "varchar(200) | varchar(10) | abcdefghij1 | abcdefghij",
                "numeric(10,2) | numeric(10,1) | 1.25 | 1.3",
                "timestamp | date | 2020-01-01 10:00:00 | 2020-01-01",
                "numeric(10,2) | integer | 1.25 | 1",
            })
    void both_sides_of_a_foreign_key_get_the_same_new_values(String before, String after, String value, String changed)
            throws Exception {
        for (String key : List.of("primary key", "unique not null")) {
            live.database().execute(String.join(";", tables(before, key)));
            live.database()
                    .execute("insert into person values ('%1$s'); insert into pet values (1, '%1$s'), (2, null)"
                            .formatted(value));
            List<String> catalog = live.catalog();

            Autogenerate.Outcome outcome = diff("none", tables(after, key));
            assertThat(outcome.warnings()).isEmpty();
            assertThat(NetChanges.of(outcome.operations()).stream().map(OperationText::line))
                    .contains("~ foreign key pet.fk_pet (created again)");
            live.apply(outcome.migration().orElseThrow());
            assertThat(live.database().strings("select owner from pet join person p on p.id = owner"))
                    .containsExactly(changed);
            assertThat(diff("none", tables(after, key)).migration()).isEmpty();

            live.rollback();
            assertThat(live.catalog()).isEqualTo(catalog);
            assertThat(live.database().strings("select count(*) from pet join person p on p.id = owner"))
                    .containsExactly("1");
            live.database().execute("drop table pet; drop table person");
        }
    }

    @Test
    void tables_and_columns_may_be_renamed_at_the_same_time() throws Exception {
        live.database().execute(String.join(";", tables("varchar(200)", "primary key")));
        live.database().execute("insert into person values ('abcdefghij1'); insert into pet values (1, 'abcdefghij1')");

        Autogenerate.Outcome outcome = diff(
                "person:human,pet.owner:master",
                "create table human (id varchar(10) primary key)",
                "create table pet (no bigint primary key, master varchar(10))",
                "alter table pet add constraint fk_pet foreign key (master) references human (id)");
        live.apply(outcome.migration().orElseThrow());
        assertThat(live.database().strings("select master from pet join human h on h.id = master"))
                .containsExactly("abcdefghij");
        live.rollback();
        assertThat(live.database().strings("select owner from pet join person p on p.id = owner"))
                .containsExactly("abcdefghij");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "varchar(10) | varchar(200) | foreign key pet.fk_pet: 1 row of pet has no matching row in person, so update would fail",
                "varchar(200) | varchar(10) | foreign key pet.fk_pet: 1 row of pet has no matching row in person, so update would fail",
                "varchar(11) | varchar(11) | ",
            })
    void rows_that_refer_to_nothing_once_one_side_is_cut_are_reported(String id, String owner, String warning)
            throws Exception {
        live.database().execute(String.join(";", tables("varchar(200)", "primary key")));
        live.database().execute("insert into person values ('abcdefghij1'); insert into pet values (1, 'abcdefghij1')");

        Autogenerate.Outcome outcome = diff("none", tables(id, "primary key", owner));

        assertThat(outcome.warnings()).isEqualTo(Stream.ofNullable(warning).toList());
        assertThat(catchThrowable(() -> live.apply(outcome.migration().orElseThrow())) != null)
                .isEqualTo(warning != null);
    }

    @Test
    void nothing_is_written_if_a_table_outside_the_model_refers_to_the_values() throws Exception {
        live.database().execute(String.join(";", tables("varchar(200)", "primary key")));
        live.database().execute("insert into person values ('abcdefghij1')");
        live.database()
                .execute("create schema other; create table other.toy (owner text constraint fk_toy references person);"
                        + " create table legacy (owner text constraint fk_legacy references person)");

        Settings settings = new Settings(null, "jarvis", Set.of("drop"), "none", "legacy");
        assertThatThrownBy(() -> live.diff(
                        autogenerate -> autogenerate.run(
                                List.of(tables("varchar(10)", "primary key")), (statement, position) -> ""),
                        settings))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        The migration changes values that a foreign key outside the model uses:
                          foreign key fk_legacy of table legacy uses column person.id
                          foreign key fk_toy of table other.toy uses column person.id
                        PostgreSQL would reject the new values, so nothing was written. Drop the foreign key in a migration by hand first:
                          mvn compile liquibase:diff -Dempty -Dmessage="drop foreign key\"""");
    }

    @ParameterizedTest
    @CsvSource({"varchar(255), primary key", "text, unique", "bytea, unique"})
    void nothing_is_written_if_values_of_a_foreign_key_would_become_large_objects(String type, String key)
            throws Exception {
        live.database().execute(String.join(";", tables(type, key)));
        live.database().execute("insert into person values ('a')");
        assertThatThrownBy(() -> diff("none", tables("oid", key)))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Values of a foreign key would become large objects:
                          column person.id %s → oid, used by foreign key pet.fk_pet
                        Each of them gets an OID of its own, even if the values are equal, so rows would no longer refer to each other.
                        Nothing was written. Map the key without @Lob, for instance with @Column(columnDefinition = "text"):
                          mvn compile liquibase:diff""".formatted(type));

        live.database().execute("delete from person");
        live.apply(diff("none", tables("oid", key)).migration().orElseThrow());
        live.database()
                .execute("insert into person values (lo_from_bytea(0, 'a')); insert into pet select 1, id from person");
        live.apply(diff("none", tables(type, key)).migration().orElseThrow());
        assertThat(live.database().strings("select owner from pet join person p on p.id = owner"))
                .hasSize(1);
    }

    private static String[] tables(String type, String key) {
        return tables(type, key, type);
    }

    private static String[] tables(String type, String key, String owner) {
        return new String[] {
            "create table person (id " + type + " " + key + ")",
            "create table pet (no bigint primary key, owner " + owner + ")",
            "alter table pet add constraint fk_pet foreign key (owner) references person (id)"
        };
    }

    private Autogenerate.Outcome diff(String rename, String... model) throws Exception {
        return live.diff(autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""), rename);
    }
}
