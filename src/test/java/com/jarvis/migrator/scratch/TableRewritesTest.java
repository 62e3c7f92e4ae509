package com.jarvis.migrator.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rewrites that the manual describes (ALTER TABLE, Notes) are found on a copy without rows. */
class TableRewritesTest {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    varchar(10)       | varchar(20)            | false
                    varchar(20)       | varchar(10)            | true
                    varchar(10)       | text                   | false
                    text              | varchar                | false
                    text              | varchar(10)            | true
                    char(10)          | char(20)               | true
                    numeric(10,2)     | numeric(12,2)          | false
                    numeric(10,2)     | numeric(12,3)          | true
                    numeric(10,2)     | numeric                | false
                    integer           | bigint                 | true
                    timestamp(3)      | timestamp(6)           | false
                    timestamp(6)      | timestamp(3)           | true
                    timestamp         | timestamptz            | true
                    bit varying(8)    | bit varying(16)        | false
                    varchar(10)[]     | varchar(20)[]          | true
                    json              | jsonb                  | true
                    uuid              | text                   | true
                    varchar(10)       | varchar(10) not null   | false
                    varchar(10)       | varchar(10) default '' | false
                    varchar(10)       | varchar(10) collate "C" | false
                    """)
    void a_change_of_a_column_rewrites_its_table_for_some_types(String from, String to, boolean rewrites)
            throws Exception {
        assertThat(alter("create table t (v %s)".formatted(from), to)).isEqualTo(rewrites);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    varchar(10) | varchar(20)             | false
                    varchar(10) | text                    | false
                    varchar(10) | varchar(10) collate "C" | true
                    """)
    void a_change_of_a_column_rewrites_its_index_if_the_order_changes(String from, String to, boolean rewrites)
            throws Exception {
        assertThat(alter("create table t (v %s); create index i on t (v)".formatted(from), to))
                .isEqualTo(rewrites);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    integer                                 | false
                    integer not null default 1              | false
                    timestamptz not null default now()      | false
                    text default concat('a', current_user)  | false
                    integer default length('a')             | false
                    timestamptz default clock_timestamp()   | true
                    uuid default gen_random_uuid()          | true
                    bigint generated always as identity     | true
                    integer generated always as (1) stored  | true
                    """)
    void an_added_column_rewrites_its_table_if_rows_may_get_different_values(String column, boolean rewrites)
            throws Exception {
        assertThat(rewrites("create table t ()", column, null)).isEqualTo(rewrites);
    }

    private static boolean alter(String table, String to) throws Exception {
        return rewrites(table, to, "t");
    }

    /** @param altered the table whose column is changed to the given one; null if the column is added */
    private static boolean rewrites(String table, String column, String altered) throws Exception {
        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            try (ScratchSchemas scratch = new ScratchSchemas(connection, Schemas.live("public", List.of()))) {
                scratch.execute(table);
                scratch.execute("create table other (v %s)".formatted(column));
                Catalog catalog = scratch.read();
                scratch.execute("drop table other");
                Column after = column(catalog, "other").in(new Name(null, "t"));
                Operation operation = altered == null
                        ? new Operation.Create(after)
                        : new Operation.AlterColumn(column(catalog, altered), after);
                return TableRewrites.in(scratch, List.of(operation)).contains(operation);
            }
        }
    }

    private static Column column(Catalog catalog, String table) {
        return catalog.table(new Name(null, table)).orElseThrow().columns().get(0);
    }
}
