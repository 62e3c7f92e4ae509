package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.RowReader.Refused;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether a column's values survive a change of its type. They do if the new values are the old ones, or stand for them one to
 * one, as the constants of an enum do when they become numbers.
 *
 * @param values other than null, before
 * @param distinct how many of them differ
 * @param plain a hash of the values as a plain cast converts them; null if there is no such cast
 * @param changed how many values a plain cast to the new type and back changes; null if there is no such cast
 * @param sum of a number; null for other types
 */
record Conversion(long values, long distinct, String plain, Long changed, BigDecimal sum) {

    private static final String HASH = "coalesce(sum(hashtextextended(%s::text, 0)::numeric), 0)";

    /** Measures a column before its type changes. */
    static Conversion before(RowReader reader, String table, String column, String type, String newType)
            throws SQLException, Refused {
        List<String> counts = reader.row(
                table, "select count(%1$s), count(distinct %1$s::text) from only %2$s".formatted(column, table));
        String cast = "cast(" + column + " as " + newType + ")";
        String plain = ifPossible(reader, table, HASH.formatted(cast));
        String changed = null;
        if (plain != null) {
            String back = "cast(" + cast + " as " + type + ")";
            changed = ifPossible(reader, table, differing(back, column));
            if (changed == null) {
                boolean isJson = type.equals("json");
                changed = ifPossible(
                        reader,
                        table,
                        differing(
                                isJson ? back + "::jsonb" : back + "::text",
                                isJson ? column + "::jsonb" : column + "::text"));
            }
        }
        return new Conversion(
                Long.parseLong(counts.get(0)),
                Long.parseLong(counts.get(1)),
                plain,
                changed == null ? null : Long.valueOf(changed),
                sum(reader, table, column, type));
    }

    /** What was lost; null if nothing was. */
    Loss loss(RowReader reader, String what, String table, String column, String newType, long deleted)
            throws SQLException, Refused {
        List<String> counts = reader.row(
                table,
                "select count(%1$s), count(distinct %1$s::text), %2$s from only %3$s"
                        .formatted(column, HASH.formatted(column), table));
        long nulled = values - Long.parseLong(counts.get(0)) - deleted;
        if (nulled > 0) {
            return new Loss(what, nulled, null);
        }
        boolean isPlain = counts.get(2).equals(plain);
        if (isPlain && changed != null) {
            return changed == 0 ? null : new Loss(what, changed, null);
        }
        long left = Long.parseLong(counts.get(1));
        if (left < distinct && deleted == 0) {
            return new Loss(what, distinct - left, "%d distinct values become %d".formatted(distinct, left));
        }
        return changed != null && changed > 0 && isRounded(sum(reader, table, column, newType))
                ? new Loss(what, changed, null)
                : null;
    }

    /** Whether each number changed by less than one, on average: floor() and trunc() round otherwise than a cast. */
    private boolean isRounded(BigDecimal after) {
        return sum != null && after != null && sum.subtract(after).abs().compareTo(BigDecimal.valueOf(values)) < 0;
    }

    private static String differing(String back, String column) {
        return "count(*) filter (where " + column + " is not null and " + back + " is distinct from " + column + ")";
    }

    private static BigDecimal sum(RowReader reader, String table, String column, String type)
            throws SQLException, Refused {
        if (!type.matches("(smallint|integer|bigint|real|double precision|numeric.*)")) {
            return null;
        }
        String sum = ifPossible(reader, table, "coalesce(sum(" + column + "::numeric), 0)");
        return sum == null || sum.matches("NaN|-?Infinity") ? null : new BigDecimal(sum);
    }

    /** @return null if PostgreSQL cannot compute it: data exceptions (class 22) and types without a cast (class 42) */
    private static String ifPossible(RowReader reader, String table, String expression) throws SQLException, Refused {
        try {
            return reader.row(table, "select " + expression + " from only " + table)
                    .get(0);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().matches("(22|42).*")) {
                return null;
            }
            throw e;
        }
    }
}
