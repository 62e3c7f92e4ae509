package com.jarvis.migrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrentIndexTest {

    private final TestDatabase database = TestDatabase.create();
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = database.connect();
        connection.createStatement().execute("""
                create schema audit;
                create table notes (id int, title varchar(200), body text);
                create table audit.notes (id int, title varchar(200));
                insert into notes values (1, 'a', 'b'), (2, 'a', 'b')""");
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index concurrently ix_title on notes (lower(title)) include (id) where body is not null",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS IX_Title ON public.notes (title desc nulls last)",
                "-- for the list\ncreate unique index concurrently \"Ix title\" on notes using btree (id, title)",
                "create index concurrently \"a\"on audit.notes(title)",
                "create index concurrently ix_title on notes (title varchar_pattern_ops) with (fillfactor = 70)",
            })
    void the_same_index_that_a_killed_run_finished_is_kept(String statement) throws SQLException {
        ConcurrentIndex index = ConcurrentIndex.in(statement).orElseThrow();
        assertThat(index.prepare(connection)).isTrue();

        connection.createStatement().execute(statement);

        assertThat(index.prepare(connection)).isFalse();
        assertThat(count("pg_class where relname = 'jarvis_twin'")).isZero();
    }

    @Test
    void another_index_of_its_name_is_left_for_postgresql_to_refuse() throws SQLException {
        connection.createStatement().execute("create index ix_title on notes (title)");

        assertThat(ConcurrentIndex.in("create index concurrently ix_title on notes (title desc)")
                        .orElseThrow()
                        .prepare(connection))
                .isTrue();
        assertThat(count("pg_class where relname = 'ix_title'")).isOne();
    }

    @Test
    void an_invalid_one_is_dropped() throws SQLException {
        String statement = "create unique index concurrently if not exists ix_title on notes (title)";
        try {
            connection.createStatement().execute(statement);
        } catch (SQLException duplicates) {
            assertThat(duplicates.getSQLState()).isEqualTo("23505");
        }
        assertThat(count("pg_index where indexrelid = 'ix_title'::regclass and not indisvalid"))
                .isOne();

        assertThat(ConcurrentIndex.in(statement).orElseThrow().prepare(connection))
                .isTrue();

        assertThat(count("pg_class where relname = 'ix_title'")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index ix_title on notes (title)",
                "create index concurrently on notes (title)",
                "drop index concurrently ix_title",
                "select 'create index concurrently ix_title on notes (title)'",
            })
    void other_statements_are_none_of_its_business(String statement) {
        assertThat(ConcurrentIndex.in(statement)).isEmpty();
    }

    private int count(String from) throws SQLException {
        var row = connection.createStatement().executeQuery("select count(*) from " + from);
        row.next();
        return row.getInt(1);
    }
}
