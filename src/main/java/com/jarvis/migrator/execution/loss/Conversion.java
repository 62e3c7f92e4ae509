package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.execution.loss.DataSnapshot.Attribute;
import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.execution.loss.RowReader.Refused;
import com.jarvis.migrator.execution.loss.RowStatistics.Rows;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a column's values survive a change of its type. They do if the new values are those of a known conversion that can be
 * reversed: a plain cast, or the one that {@code diff} generates for these types. Another {@code USING} is accepted only
 * between two columns with a fixed list of values, such as the names and the ordinals of an enum.
 *
 * @param values other than null, before
 * @param distinct how many of them differ
 * @param ways the known conversions that work for all values; the plain cast is the first one if it does
 * @param isClosed whether the type or a constraint lists the values that the column may have
 * @param sum of a number; null for other types
 */
record Conversion(long values, long distinct, List<Way> ways, boolean isClosed, BigDecimal sum) {

    private static final String HASH = "coalesce(sum(hashtextextended(%s::text, 0)::numeric), 0)";

    /**
     * A known conversion.
     *
     * @param measured the expression of which the hash is compared after the conversion
     * @param hash of the converted values
     * @param changed how many values differ after converting them there and back; null if there is no way back
     */
    private record Way(String measured, String hash, Long changed) {}

    /** Measures a column before its type changes. */
    static Conversion before(RowReader reader, Relation table, Attribute column, String newType)
            throws SQLException, Refused {
        List<String> counts = reader.row(
                table.name(),
                "select count(%1$s), count(distinct %1$s::text) from only %2$s".formatted(column.sql(), table.name()));
        return new Conversion(
                Long.parseLong(counts.get(0)),
                Long.parseLong(counts.get(1)),
                ways(reader, table.name(), column, newType),
                isClosed(reader, table, column),
                sum(reader, table.name(), column.sql(), column.type()));
    }

    private static List<Way> ways(RowReader reader, String table, Attribute column, String newType)
            throws SQLException, Refused {
        List<Way> ways = new ArrayList<>();
        String content = content(column.sql(), column.type(), newType);
        if (content != null) {
            String hash = ifPossible(reader, HASH.formatted(content), table, "only " + table);
            if (hash != null) {
                ways.add(new Way(content(column.sql(), newType, column.type()), hash, 0L));
            }
            return ways;
        }
        String plain = "cast(%s as %s)";
        way(reader, table, column, plain.formatted(column.sql(), newType), plain.formatted(column.sql(), column.type()))
                .ifPresent(ways::add);
        Column old = column(column.name(), column.type());
        Column converted = column(column.name(), newType);
        if (TypeConversion.using(old, converted) != null) {
            way(
                            reader,
                            table,
                            column,
                            TypeConversion.value(old, converted, List.of()),
                            TypeConversion.value(converted, old, List.of()))
                    .ifPresent(ways::add);
        }
        String toBytes = "convert_to(%s::text, 'UTF8')".formatted(column.sql());
        String ofBytes = "convert_from(%s, 'UTF8')::%s";
        if (column.type().equals("bytea")) { // as migrations have it that an earlier version wrote for a uuid
            way(reader, table, column, ofBytes.formatted(column.sql(), newType), toBytes)
                    .ifPresent(ways::add);
        } else if (newType.equals("bytea")) {
            way(reader, table, column, toBytes, ofBytes.formatted(column.sql(), column.type()))
                    .ifPresent(ways::add);
        }
        return ways;
    }

    private static Column column(String name, String type) {
        return new Column(new Name("public", ""), name, type, false, null, null, null, false, null, null);
    }

    /** The bytes of a large object or of what it becomes; null for other conversions. The oid of a large object says nothing. */
    private static String content(String column, String type, String other) {
        boolean isLarge = type.equals("oid") && (other.equals("bytea") || TypeConversion.isText(other));
        boolean becomesLarge = other.equals("oid") && (type.equals("bytea") || TypeConversion.isText(type));
        if (isLarge) {
            return "lo_get(" + column + ")";
        }
        return !becomesLarge ? null : type.equals("bytea") ? column : "convert_to(" + column + ", 'UTF8')";
    }

    private static Optional<Way> way(RowReader reader, String table, Attribute column, String there, String back)
            throws SQLException, Refused {
        String hash = ifPossible(reader, HASH.formatted(there), table, "only " + table);
        if (hash == null) {
            return Optional.empty();
        }
        String from = "(select %1$s as jarvis_was, %2$s as %1$s from only %3$s) converted"
                .formatted(column.sql(), there, table);
        String changed = ifPossible(reader, differing(back, ""), table, from);
        if (changed == null) {
            changed = ifPossible(
                    reader, differing(back, column.type().equals("json") ? "::jsonb" : "::text"), table, from);
        }
        return Optional.of(new Way(column.sql(), hash, changed == null ? null : Long.valueOf(changed)));
    }

