package com.jarvis.migrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import liquibase.exception.DatabaseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailedStatementTest {

    private final TestDatabase database = TestDatabase.create();
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = database.connect();
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void a_caret_points_at_the_position() {
        assertThat(failure("create table notes (\n\tid int,\n\ttitel txt\n)").text())
                .isEqualTo("    create table notes (\n    \tid int,\n    \ttitel txt\n    \t      ^\n    )\n\n"
                        + "ERROR: type \"txt\" does not exist (42704)");
    }

    @Test
    void a_character_beyond_the_basic_plane_is_one_position() {
        assertThat(failure("select '😀', nothing").text())
                .isEqualTo("    select '😀', nothing\n                ^\n\n"
                        + "ERROR: column \"nothing\" does not exist (42703)");
    }

    @Test
    void detail_and_hint_are_told() throws SQLException {
        connection.createStatement().execute("create table users (id int primary key); insert into users values (1)");

        assertThat(failure("insert into users values (1)").text())
                .isEqualTo("    insert into users values (1)\n\n"
                        + "ERROR: duplicate key value violates unique constraint \"users_pkey\" (23505)\n"
                        + "Detail: Key (id)=(1) already exists.");
        assertThat(failure("select substr(1)").text())
                .isEqualTo(
                        "    select substr(1)\n           ^\n\n"
                                + "ERROR: function substr(integer) does not exist (42883)\n"
                                + "Hint: No function matches the given name and argument types. You might need to add explicit type casts.");
    }

    @Test
    void a_caret_points_below_what_is_shown_of_a_control_character() {
        assertThat(failure("select '\u001b',\r\nnothing, '\u001b', nothing").text())
                .isEqualTo("    select '\\u001B',\n    nothing, '\\u001B', nothing\n    ^\n\n"
                        + "ERROR: column \"nothing\" does not exist (42703)");
        assertThat(failure("select '\u001b', nothing").text())
                .isEqualTo("    select '\\u001B', nothing\n                     ^\n\n"
                        + "ERROR: column \"nothing\" does not exist (42703)");
    }

    @Test
    void what_depends_on_a_dropped_object_is_told_in_one_line() throws SQLException {
        connection.createStatement().execute("""
                create table users (id int);
                create view one as select id from users;
                create view "two\n::error::" as select id from users""");

        assertThat(failure("drop table users").text())
                .isEqualTo("    drop table users\n\n"
                        + "ERROR: cannot drop table users because other objects depend on it (2BP01)\n"
                        + "Detail: view one depends on table users; view \"two; ::error::\" depends on table users\n"
                        + "Hint: Use DROP ... CASCADE to drop the dependent objects too.");
    }

    @Test
    void context_tells_where_in_a_function_it_was() {
        assertThat(failure("do $$ begin perform 1 / 0; end $$").text())
                .isEqualTo(
                        "    do $$ begin perform 1 / 0; end $$\n\n"
                                + "ERROR: division by zero (22012)\n"
                                + "Context: SQL statement \"SELECT 1 / 0\"\nPL/pgSQL function inline_code_block line 1 at PERFORM");
    }

    @Test
    void a_body_that_liquibase_has_cut_is_told_how_to_keep_whole() {
        assertThat(failure("do $$ begin perform 1").text())
                .isEqualTo(
                        "    do $$ begin perform 1\n\n"
                                + "Unterminated dollar quote started at position 3 in SQL do $$ begin perform 1. Expected terminating $$\n"
                                + "Hint: Liquibase cuts an sql change at each semicolon; splitStatements: false keeps it whole.");
    }

    @Test
    void an_exception_without_a_statement_is_none() {
        assertThat(FailedStatement.in(new DatabaseException("no connection"))).isEmpty();
    }

    /** As JdbcExecutor reports it. */
    private FailedStatement failure(String sql) {
        try {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            return FailedStatement.in(new DatabaseException(
                            new DatabaseException(e.getMessage() + " [Failed SQL: (0) " + sql + "]", e)))
                    .orElseThrow();
        }
        throw new AssertionError("it did not fail: " + sql);
    }
}
