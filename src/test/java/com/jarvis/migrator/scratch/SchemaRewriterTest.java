package com.jarvis.migrator.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.scratch.SchemaRewriter.Rewritten;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
                    create schema if not exists "Other"             | create schema if not exists twin_1
                    alter table "Other".t set schema public         | alter table twin_1.t set schema twin
                    select nextval('public.s')                      | select nextval('twin.s')
                    default nextval('"Other"."s''t"'::regclass)     | default nextval('twin_1."s''t"'::regclass)
                    select 'public.t'::regclass                     | select 'twin.t'::regclass
                    """)
    void names_of_schemas_are_replaced(String sql, String expected) {
        assertThat(rewriter.rewrite(sql).sql()).isEqualTo(expected);
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
        assertThat(rewriter.rewrite(sql).sql()).isEqualTo(sql);
    }

    @Test
    void a_name_where_postgresql_misses_a_table_is_a_table_of_the_same_name_as_a_schema() {
        String sql = "create view v as select public.t from public, public.t where public.t.id = public.id";
        Rewritten first = rewriter.rewrite(sql);
        assertThat(first.sql())
                .isEqualTo("create view v as select twin.t from public, twin.t where twin.t.id = twin.id");
        Rewritten second =
                rewriter.corrected(first, first.sql().indexOf("twin.t") + 1).orElseThrow();
        Rewritten third =
                rewriter.corrected(second, second.sql().indexOf("twin.id") + 1).orElseThrow();
        assertThat(third.sql())
                .isEqualTo("create view v as select public.t from public, twin.t where twin.t.id = public.id");
        assertThat(rewriter.corrected(third, third.sql().indexOf("twin.t.id") + 1))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    comment on column public.n is 'x'     | comment on column public.n is 'x'
                    comment on column public.t.n is 'x'   | comment on column twin.t.n is 'x'
                    alter sequence s owned by public.n    | alter sequence s owned by public.n
                    alter sequence s owned by public.t.n  | alter sequence s owned by twin.t.n
                    """)
    void a_column_is_qualified_with_its_table(String sql, String expected) {
        assertThat(rewriter.rewrite(sql).sql()).isEqualTo(expected);
    }
}
