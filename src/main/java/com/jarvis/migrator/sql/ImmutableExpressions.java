package com.jarvis.migrator.sql;

/**
 * Tells expressions that can do nothing but compute a value: they use only immutable functions and operators of
 * {@code pg_catalog}. Other functions may end sessions, read files or query other servers, even in a read-only transaction.
 */
public final class ImmutableExpressions {

    /** The nodes of such an expression and of a query around it, by their names up to PostgreSQL 15 and from 16 on. */
    private static final String NODES = """
            'VAR', 'CONST', 'FUNCEXPR', 'OPEXPR', 'DISTINCTEXPR', 'NULLIFEXPR', 'SCALARARRAYOPEXPR', 'BOOLEXPR', 'NULLTEST', \
            'BOOLEANTEST', 'RELABELTYPE', 'COERCEVIAIO', 'ARRAYCOERCEEXPR', 'ARRAY', 'ARRAYEXPR', 'CASE', 'CASEEXPR', 'WHEN', \
            'CASEWHEN', 'CASETESTEXPR', 'COERCETODOMAINVALUE', 'COALESCE', 'COALESCEEXPR', 'MINMAX', 'MINMAXEXPR', \
            'QUERY', 'RTE', 'RANGETBLENTRY', 'RTEPERMISSIONINFO', 'ALIAS', 'FROMEXPR', 'RANGETBLREF', 'TARGETENTRY'""";

    private ImmutableExpressions() {}

    /**
     * The condition for such an expression, to be evaluated with {@code search_path = pg_catalog}. System functions are not in
     * {@code pg_depend}, so it reads the functions from the expression itself.
     *
     * @param tree SQL for the text of a {@code pg_node_tree}
     */
    public static String condition(String tree) {
        return """
                (not exists (select from regexp_matches(%1$s, '\\{([A-Z_]+)', 'g') node where node[1] not in (%2$s))
                and not exists (
                  select from regexp_matches(%1$s, ':(funcid|opfuncid|hashfuncid|negfuncid|opno) (\\d+)', 'g') call
                  left join pg_operator o on call[1] = 'opno' and o.oid = call[2]::oid
                  left join pg_proc p on p.oid = case call[1] when 'opno' then o.oprcode::oid else call[2]::oid end
                  where call[2] <> '0'
                  and (p.provolatile is distinct from 'i' or p.pronamespace <> 'pg_catalog'::regnamespace)))""".formatted(tree, NODES);
    }
}
