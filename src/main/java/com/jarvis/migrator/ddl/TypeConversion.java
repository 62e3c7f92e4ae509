package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.operation.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts the values of a column from one type to another. */
public final class TypeConversion {

    private static final Set<String> NUMBERS =
            Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");
    private static final List<String> WIDER = List.of("smallint", "integer", "bigint", "numeric");
    private static final Set<String> WHOLE = Set.of("smallint", "integer", "bigint");
    private static final Set<String> FLOATS = Set.of("real", "double precision");
    private static final Set<String> TEXTS = Set.of("character varying", "character", "text");
    private static final Set<String> MOMENTS =
            Set.of("timestamp without time zone", "timestamp with time zone", "date");
    /** Types to cast directly, not via text: the text of a bit string is not a decimal number. */
    private static final Set<String> CASTABLE =
            Set.of("bit", "bit varying", "smallint", "integer", "bigint", "numeric", "money");

    private static final Set<String> JSON = Set.of("json", "jsonb");

    private static final Set<String> TIMES = Set.of("time without time zone", "time with time zone");

    /**
     * Types whose values can only be compared as text (manual, 8.13.3, 8.14.4 and 9.11): without equality, or with one that
     * compares areas, or takes a month for 30 days.
     */
    private static final Set<String> COMPARED_AS_TEXT =
            Set.of("json", "xml", "point", "polygon", "path", "box", "circle", "interval");

    private static final Pattern MODIFIERS = Pattern.compile("\\(([\\d,]+)\\)");

    private TypeConversion() {}

    /**
     * The {@code USING} expression, or null if PostgreSQL converts without one. Also null if a text gets shorter or a number
     * narrower: an explicit cast would silently truncate values, while PostgreSQL's assignment cast fails (manual, 8.3).
     */
    public static String using(Column before, Column after) {
        String column = quote(before.name());
        String from = base(before.type());
        String to = base(after.type());
        boolean wasArray = isArray(before.type());
        boolean isArray = isArray(after.type());
        if (isArray && !wasArray && isText(before.type())) {
            return "case when %1$s like '{%%' then %1$s::%2$s when %1$s is not null then array[%1$s]::%2$s end"
                    .formatted(column, after.type());
        } else if (wasArray && !isArray && isText(after.type())) {
            return "case when cardinality(%1$s) = 1 and %1$s[1]::text not like '{%%' then %1$s[1]::text else %1$s::text end"
                    .formatted(column);
        } else if (wasArray && !isArray && JSON.contains(to)) {
            return "to_" + to + "(" + column + ")";
        } else if (isArray && !wasArray && JSON.contains(from)) {
            return arrayOfJson(column) + "::" + after.type();
        } else if (isArray && !wasArray) {
            return "case when " + column + " is not null then array[" + column + "]::" + after.type() + " end";
        } else if (wasArray && !isArray) {
            return from.equals(to) ? column + "[1]" : column + "[1]::text::" + after.type();
        } else if (from.equals(to)
                || both(NUMBERS, from, to)
                || TEXTS.contains(to) && !from.equals("oid") && !from.equals("bytea")) {
            return null;
        } else if (both(MOMENTS, from, to)) {
            return from.equals("date") || to.equals("date") ? null : column + " at time zone 'UTC'";
        } else if (to.equals("oid") && (from.equals("bytea") || TEXTS.contains(from))) {
            return "lo_from_bytea(0, " + (from.equals("bytea") ? column : "convert_to(" + column + ", 'UTF8')") + ")";
        } else if (from.equals("oid") && (to.equals("bytea") || TEXTS.contains(to))) {
            return to.equals("bytea") ? "lo_get(" + column + ")" : "convert_from(lo_get(" + column + "), 'UTF8')";
        } else if (from.equals("uuid") && to.equals("bytea")) {
            return "uuid_send(" + column
                    + ")"; // Hibernate writes the 16 bytes of the value (user guide, "UUID as binary")
        } else if (from.equals("bytea") && to.equals("uuid")) {
            return "encode(" + column + ", 'hex')::uuid";
        } else if (to.equals("bytea")) {
            return "convert_to(" + column + "::text, 'UTF8')";
        } else if (from.equals("bytea")) {
            return "convert_from(" + column + ", 'UTF8')" + (TEXTS.contains(to) ? "" : "::" + after.type());
        } else if (from.equals("interval") && (to.equals("numeric") || to.equals("bigint"))) {
            return "extract(epoch from " + column + ") * 1000000000";
        } else if ((from.equals("numeric") || from.equals("bigint")) && to.equals("interval")) {
            return "make_interval(secs => (" + column + " / 1000000000.0)::double precision)";
        } else if (from.equals("boolean") && NUMBERS.contains(to) && !isArray) {
            return column + "::integer";
        } else if (NUMBERS.contains(from) && to.equals("boolean") && !isArray) {
            return column + " <> 0";
        }
        // Casting char(n) to text removes trailing blanks.
        boolean direct = TEXTS.contains(from) && !from.equals("character")
                || both(CASTABLE, from, to)
                || MOMENTS.contains(from) && TIMES.contains(to);
        return column + (direct ? "" : isArray ? "::text[]" : "::text") + "::" + after.type();
    }

