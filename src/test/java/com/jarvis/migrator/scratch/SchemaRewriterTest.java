package com.jarvis.migrator.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRewriterTest {

    private final SchemaRewriter rewriter =
            new SchemaRewriter(Map.of("public", "twin", "Other", "twin_1"), Map.of("public", Set.of("citext")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    select * from public.t                          | select * from twin.t
                    select * from PUBLIC . "T"                      | select * from twin . "T"
                    create schema "Other"                           | create schema twin_1
                    alter table "Other".t set schema public         | alter table twin_1.t set schema twin
                    select nextval('public.s')                      | select nextval('twin.s')
                    default nextval('"Other"."s''t"'::regclass)     | default nextval('twin_1."s''t"'::regclass)
                    select 'public.t'::regclass                     | select 'twin.t'::regclass
                    """)
    void names_of_schemas_are_replaced(String sql, String expected) {
        assertThat(rewriter.rewrite(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    select public from t
                    select a.public.c
                    select 'public.t'
                    comment on table t is 'see public.t'
                    select other.t
                    alter table t alter c type public.citext
                    select $$public.t$$ -- public.t
                    select "public.t"
                    """)
    void text_other_than_names_of_schemas_is_kept(String sql) {
        assertThat(rewriter.rewrite(sql)).isEqualTo(sql);
    }
}
