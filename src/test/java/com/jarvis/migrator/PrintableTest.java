package com.jarvis.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @Test
    void a_value_is_one_line() {
        assertThat(Printable.line("a\nb\r\nc\td")).isEqualTo("a\\nb\\r\\nc\\td");
    }

    @Test
    void a_text_keeps_its_line_breaks_and_tabs() {
        assertThat(Printable.text("a\n\tb\r\nc\n")).isEqualTo("a\n\tb\r\nc\n");
    }

    @Test
    void a_carriage_return_alone_does_not_overwrite_a_line() {
        assertThat(Printable.text("was: a\rnow: b\r")).isEqualTo("was: a\\rnow: b\\r");
    }

    @Test
    void each_control_character_is_escaped() {
        String all = IntStream.concat(IntStream.range(0, 0x20), IntStream.range(0x7f, 0xa0))
                .filter(c -> "\t\n\r".indexOf(c) < 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        assertThat(Printable.line(all)).matches("(\\\\u00[0-9A-F]{2}){62}").isEqualTo(Printable.text(all));
        assertThat(Printable.line("\u001b]0;title\u0007\u009b2K\u007f"))
                .isEqualTo("\\u001B]0;title\\u0007\\u009B2K\\u007F");
    }

    @ParameterizedTest
    @CsvSource({
        "line separator, 2028",
        "paragraph separator, 2029",
        "right-to-left override, 202E",
        "first strong isolate, 2068",
        "zero width space, 200B",
        "byte order mark, FEFF",
        "soft hyphen, 00AD",
        "half of a pair, D83D",
    })
    void what_an_editor_hides_is_escaped(String name, String code) {
        String text = "a" + (char) Integer.parseInt(code, 16) + "b";
        assertThat(Printable.line(text)).as(name).isEqualTo("a\\u" + code + "b");
        assertThat(Printable.text(text)).as(name).isEqualTo("a\\u" + code + "b");
    }

    @Test
    void a_character_beyond_the_basic_plane_has_eight_digits() {
        assertThat(Printable.line("a\uDB40\uDC41")).isEqualTo("a\\U000E0041");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "users.email", "naïve café", "Füße → 100 €", "表 😀", "\\n is no line break", "a::text"})
    void text_that_is_printable_stays_the_same(String text) {
        assertThat(Printable.line(text)).isSameAs(text);
        assertThat(Printable.text(text)).isSameAs(text);
    }

    @Test
    void nothing_is_escaped_twice() {
        String once = Printable.line("a\u001b\n::error::b");
        assertThat(once).isEqualTo("a\\u001B\\n::error::b");
        assertThat(Printable.text(Printable.line(once))).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({
        "::error::x,              \\u003A:error::x",
        "'  ::add-mask::x',       '  \\u003A:add-mask::x'",
        "::warning file=a::x,     \\u003A:warning file=a::x",
        "a ##[error]x,            a \\u0023#[error]x",
        "##vso[task.complete]x,   \\u0023#vso[task.complete]x",
        "a ::error::x,            a ::error::x",
        "::text,                  ::text",
        "a ## b,                  a ## b",
    })
    void a_line_is_no_command_of_a_ci_server(String line, String shown) {
        assertThat(Printable.text(line)).isEqualTo(shown);
        assertThat(Printable.text("first\n" + line + "\nlast")).isEqualTo("first\n" + shown + "\nlast");
        assertThat(Printable.text(shown)).isEqualTo(shown);
    }

    @Test
    void a_refusal_is_printable_whatever_it_names() {
        assertThat(new MigratorException("a\u001b[2J\n::error::b").getMessage())
                .isEqualTo("a\\u001B[2J\n\\u003A:error::b");
    }
}