    private static String differing(String back, String comparable) {
        return "count(*) filter (where jarvis_was is not null and (%1$s)%2$s is distinct from jarvis_was%2$s)"
                .formatted(back, comparable);
    }

    /** Whether there is a fixed list of values: of an enum, a boolean, or a CHECK with IN or BETWEEN. */
    private static boolean isClosed(RowReader reader, Relation table, Attribute column) throws SQLException, Refused {
        return reader.is(table.name(), """
                select t.typtype = 'e' or t.oid = 'boolean'::regtype or exists (select from pg_constraint c
                  where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum]
                  and pg_get_constraintdef(c.oid) ~ '^CHECK \\(+[^()]+(\\)?(::[a-z ]+)? = (ANY \\(|'')| >= .* <= )')
                from pg_attribute a join pg_type t on t.oid = a.atttypid
                where a.attrelid = %d and a.attnum = %d""".formatted(table.oid(), column.number()));
    }

    /**
     * What was lost; null if nothing was.
     *
     * @param table the table now
     * @param column the column now
     * @param changes what else the statements did to the rows
     */
    Loss loss(RowReader reader, String what, Relation table, Attribute column, Rows changes)
            throws SQLException, Refused {
        if (values == 0) {
            return null;
        }
        List<String> counts = reader.row(
                table.name(),
                "select count(%1$s), count(distinct %1$s::text) from only %2$s".formatted(column.sql(), table.name()));
        long nulled = values - Long.parseLong(counts.get(0)) - changes.deleted();
        if (nulled > 0) {
            return new Loss(what, nulled, null);
        }
        long left = Long.parseLong(counts.get(1));
        boolean isListed = isClosed && left >= distinct && isClosed(reader, table, column);
        if (isListed && sum == null) {
            return null; // a cast of 'Y' to a boolean and back returns 'true', although the letters stand for booleans
        }
        if (left == distinct && changes.updated() > 0 && changes.deleted() == 0 && isReference(reader, table, column)) {
            return null;
        }
        Optional<Long> changed = changedOnTheWay(reader, table.name());
        if (changed.isPresent()) {
            return changed.get() == 0 ? null : new Loss(what, changed.get(), null);
        }
        if (left < distinct && changes.deleted() == 0) {
            return new Loss(what, distinct - left, "%d distinct values become %d".formatted(distinct, left));
        }
        if (isRounded(sum(reader, table.name(), column.sql(), column.type()))) {
            return new Loss(what, ways.get(0).changed(), null);
        }
        return isListed ? null : new Loss(what, values, unknown(changes));
    }

    /**
     * Whether a foreign key says what the new values mean, which an UPDATE has written. They are as many different ones as before,
     * so each stands for one of the old values: a key that refers to another column of the same row.
     */
    private static boolean isReference(RowReader reader, Relation table, Attribute column)
            throws SQLException, Refused {
        return reader.is(
                table.name(),
                "select exists (select from pg_constraint where contype = 'f' and convalidated and conrelid = %d and %d = any (conkey))"
                        .formatted(table.oid(), column.number()));
    }

    /** How many values the conversion changed for good; empty if it is none of the known ones. */
    private Optional<Long> changedOnTheWay(RowReader reader, String table) throws SQLException, Refused {
        List<Long> changed = new ArrayList<>();
        for (Way way : ways) {
            if (way.changed() != null
                    && way.hash().equals(ifPossible(reader, HASH.formatted(way.measured()), table, "only " + table))) {
                changed.add(way.changed());
            }
        }
        return changed.stream().min(Comparator.naturalOrder());
    }

    private String unknown(Rows changes) {
        String subject = values == 1 ? "1 value is" : values + " values are";
        return subject + " converted, "
                + (changes.total() == 0
                        ? "and no cast restores " + (values == 1 ? "it" : "them")
                        : "and other rows change, so what is lost cannot be counted");
    }

    /** Whether each number changed by less than one, on average: floor() and trunc() round otherwise than a cast. */
    private boolean isRounded(BigDecimal after) {
        return sum != null
                && after != null
                && !ways.isEmpty()
                && ways.get(0).changed() != null
                && ways.get(0).changed() > 0
                && sum.subtract(after).abs().compareTo(BigDecimal.valueOf(values)) < 0;
    }

    private static BigDecimal sum(RowReader reader, String table, String column, String type)
            throws SQLException, Refused {
        if (!type.matches("(smallint|integer|bigint|real|double precision|numeric.*)")) {
            return null;
        }
        String sum = ifPossible(reader, "coalesce(sum(" + column + "::numeric), 0)", table, "only " + table);
        return sum == null || sum.matches("NaN|-?Infinity") ? null : new BigDecimal(sum);
    }

    /** @return null if PostgreSQL cannot compute it: data exceptions (class 22) and types without a cast (class 42) */
    private static String ifPossible(RowReader reader, String expression, String table, String from)
            throws SQLException, Refused {
        try {
            return reader.row(table, "select " + expression + " from " + from).get(0);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().matches("(22|42).*")) {
                return null;
            }
            throw e;
        }
    }
}
