package com.jarvis.migrator.lint.snapshot;

import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.TokenCursor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The catalog of the user's schemas as sorted lines of text, by name and without ids, for comparison. Unlike
 * {@link com.jarvis.migrator.catalog.Catalog}, which has what entities can describe, it has everything that a migration by
 * hand may change: bodies of functions and triggers, domains, storage parameters.
 */
public final class CatalogLines {

    private static final String LINES = """
            select 'table ' || c.oid::regclass || ' ' || c.relkind::text || c.relpersistence::text || ' '
                   || coalesce(array_to_string(c.reloptions, ','), '')
            from pg_class c where c.relkind in ('r', 'p', 'f') and %1$s
            union all
            select 'column ' || c.oid::regclass || '.' || quote_ident(a.attname) || ' '
                   || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
                   || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end
                   || case a.attgenerated when '' then coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
                      else ' generated ' || a.attgenerated::text || ' ' || pg_get_expr(d.adbin, d.adrelid) end
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f') and %1$s
            union all
            select 'constraint ' || quote_ident(o.conname) || ' on ' || c.oid::regclass || ' '
                   || pg_get_constraintdef(o.oid)
            from pg_constraint o join pg_class c on c.oid = o.conrelid where o.contype <> 'n' and %1$s
            union all
            select pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' (invalid)' end
            from pg_index i join pg_class c on c.oid = i.indrelid where %1$s
            union all
            select 'sequence ' || c.oid::regclass || ' ' || format_type(s.seqtypid, null) || ' '
                   || concat_ws(' ', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
            from pg_sequence s join pg_class c on c.oid = s.seqrelid where %1$s
            union all
            select 'view ' || c.oid::regclass || ' ' || pg_get_viewdef(c.oid)
            from pg_class c where c.relkind in ('v', 'm') and %1$s
            union all
            select 'enum ' || t.oid::regtype || ' ' || string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
            from pg_type t join pg_enum e on e.enumtypid = t.oid group by t.oid
            union all
            select 'domain ' || t.oid::regtype || ' ' || format_type(t.typbasetype, t.typtypmod)
                   || coalesce((select string_agg(' ' || pg_get_constraintdef(o.oid), '' order by o.conname)
                                from pg_constraint o where o.contypid = t.oid), '')
            from pg_type t join pg_namespace n on n.oid = t.typnamespace
            where t.typtype = 'd' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            union all
            select 'schema ' || quote_ident(nspname) from pg_namespace
            where nspname !~ '^pg_' and nspname <> 'information_schema'
            union all
            select 'extension ' || quote_ident(extname) from pg_extension
            union all
            select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where p.prokind in ('f', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            union all
            select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where not t.tgisinternal and %1$s
            union all
            select 'comment on ' || c.oid::regclass || coalesce('.' || quote_ident(a.attname), '') || ' ' || d.description
            from pg_description d join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
            left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
            where %1$s
            order by 1
            """.formatted("""
                            c.relnamespace not in (select oid from pg_namespace
                                                   where nspname ~ '^pg_' or nspname = 'information_schema')
                            and c.relname not in ('databasechangelog', 'databasechangeloglock')
                            """);

    private CatalogLines() {}

    /** Reads one line for each definition, sorted. */
    public static List<String> read(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(LINES)) {
            while (rows.next()) {
                lines.add(rows.getString(1).strip());
            }
        }
        return lines;
    }

    /**
     * The lines of one catalog that the other one lacks. Casts, parentheses and white space do not count: PostgreSQL prints
     * them differently for an expression that it has read back from its own output.
     */
    public static List<String> missing(List<String> catalog, List<String> other) {
        List<String> here = without(catalog, other, UnaryOperator.identity());
        List<String> there = without(other, catalog, UnaryOperator.identity());
        return without(here, there, CatalogLines::meaning);
    }

    private static List<String> without(List<String> lines, List<String> others, UnaryOperator<String> key) {
        Map<String, Integer> left = new HashMap<>();
        others.forEach(line -> left.merge(key.apply(line), 1, Integer::sum));
        return lines.stream()
                .filter(line -> left.merge(key.apply(line), -1, Integer::sum) < 0)
                .toList();
    }

    private static String meaning(String line) {
        StringBuilder meaning = new StringBuilder();
        TokenCursor cursor = SqlTokens.of(line).cursor();
        while (cursor.hasNext()) {
            if (cursor.take("::")) {
                skipType(cursor);
            } else if (!cursor.take("(") && !cursor.take(")")) {
                meaning.append(cursor.peek().orElseThrow().text());
                cursor.skip();
            }
        }
        return meaning.toString();
    }

    /** Names of types may have several words, in lower case; PostgreSQL prints key words after them in upper case. */
    private static void skipType(TokenCursor cursor) {
        cursor.takeQualifiedName();
        while (cursor.peek()
                .filter(token -> token.isName() && token.text().equals(token.name()))
                .isPresent()) {
            cursor.skip();
        }
        if (cursor.take("(")) {
            while (cursor.hasNext() && !cursor.take(")")) {
                cursor.skip();
            }
        }
        cursor.take("[", "]");
    }
}
