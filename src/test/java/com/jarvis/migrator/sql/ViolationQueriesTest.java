package com.jarvis.migrator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each query finds exactly the rows that PostgreSQL rejects, and can be pasted into psql. */
class ViolationQueriesTest {

    private static TestDatabase database;

    @BeforeAll
    static void rows() throws SQLException {
        database = TestDatabase.create();
        database.execute("""
                create table person (id bigint, country text, primary key (id, country));
                create table note (id bigint primary key, person bigint, country text, "Title" text);
                insert into person values (1, 'at');
                insert into note values (1, 1, 'at', 'a'), (2, 2, 'at', 'a'), (3, 1, 'de', null), (4, null, 'de', null)""");
    }

    @AfterAll
    static void drop() throws Exception {
        database.close();
    }

    @Test
    void a_foreign_key_rejects_rows_whose_referenced_row_does_not_exist() throws SQLException {
        ViolationQueries queries =
                ViolationQueries.ofForeignKey("note", List.of("person", "country"), "person", List.of("id", "country"));

        assertThat(result(queries.list())).containsExactlyInAnyOrder("2,2,at,a", "3,1,de,null");
        assertThat(result(queries.count())).containsExactly("2");
        assertThat(result(queries.countWithExample("'id = ' || t.id"))).containsExactly("2,id = 2");
        assertThat(rejects("foreign key (person, country) references person")).isTrue();
    }

    @Test
    void a_foreign_key_to_an_empty_table_rejects_rows_without_a_null() throws SQLException {
        assertThat(result(ViolationQueries.ofForeignKeyToEmptyTable("note", List.of("person"))
                        .count()))
                .containsExactly("3");
    }

    @Test
    void a_check_accepts_rows_for_which_it_is_null() throws SQLException {
        ViolationQueries queries = ViolationQueries.ofCheck("note", "(person < 2)");

        assertThat(result(queries.list())).containsExactly("2,2,at,a");
        assertThat(result(queries.countWithExample("t::text"))).containsExactly("1,(2,2,at,a)");
        assertThat(rejects("check (person < 2)")).isTrue();
        assertThat(result(ViolationQueries.ofCheck("note", "(person < 3)").count()))
                .containsExactly("0");
        assertThat(rejects("check (person < 3)")).isFalse();
    }

    @Test
    void a_unique_constraint_rejects_equal_values_but_not_nulls() throws SQLException {
        ViolationQueries queries = ViolationQueries.ofUnique("note", List.of("\"Title\""));

        assertThat(result(queries.list())).containsExactly("a,2");
        assertThat(result(queries.count())).containsExactly("2");
        assertThat(result(queries.countWithExample("t.id::text"))).containsExactly("2,(a)");
        assertThat(rejects("unique (\"Title\")")).isTrue();
        assertThat(result(ViolationQueries.ofUnique("note", List.of("person", "\"Title\""))
                        .count()))
                .containsExactly("0");
        assertThat(rejects("unique (person, \"Title\")")).isFalse();
    }

    @Test
    void rows_can_come_from_a_subquery() throws SQLException {
        assertThat(result(ViolationQueries.ofUnique("(select country as land from note)", List.of("land"))
                        .list()))
                .containsExactlyInAnyOrder("at,2", "de,2");
    }

    private static boolean rejects(String constraint) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("alter table note add " + constraint);
            connection.rollback();
            return false;
        } catch (SQLException e) {
            // Class 23 is "integrity constraint violation" (manual, appendix A).
            assertThat(e.getSQLState()).startsWith("23");
            return true;
        }
    }

    private static List<String> result(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    cells.add(rows.getString(i));
                }
                lines.add(String.join(",", cells));
            }
            return lines;
        }
    }
}
