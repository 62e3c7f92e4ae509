package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.catalog.Column;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a default may differ from row to row, so that PostgreSQL writes a table anew to add a column with it. One that
 * calls a function which is not known here counts as such: the steps are right for every default.
 */
final class VolatileDefault {

    /** Functions that PostgreSQL calls once for all rows: {@code pg_proc.provolatile} is not v. */
    private static final Set<String> STABLE = Set.of(
            "now",
            "transaction_timestamp",
            "statement_timestamp",
            "timezone",
            "date_trunc",
            "date_part",
            "to_char",
            "make_interval",
            "make_date",
            "lower",
            "upper",
            "concat",
            "md5",
            "current_setting",
            "current_database",
            "jsonb_build_object",
            "jsonb_build_array",
            "json_build_object",
            "json_build_array");

    private static final Pattern TEXT_OR_TYPE = Pattern.compile("'(?:[^']++|'')*+'|::[\\w .\"]+(?:\\([\\d,]+\\))?");
    private static final Pattern CALL = Pattern.compile("([\\w.\"]+)\\(");

    private VolatileDefault() {}

    static boolean isIn(Column column) {
        return column.defaultValue() != null
                && CALL.matcher(TEXT_OR_TYPE.matcher(column.defaultValue()).replaceAll(""))
                        .results()
                        .anyMatch(call -> !STABLE.contains(call.group(1)));
    }
}
