package com.jarvis.migrator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintedTypesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    mood                        | mood          | true
                    mood[]                      | mood          | true
                    "Mood"                      | "Mood"        | true
                    "mood$x"                    | mood$x        | true
                    s.mood                      | s.mood        | true
                    s.mood                      | mood          | false
                    mood                        | s.mood        | false
                    moods                       | mood          | false
                    character varying(255)      | varying       | false
                    timestamp(6) with time zone | zone          | false
                    "time"                      | "time"        | true
                    time(3) without time zone   | "time"        | false
                    double precision            | double        | false
                    double                      | double        | true
                    """)
    void a_type_is_recognized_as_a_whole(String type, String name, boolean expected) {
        assertThat(PrintedTypes.isOf(type, name)).isEqualTo(expected);
    }

    @Test
    void a_renamed_type_remains_an_array() {
        assertThat(PrintedTypes.renamed("mood", "mood", "\"Old\"")).isEqualTo("\"Old\"");
        assertThat(PrintedTypes.renamed("mood[]", "mood", "\"Old\"")).isEqualTo("\"Old\"[]");
        assertThat(PrintedTypes.renamed("integer", "mood", "\"Old\"")).isEqualTo("integer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'zone'::zone                       | 'zone'::"Old"
                    '{zone}'::zone[]                   | '{zone}'::"Old"[]
                    (zone)::text                       | (zone)::text
                    x::timestamp with time zone        | x::timestamp with time zone
                    f(zone.zone, 'a'::s.zone)          | f(zone.zone, 'a'::s.zone)
                    'a'::zones                         | 'a'::zones
                    """)
    void a_type_is_replaced_in_casts(String sql, String expected) {
        assertThat(PrintedTypes.recast(sql, "zone", "\"Old\"")).isEqualTo(expected);
        assertThat(PrintedTypes.castsTo(sql, "zone")).isEqualTo(!sql.equals(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    nextval('ids'::regclass)           | nextval('ids_old'::regclass)
                    nextval('s.ids'::regclass)         | nextval('s.ids'::regclass)
                    'ids'::text                        | 'ids'::text
                    """)
    void a_sequence_is_replaced_where_it_is_a_regclass(String sql, String expected) {
        assertThat(PrintedTypes.renamedSequence(sql, "ids", "ids_old")).isEqualTo(expected);
    }

    @Test
    void no_expression_stays_none() {
        assertThat(PrintedTypes.recast(null, "zone", "x")).isNull();
        assertThat(PrintedTypes.renamedSequence(null, "ids", "x")).isNull();
        assertThat(PrintedTypes.castsTo(null, "zone")).isFalse();
    }
}