    /**
     * The text of a JSON array as that of an array of PostgreSQL. Both quote strings in the same way, but an array knows no
     * other escape than those of a quote and a backslash; a value with another one is left as it is, so that it is refused.
     */
    private static String arrayOfJson(String column) {
        return """
                (case when %1$s::text = 'null' then null when %1$s::text ~ '^\\[' and %1$s::text !~ '\\\\[bfnrtu]' \
                then '{' || substr(%1$s::text, 2, length(%1$s::text) - 2) || '}' else %1$s::text end)""".formatted(column);
    }

    /** The {@code USING} expression for a change with these constants; see {@link Operation.Alter}. */
    public static String using(Column before, Column after, List<String> constants) {
        return constants.isEmpty() ? using(before, after) : EnumConstants.using(before, after, constants);
    }

    /** The value of the column converted to the other type; for the constants see {@link Operation.Alter}. */
    public static String value(Column before, Column after, List<String> constants) {
        String using = using(before, after, constants);
        return (using == null ? quote(before.name()) : "(" + using + ")") + "::" + after.type();
    }

    /** A condition that is true for values that the conversion changes. */
    public static String changes(Column before, Column after) {
        String column = quote(before.name());
        String back = isText(after.type()) && !isArray(after.type()) ? "text" : before.type();
        return column + "::" + after.type() + "::" + back + " is distinct from " + column + "::" + back;
    }

    /**
     * A condition that is true for values that the other type does not accept, for PostgreSQL 16 and later (manual, 9.27).
     * Null if the text of a value does not determine that, for example if a number would be rounded.
     */
    public static String refuses(Column before, Column after) {
        boolean byText = isText(before.type()) || WHOLE.contains(before.type()) && WHOLE.contains(after.type());
        return byText && !isArray(before.type()) && !isArray(after.type())
                ? "not pg_input_is_valid(" + quote(before.name()) + "::text, " + literal(after.type()) + ")"
                : null;
    }

    /**
     * Whether converting there and back may change a value that both types accept: 7 becomes {@code true} and then 1, and
     * {@code 007} becomes 7. Numbers are compared as numbers.
     */
    public static boolean mayNotComeBack(String from, String to) {
        if (from.equals("oid") && (to.equals("bytea") || isText(to) && !isArray(to))) {
            return false; // another OID, but a large object with the same contents
        } else if (isArray(from) != isArray(to)) {
            return true;
        } else if (isText(from) && !isArray(from)) {
            return !isText(to) && !Spelling.isKept(to);
        }
        return !both(NUMBERS, base(from), base(to)) && !base(from).equals(base(to));
    }

    /**
     * A condition that is true for values that are different after a conversion there and back.
     *
     * @param was the expression of a value of the column
     * @param now the expression of the value under the column's name, of the other type
     */
    public static String changesOnWayBack(Column before, Column after, String was, String now) {
        String back = "(" + value(after.named(before.name()), before, List.of()) + ")";
        return Spelling.isKnown(before.type(), after.type())
                ? Spelling.changes(was, now, back, after.type())
                : comparable(back, before.type()) + " is distinct from " + comparable(was, before.type());
    }

