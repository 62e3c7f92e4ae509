package com.jarvis.migrator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.sql.Token.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lexical forms of the manual, 4.1. */
class SqlTokensTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select|WORD",
                "größe$1|WORD",
                "\"Total\"\"s\"|QUOTED_NAME",
                "U&\"d\\0061t\\+000061\"|QUOTED_NAME",
                "'it''s'|STRING",
                "E'a\\'b'|STRING",
                "e'\\\\'|STRING",
                "U&'\\0441'|STRING",
                "B'01'|STRING",
                "X'1FF'|STRING",
                "N'a'|STRING",
                "$$it's$$|STRING",
                "$fn_1$ $$ $fn_1$|STRING",
                "$1|PARAMETER",
                "42|NUMBER",
                "3.|NUMBER",
                ".5e-3|NUMBER",
                "1_500.25E+10|NUMBER",
                "0x1F|NUMBER",
                "0b01|NUMBER",
                "0o17|NUMBER",
                "->>|OPERATOR",
                "@-|OPERATOR",
                "?|OPERATOR",
                "-- to the end|COMMENT",
                "/* a /* b */ c */|COMMENT",
                "::|PUNCTUATION",
                "'|PUNCTUATION",
            })
    void is_one_token(String sql, Kind kind) {
        assertThat(SqlTokens.of(sql).all()).containsExactly(new Token(kind, sql, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=-1|a·=·-·1",
                "a*-- b|a·*·-- b",
                "a+/* b */c|a·+·/* b */·c",
                "x::text[]|x·::·text·[·]",
                "a$$b|a$$b",
                "'a' 'b'|'a'· ·'b'",
                "s.\"T\".c|s·.·\"T\"·.·c",
                "[1..10]|[·1·..·10·]",
                "f(a=>1,b:=2)|f·(·a·=>·1·,·b·:=·2·)",
                "$tag$ $tag|$·tag$· ·$·tag",
                "/* /* */|/* /* */",
            })
    void is_cut_into_tokens(String sql, String tokens) {
        assertThat(SqlTokens.of(sql).all().stream().map(Token::text).collect(Collectors.joining("·")))
                .isEqualTo(tokens);
    }

    @Test
    void constants_on_two_lines_are_one() {
        assertThat(SqlTokens.of("select 'foo'\n  'b''ar', 'baz'").literals()).containsExactly("foob'ar", "baz");
    }

    @Test
    void a_constant_has_the_value_that_PostgreSQL_reads() {
        assertThat(SqlTokens.of("""
                        'it''s \\n' E'it\\'s \\n\\x41\\101\\u00e9' U&'d\\0061\\\\' $x$it's$x$ B'01' N'n'""").literals()).containsExactly("it's \\n", "it's \nAAé", "da\\", "it's", "01", "n");
    }

    @Test
    void names_are_those_of_the_catalog() {
        assertThat(SqlTokens.of("SELECT \"A\"\"b\".Col, U&\"d\\0061\" FROM ÄRA /* c */ -- d\n WHERE x = 'y'")
                        .names())
                .containsExactly("select", "A\"b", "col", "da", "from", "Ära", "where", "x");
    }

    @Test
    void only_a_name_outside_of_strings_and_comments_is_a_mention() {
        SqlTokens sql = SqlTokens.of("check (\"Total\" > 0 and title <> 'name' /* note */)");
        assertThat(sql.mentions("Total")).isTrue();
        assertThat(sql.mentions("title")).isTrue();
        assertThat(List.of("total", "tit", "name", "note")).noneMatch(sql::mentions);
    }

    @Test
    void key_words_are_found_whatever_their_case_and_what_stands_between_them() {
        SqlTokens sql = SqlTokens.of("-- lint\n CREATE /* unique */ Index i on t (c)");
        assertThat(sql.startWith("create", "index")).isTrue();
        assertThat(sql.startWith("create", "i")).isFalse();
        assertThat(sql.contain("on", "t", "(")).isTrue();
        assertThat(sql.contain("t", "c")).isFalse();
        assertThat(SqlTokens.of("\"create\" index").startWith("create")).isFalse();
        assertThat(SqlTokens.of("create").startWith("create", "index")).isFalse();
        assertThat(SqlTokens.of(null).all()).isEmpty();
    }

    @Test
    void plain_text_has_neither_comments_nor_double_blanks_but_in_strings() {
        assertThat(SqlTokens.of("\n alter  table t -- why\n  add c text default 'a  b --c' /* x */ ;")
                        .plain())
                .isEqualTo("alter table t add c text default 'a  b --c' ;");
    }

    @Test
    void an_index_is_made_concurrent_and_back() {
        assertThat(SqlTokens.of("create unique index i on t (c)").concurrently())
                .isEqualTo("create unique index concurrently i on t (c)");
        assertThat(SqlTokens.of("CREATE INDEX i ON t USING btree (c)").concurrently())
                .isEqualTo("CREATE INDEX CONCURRENTLY i ON t USING btree (c)");
        assertThat(SqlTokens.of("drop index i").concurrently()).isEqualTo("drop index concurrently i");
        assertThat(SqlTokens.of("drop index concurrently i").concurrently()).isEqualTo("drop index concurrently i");
        assertThat(SqlTokens.of("drop table t").concurrently()).isEqualTo("drop table t");
        assertThat(SqlTokens.of("create index concurrently i on t (c)").withoutConcurrently())
                .isEqualTo("create index i on t (c)");
        assertThat(SqlTokens.of("comment on table t is 'index concurrently'").withoutConcurrently())
                .isEqualTo("comment on table t is 'index concurrently'");
    }

    @Test
    void a_statement_is_concurrent_by_its_key_word() {
        assertThat(SqlTokens.of("REFRESH MATERIALIZED VIEW CONCURRENTLY v").isConcurrent())
                .isTrue();
        assertThat(SqlTokens.of("comment on table t is 'concurrently'").isConcurrent())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'unclosed",
                "$a$ $b$",
                "\"x",
                "E'\\'",
                "/* x",
                "\u0000 ${x} \uD83D\uDE00 \\",
            })
    void nothing_of_a_text_is_lost(String sql) {
        assertThat(SqlTokens.of(sql).text()).isEqualTo(sql);
    }

    @Test
    void a_long_text_is_read_without_running_out_of_stack() {
        String string = "'" + "it''s ".repeat(200_000) + "'";
        String sql = string + " \"" + "a\"\"".repeat(200_000) + "\" $$" + "x ".repeat(200_000) + "$$ /*"
                + "*+".repeat(200_000) + "*/ E'" + "\\n''".repeat(200_000) + "'";
        assertThat(SqlTokens.of(sql).meaningful()).hasSize(4);
    }
}
