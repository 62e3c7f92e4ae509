package com.jarvis.migrator.lint.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogLinesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "CHECK ((a > 1)) | CHECK (a > 1)",
                "CHECK (((a)::text <> ''::text)) | CHECK (((a)::text <> ''))",
                "DEFAULT 'x'::character varying(20) | DEFAULT 'x'",
                "CHECK ((a = ANY (ARRAY['x'::character varying, 'y'::character varying]::text[]))) | CHECK (a = ANY (ARRAY['x', 'y']))",
                "DEFAULT now()::timestamp without time zone | DEFAULT now()",
                "CHECK ((k = 'x'::public.\"Kind\" AND b)) | CHECK (k = 'x' AND b)",
            })
    void casts_and_parentheses_do_not_count(String one, String other) {
        assertThat(CatalogLines.missing(List.of(one), List.of(other))).isEmpty();
        assertThat(CatalogLines.missing(List.of(other), List.of(one))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"DEFAULT 'a b' | DEFAULT 'ab'", "DEFAULT '(a)' | DEFAULT 'a'", "CHECK (a > 1) | CHECK (a > 2)"})
    void constants_count(String one, String other) {
        assertThat(CatalogLines.missing(List.of(one), List.of(other))).containsExactly(one);
    }

    @Test
    void a_line_that_occurs_twice_is_missed_once() {
        assertThat(CatalogLines.missing(List.of("a", "a", "b"), List.of("b", "a")))
                .containsExactly("a");
    }
}
