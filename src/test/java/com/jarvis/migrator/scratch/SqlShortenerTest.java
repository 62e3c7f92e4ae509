package com.jarvis.migrator.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqlShortenerTest {

    @Test
    void the_text_that_postgresql_prints_is_shortened_to_what_a_person_would_write() {
        assertThat(SqlShortener.candidates(
                        "((kind)::text = ANY ((ARRAY['A'::character varying, 'it''s'::character varying])::text[]))"))
                .containsExactly("kind in ('A', 'it''s')");
        assertThat(SqlShortener.candidates(
                        "(((a).b = ANY (ARRAY['F'::bpchar, 'M'::bpchar])) AND ((((a).c).d)::text = ANY"
                                + " ((ARRAY['A'::character varying, 'B'::character varying])::text[])))"))
                .containsExactly("(a).b in ('F', 'M') AND (((a).c).d) in ('A', 'B')");
        assertThat(SqlShortener.candidates("((x >= 0) AND (x <= 9) AND (y > 1))"))
                .containsExactly("(x >= 0) AND (x <= 9) AND (y > 1)");
        assertThat(SqlShortener.candidates("(((x >= 0) AND (x <= 9)) AND (char_length(name) > 1))"))
                .contains("(x between 0 and 9) AND (char_length(name) > 1)");
        assertThat(SqlShortener.candidates("(((a + b) < 1) OR ((a + b) > abs(c)))"))
                .contains("(a + b) not between 1 and abs(c)");
    }

    @Test
    void a_check_of_any_length_is_read() {
        String values = list(3000, i -> "'VALUE_NUMBER_" + i + "'::character varying", ", ");
        List<String> in = SqlShortener.candidates("((kind)::text = ANY ((ARRAY[" + values + "])::text[]))");
        assertThat(in).hasSize(1).first().asString().startsWith("kind in ('VALUE_NUMBER_0', 'VALUE_NUMBER_1', ");

        String ranges = list(3000, i -> "((x >= " + i + ") AND (x <= " + (i + 5) + "))", " OR ");
        assertThat(SqlShortener.candidates("(" + ranges + ")").get(1))
                .startsWith("(x between 0 and 5) OR (x between 1 and 6) OR ");

        String text = list(500, i -> "it''s (", "");
        assertThat(SqlShortener.candidates("((name)::text <> '" + text + "'::text)"))
                .containsExactly("name <> '" + text + "'");
    }

    private static String list(int size, IntFunction<String> element, String separator) {
        return IntStream.range(0, size).mapToObj(element).collect(Collectors.joining(separator));
    }
}
