package com.jarvis.migrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataLossScanTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static Connection connection;

    @BeforeAll
    static void fill() throws SQLException {
        connection = DATABASE.connect();
        connection.createStatement().execute("""
                create table notes (id int, title text, "Body, or so" text, constraint title_given check (title <> ''));
                insert into notes select i, case when i <= 2 then 'a' end, 'b' from generate_series(1, 1204) i;
                create table empty (id int, identity int);
                create schema archive;
                create table archive.notes (id int);
                insert into archive.notes values (1)""");
    }

    @AfterAll
    static void drop() throws SQLException {
        connection.close();
        DATABASE.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drop table notes                                            | table notes: 1204 rows",
                "DROP TABLE IF EXISTS public.notes CASCADE                   | table public.notes: 1204 rows",
                "drop table empty, archive.notes                             | table archive.notes: 1 row",
                "truncate notes                                              | table notes: 1204 rows",
                "drop schema archive cascade                                 | table archive.notes: 1 row",
                "alter table notes drop column title                         | column notes.title: 2 values",
                "alter table only notes drop title cascade                   | column notes.title: 2 values",
                "alter table notes add x int, drop column if exists title    | column notes.title: 2 values",
                "alter table notes drop column \"Body, or so\"               | column notes.\"Body, or so\": 1204 values",
                "do $$ begin drop table notes; end $$                        | table notes: 1204 rows",
                "alter table empty add y int; drop table notes               | table notes: 1204 rows",
            })
    void counts_what_would_be_lost(String statement, String loss) throws SQLException {
        assertThat(DataLossScan.of(List.of(statement), connection))
                .extracting(DataLossScan::text)
                .containsExactly(loss);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table empty",
                "drop table if exists nowhere",
                "alter table empty drop column identity",
                "alter table empty drop column if exists nothing",
                "alter table notes drop constraint title_given",
                "alter table notes alter column title drop not null",
                "alter table notes alter title drop default, alter id drop identity if exists",
                "alter table notes rename column title to heading",
                "drop index ix_notes_title",
                "delete from empty -- drop table notes",
                "/* drop table notes; */ select 1",
            })
    void is_silent_where_nothing_would_be_lost(String statement) throws SQLException {
        assertThat(DataLossScan.of(List.of(statement), connection)).isEmpty();
    }

    @Test
    void a_column_of_a_table_that_goes_too_is_not_counted_twice() throws SQLException {
        assertThat(DataLossScan.of(List.of("alter table notes drop column title", "drop table notes"), connection))
                .extracting(DataLossScan::text)
                .containsExactly("table notes: 1204 rows");
    }
}
