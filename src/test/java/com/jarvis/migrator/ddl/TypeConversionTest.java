package com.jarvis.migrator.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeConversionTest {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    /** PostgreSQL's relfilenode tells whether it has written the table anew; in UTC it converts timestamps in place. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    varchar(10)              | varchar(20)
                    varchar(20)              | varchar(10)
                    varchar(10)              | varchar
                    varchar(10)              | text
                    text                     | varchar
                    text                     | varchar(10)
                    char(10)                 | char(20)
                    char(10)                 | text
                    numeric(10,2)            | numeric(12,2)
                    numeric(10,2)            | numeric(12,3)
                    numeric(10,2)            | numeric(8,2)
                    numeric(10,2)            | numeric
                    numeric                  | numeric(10,2)
                    integer                  | bigint
                    bigint                   | integer
                    real                     | double precision
                    timestamp(3)             | timestamp(6)
                    timestamp(6)             | timestamp(3)
                    timestamp(3)             | timestamp
                    timestamp                | timestamptz
                    timestamptz(3)           | timestamptz(6)
                    time(0)                  | time(3)
                    date                     | timestamp
                    bit varying(8)           | bit varying(16)
                    bit(8)                   | bit(16)
                    varchar(10)[]            | varchar(20)[]
                    json                     | jsonb
                    uuid                     | text
                    """)
    void knows_for_which_type_changes_postgresql_writes_the_table_anew(String from, String to) throws Exception {
        DATABASE.execute("drop table if exists t; create table t (v %s)".formatted(from));
        Column before = column();
        String node = node();
        DATABASE.execute("set timezone = 'Europe/Berlin'; alter table t alter v type %1$s using v::%1$s".formatted(to));

        assertThat(TypeConversion.keepsRows(before, column())).isEqualTo(node.equals(node()));
    }

    private static String node() throws Exception {
        return DATABASE.strings("select relfilenode from pg_class where relname = 't'")
                .get(0);
    }

    private static Column column() throws Exception {
        String type = DATABASE.strings(
                        "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 't'::regclass and attnum = 1")
                .get(0);
        return new Column(new Name(null, "t"), "v", type, false, null, null, null, false, null, null);
    }
}