    /** Whether every value of a type has the same text in another type, or one that reads as the same value. */
    public static boolean widens(String from, String to) {
        String base = base(from);
        List<Integer> now = modifiers(from);
        List<Integer> then = modifiers(to);
        if (isArray(from) != isArray(to)) {
            return false;
        } else if (base.equals(base(to))) {
            int scale = then.size() < 2 || now.size() < 2 ? 0 : then.get(1) - now.get(1);
            return then.isEmpty() || !now.isEmpty() && scale >= 0 && then.get(0) - now.get(0) >= scale;
        }
        int size = WIDER.indexOf(base);
        return then.isEmpty()
                && (size >= 0 && WIDER.indexOf(base(to)) > size
                        || base.equals("real") && to.startsWith("double precision")
                        || base.equals("character varying") && base(to).equals("text")
                        || base.equals("text") && base(to).equals("character varying"));
    }

    /** Whether every value of a type either has the same text in another type, or is found by {@link #doesNotFit}. */
    public static boolean keepsOrRejects(String from, String to) {
        return widens(from, to) || WHOLE.contains(from) && WHOLE.contains(to) || isVarying(from) && isVarying(to);
    }

    private static boolean isVarying(String type) {
        return !isArray(type) && isText(type) && !base(type).equals("character");
    }

    /** A condition that is true for values that are too large or too long for the type; null if every value fits. */
    public static String doesNotFit(String value, String type) {
        return switch (type) {
            case "smallint" -> value + " not between -32768 and 32767";
            case "integer" -> value + " not between -2147483648 and 2147483647";
            default -> tooLong(value, type);
        };
    }

    /** Whether a conversion within a family of types, or to text, may change or reject values. */
    public static boolean narrows(String from, String to) {
        return isArray(from) == isArray(to)
                && (base(from).equals(base(to)) || isText(to) || both(NUMBERS, base(from), base(to)));
    }

    /** A condition that is true for texts that are too long for the type; null if every text fits. */
    public static String tooLong(String text, String type) {
        List<Integer> length = modifiers(type);
        return isText(type) && !isArray(type) && !length.isEmpty()
                ? "char_length(" + text + ") > " + length.get(0)
                : null;
    }

    /** The numbers in the parentheses of a type: length, or precision and scale. */
    private static List<Integer> modifiers(String type) {
        Matcher found = MODIFIERS.matcher(type);
        return found.find()
                ? Arrays.stream(found.group(1).split(",")).map(Integer::valueOf).toList()
                : List.of();
    }

    /** Whether only the first element of an array is kept. Text and JSON keep all elements. */
    public static boolean keepsFirst(String from, String to) {
        return isArray(from) && !isArray(to) && !isText(to) && !JSON.contains(base(to));
    }

    /** An expression of the type, in a form that supports comparison. */
    private static String comparable(String expression, String type) {
        return expression + (COMPARED_AS_TEXT.contains(base(type)) ? "::text" : "");
    }

    /** Whether a foreign key may refer from either of two types of numbers to the other (manual, 36.16.2 and 36.16.6). */
    public static boolean isComparable(String one, String other) {
        return !both(NUMBERS, base(one), base(other))
                || base(one).equals(base(other))
                || both(WHOLE, base(one), base(other))
                || both(FLOATS, base(one), base(other));
    }

    /** Whether a conversion stores each value as a large object and keeps its OID. */
    public static boolean createsLargeObjects(Column before, Column after) {
        String using = after.type().equals("oid") ? using(before, after) : null;
        return using != null && using.startsWith("lo_from_bytea(");
    }

    /** Whether the type has numbers, whatever their length and precision. */
    public static boolean isNumber(String type) {
        return NUMBERS.contains(base(type));
    }

    public static boolean isWhole(String type) {
        return WHOLE.contains(type);
    }

    /** Whether a sequence can number a column of the type: Hibernate maps keys to integers and, BigInteger and BigDecimal, to numeric. */
    public static boolean isNumbered(String type) {
        return isWhole(type) || base(type).equals("numeric");
    }

    /** Whether a number of the type has as many digits as its text, and a cast to a decimal number keeps fewer (manual, 8.1.3). */
    public static boolean isFloat(String type) {
        return FLOATS.contains(base(type));
    }

    public static boolean isText(String type) {
        return TEXTS.contains(base(type));
    }

    static boolean isArray(String type) {
        return type.endsWith("[]");
    }

    /** The type without length, precision, interval fields and array: {@code timestamp with time zone} for {@code timestamp(6) with time zone}. */
    public static String base(String type) {
        return type.replaceAll("\\([^)]*\\)|\\[\\]", "").replaceFirst("^interval .*", "interval");
    }

    private static boolean both(Set<String> family, String one, String other) {
        return family.contains(one) && family.contains(other);
    }
}
