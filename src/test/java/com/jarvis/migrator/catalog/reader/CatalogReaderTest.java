package com.jarvis.migrator.catalog.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Constraint.Property;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.References;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogReaderTest {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void clear() throws Exception {
        DATABASE.execute("drop schema public cascade; create schema public; drop schema if exists other cascade");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    unique (a)                                                          | -
                    unique (a) deferrable                                               | DEFERRABLE
                    unique (a) deferrable initially deferred                            | DEFERRABLE INITIALLY_DEFERRED
                    unique (a) include (b)                                              | INCLUDE
                    primary key (a)                                                     | -
                    check (a > 0)                                                       | -
                    check (a > 0) no inherit                                            | NO_INHERIT
                    check (a > 0) not valid                                             | NOT_VALID
                    foreign key (a) references r                                        | -
                    foreign key (a) references r match full                             | MATCH_FULL
                    foreign key (a) references r not valid                              | NOT_VALID
                    foreign key (a) references r deferrable initially deferred          | DEFERRABLE INITIALLY_DEFERRED
                    """)
    void a_constraint_has_the_properties_of_its_clause(String clause, String properties) throws Exception {
        assertProperties(clause, properties);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    15 | unique nulls not distinct (a)                              | NULLS_NOT_DISTINCT
                    15 | foreign key (a, b) references p on delete set null (a)     | SET_COLUMNS
                    18 | check (a > 0) not enforced                                 | NOT_ENFORCED
                    18 | unique (s, d without overlaps)                             | WITHOUT_OVERLAPS
                    18 | foreign key (s, period d) references q (s, period d)       | WITHOUT_OVERLAPS
                    """)
    void a_constraint_has_the_properties_of_later_versions(int version, String clause, String properties)
            throws Exception {
        assumeTrue(DATABASE.majorVersion() >= version, "PostgreSQL " + version);
        if (version >= 18) {
            DATABASE.execute("create table q (s int4range, d daterange, unique (s, d without overlaps))");
        }
        assertProperties(clause, properties);
    }

    private void assertProperties(String clause, String properties) throws Exception {
        DATABASE.execute("""
                create table r (a int primary key);
                create table p (a int, b int, primary key (a, b));
                create table t (a int, b int, s int4range, d daterange);
                alter table t add constraint k %s""".formatted(clause));
        assertThat(constraint().properties().stream().map(Property::name))
                .containsExactlyInAnyOrder(properties == null ? new String[0] : properties.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    on delete no action                      | -           | -
                    on delete restrict                       | -           | RESTRICT
                    on update cascade on delete set null     | CASCADE     | SET NULL
                    on update set default                    | SET DEFAULT | -
                    """)
    void a_foreign_key_has_its_actions(String actions, String onUpdate, String onDelete) throws Exception {
        DATABASE.execute("""
                create table r (a int primary key);
                create table t (a int constraint k references r %s)""".formatted(actions));
        assertThat(constraint().onUpdate()).isEqualTo(onUpdate);
        assertThat(constraint().onDelete()).isEqualTo(onDelete);
    }

    @Test
    void the_definition_of_a_check_is_what_PostgreSQL_prints() throws Exception {
        DATABASE.execute("""
                create table t (a int, constraint k check (a > 0) no inherit);
                alter table t add constraint l check (a < 9) not valid""");
        List<String> definitions = DATABASE.strings(
                "select pg_get_constraintdef(oid) from pg_constraint where conrelid = 't'::regclass order by conname");
        assertThat(table("t").constraints().stream()
                        .map(check -> check.definition().text()))
                .containsExactlyElementsOf(definitions);
        assertThat(constraint().check().text()).isEqualTo("(a > 0)");
    }

    @Test
    void a_column_refers_to_its_type_its_sequence_and_the_columns_it_is_computed_from() throws Exception {
        DATABASE.execute("""
                create schema other;
                create type mood as enum ('a', 'b');
                create type other.mood as enum ('a');
                create sequence numbers;
                create table t (
                  first mood, many other.mood[], text varchar(9) default ('a'::mood)::text,
                  number bigint default nextval('numbers'), a int, b int, c int generated always as (a + b) stored)""");
        assertThat(references("first")).isEqualTo(Set.of("mood"));
        assertThat(references("many")).isEqualTo(Set.of("other.mood"));
        assertThat(references("text")).isEqualTo(Set.of("mood"));
        assertThat(references("number")).isEqualTo(Set.of("numbers"));
        assertThat(column("c").references().columns()).isEqualTo(Set.of("a", "b"));
        assertThat(column("a").references().columns()).isEmpty();
    }

    @Test
    void an_index_refers_to_the_columns_in_its_keys_expressions_and_predicate() throws Exception {
        DATABASE.execute("""
                create table t (a int, b text, c int, d int, e int);
                create index i on t (a, lower(b)) include (c) where d > 0""");
        assertThat(table("t").indexes().get(0).references().columns()).isEqualTo(Set.of("a", "b", "c", "d"));
    }

    @Test
    void an_exclusion_constraint_is_also_on_the_columns_in_its_expressions_and_predicate() throws Exception {
        DATABASE.execute("""
                create table t (a int, b int, c int4range, d int,
                  constraint k exclude using gist (c with &&, int4range(a, b) with &&) where (d > 0))""");
        assertThat(constraint().columns()).containsExactly("c", "a", "b", "d");
    }

    @Test
    void an_attribute_refers_to_its_type() throws Exception {
        DATABASE.execute("create type part as (a int); create type whole as (b part[], c int)");
        assertThat(catalog()
                        .composites()
                        .get(1)
                        .attributes()
                        .get(0)
                        .references()
                        .objects())
                .containsExactly(new Name(null, "part"));
    }

    @Test
    void objects_do_not_differ_by_what_they_refer_to() throws Exception {
        DATABASE.execute("create type mood as enum ('a'); create table t (a mood)");
        Column column = column("a");
        assertThat(column.references()).isEqualTo(References.NONE);
        assertThat(column.references().objects()).isNotEmpty();
    }

    private Set<String> references(String column) throws Exception {
        return Set.copyOf(column(column).references().objects().stream()
                .map(Name::toString)
                .toList());
    }

    private Column column(String name) throws Exception {
        return table("t").column(name).orElseThrow();
    }

    private Constraint constraint() throws Exception {
        return table("t").constraints().stream()
                .filter(constraint -> constraint.name().equals("k"))
                .findFirst()
                .orElseThrow();
    }

    private Table table(String name) throws Exception {
        return catalog().table(new Name(null, name)).orElseThrow();
    }

    private Catalog catalog() throws Exception {
        try (Connection connection = DATABASE.connect()) {
            return new CatalogReader(connection).read(Schemas.live("public", List.of("other")));
        }
    }
}
