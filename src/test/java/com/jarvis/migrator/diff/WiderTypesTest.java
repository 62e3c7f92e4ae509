package com.jarvis.migrator.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiderTypesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    character varying(500)         | character varying(255)         | true
                    character varying(255)         | character varying(500)         | false
                    character varying              | character varying(255)         | true
                    text                           | character varying(255)         | true
                    text                           | character varying              | true
                    character varying(255)         | text                           | false
                    character varying(500)[]       | character varying(255)[]       | true
                    bigint                         | integer                        | true
                    integer                        | bigint                         | false
                    bigint                         | real                           | false
                    double precision               | real                           | true
                    numeric(12,2)                  | numeric(10,2)                  | true
                    numeric(12,4)                  | numeric(10,2)                  | true
                    numeric(12,4)                  | numeric(12,2)                  | false
                    numeric                        | numeric(10,2)                  | true
                    timestamp without time zone    | timestamp(3) without time zone | true
                    timestamp(6) with time zone    | timestamp(3) without time zone | false
                    uuid                           | text                           | false
                    text                           | text                           | false
                    """)
    void a_type_is_wider_if_it_takes_every_value_of_the_other_one_and_more(String type, String than, boolean isWider) {
        assertThat(WiderTypes.isWider(type, than)).isEqualTo(isWider);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    timestamp without time zone   | timestamp(6) without time zone   | true
                    timestamp with time zone[]    | timestamp(6) with time zone[]    | true
                    time with time zone           | time(6) with time zone           | true
                    interval                      | interval(6)                      | true
                    interval day to second        | interval day to second(6)        | true
                    timestamp without time zone   | timestamp(3) without time zone   | false
                    timestamp without time zone   | timestamp(6) with time zone      | false
                    bit(6)                        | bit                              | false
                    """)
    void a_time_has_6_digits_unless_something_else_is_said(String one, String other, boolean isSame) {
        assertThat(TimeSpellings.isSame(one, other)).isEqualTo(isSame);
        assertThat(TimeSpellings.isSame(other, one)).isEqualTo(isSame);
    }
}
