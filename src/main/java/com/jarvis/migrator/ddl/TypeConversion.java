package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.operation.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of a column get from one type to another. */
public final class TypeConversion {

    private static final Set<String> NUMBERS =
            Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");
    private static final Set<String> WHOLE = Set.of("smallint", "integer", "bigint");
    private static final Set<String> TEXTS = Set.of("character varying", "character", "text");
    private static final Set<String> MOMENTS =
            Set.of("timestamp without time zone", "timestamp with time zone", "date");
    /** Types between which a cast says more than their texts do: a bit string is no decimal number. */
    private static final Set<String> CASTABLE =
            Set.of("bit", "bit varying", "smallint", "integer", "bigint", "numeric", "money");

    private static final Set<String> TIMES = Set.of("time without time zone", "time with time zone");

    private static final Set<String> GROWING = Set.of(
            "character varying",
            "numeric",
            "bit varying",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone",
            "timestamp with time zone");
    /** Types of which two values can be compared as texts only (manual, 8.13.3 and 8.14.4, and chapter 9.11). */
    private static final Set<String> WITHOUT_EQUALITY = Set.of("json", "xml", "point", "polygon", "path", "box");

    private static final Pattern MODIFIERS = Pattern.compile("\\(([\\d,]+)\\)");

    private TypeConversion() {}

    /**
     * The expression for {@code USING}, or null where PostgreSQL converts by itself. It is null, too, where a text gets
     * shorter or a number narrower: an explicit cast would cut values silently, the assignment that PostgreSQL makes
     * otherwise fails (manual, 8.3).
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
        } else if (to.equals("bytea")) {
            return "convert_to(" + column + "::text, 'UTF8')";
        } else if (from.equals("bytea")) {
            return "convert_from(" + column + ", 'UTF8')" + (TEXTS.contains(to) ? "" : "::" + after.type());
        } else if (from.equals("interval") && to.equals("numeric")) {
            return "extract(epoch from " + column + ") * 1000000000";
        } else if (from.equals("numeric") && to.equals("interval")) {
            return "make_interval(secs => (" + column + " / 1000000000)::double precision)";
        } else if (from.equals("boolean") && NUMBERS.contains(to) && !isArray) {
            return column + "::integer";
        } else if (NUMBERS.contains(from) && to.equals("boolean") && !isArray) {
            return column + " <> 0";
        }
        // As a text, a value of fixed length is without its blanks.
        boolean direct = TEXTS.contains(from) && !from.equals("character")
                || both(CASTABLE, from, to)
                || MOMENTS.contains(from) && TIMES.contains(to);
        return column + (direct ? "" : isArray ? "::text[]" : "::text") + "::" + after.type();
    }

    /** The expression for {@code USING}, likewise; the constants as in {@link Operation.Alter}. */
    public static String using(Column before, Column after, List<String> constants) {
        return constants.isEmpty() ? using(before, after) : EnumConstants.using(before, after, constants);
    }

    /** The value of the column as one of the other type; the constants as in {@link Operation.Alter}. */
    public static String value(Column before, Column after, List<String> constants) {
        String using = using(before, after, constants);
        return (using == null ? quote(before.name()) : "(" + using + ")") + "::" + after.type();
    }

    /** The condition that a value is another one as one of the other type. */
    public static String changes(Column before, Column after) {
        String column = quote(before.name());
        String back = isText(after.type()) && !isArray(after.type()) ? "text" : before.type();
        return column + "::" + after.type() + "::" + back + " is distinct from " + column + "::" + back;
    }

    /**
     * The condition that a value is none of the other type, for PostgreSQL 16 and later (manual, 9.27); null where its
     * text does not decide that, as with a number that would be rounded.
     */
    public static String refuses(Column before, Column after) {
        boolean byText = isText(before.type()) || WHOLE.contains(before.type()) && WHOLE.contains(after.type());
        return byText && !isArray(before.type()) && !isArray(after.type())
                ? "not pg_input_is_valid(" + quote(before.name()) + "::text, " + literal(after.type()) + ")"
                : null;
    }

    /**
     * Whether a value may come back as another one though both types take it: {@code true} for 7, or 7 for {@code 007}.
     * Numbers among themselves are compared as numbers, and a text may say the same thing in many ways.
     */
    public static boolean mayNotComeBack(String from, String to) {
        boolean loosely = TEXTS.contains(base(from)) && !isArray(from)
                ? !(NUMBERS.contains(base(to)) || base(to).equals("date") || isArray(to))
                : both(NUMBERS, base(from), base(to)) || base(from).equals(base(to));
        return isArray(from) != isArray(to) || !loosely;
    }

    /** Whether values may change or be refused when one type becomes the other, though both are of one family, or the other is a text. */
    public static boolean narrows(String from, String to) {
        return isArray(from) == isArray(to)
                && (base(from).equals(base(to)) || isText(to) || both(NUMBERS, base(from), base(to)));
    }

    /**
     * Whether PostgreSQL changes the type in its catalog only and leaves the rows as they are (manual, ALTER TABLE,
     * Notes: binary coercible types; and the planner support functions of varchar, numeric, varbit, time and timestamp
     * for greater lengths and precisions).
     */
    public static boolean keepsRows(Column before, Column after) {
        String from = before.type();
        String to = after.type();
        String base = base(from);
        if (!Objects.equals(before.collation(), after.collation())) {
            return false;
        } else if (from.equals(to)) {
            return true;
        } else if (base.equals("character varying") && to.equals("text")
                || from.equals("text") && to.equals("character varying")) {
            return true;
        } else if (!base.equals(base(to)) || !GROWING.contains(base) || isArray(from) || isArray(to)) {
            return false;
        }
        List<Integer> was = modifiers(from);
        List<Integer> is = modifiers(to);
        return is.isEmpty()
                || !was.isEmpty()
                        && is.get(0) >= was.get(0)
                        && is.subList(1, is.size()).equals(was.subList(1, was.size()));
    }

    /** The condition that a text is too long for the type; null where every text fits. */
    public static String tooLong(String text, String type) {
        List<Integer> length = modifiers(type);
        return isText(type) && !isArray(type) && !length.isEmpty()
                ? "char_length(" + text + ") > " + length.get(0)
                : null;
    }

    /** What stands in the parentheses of a type: a length, or precision and scale. */
    private static List<Integer> modifiers(String type) {
        Matcher found = MODIFIERS.matcher(type);
        return found.find()
                ? Arrays.stream(found.group(1).split(",")).map(Integer::valueOf).toList()
                : List.of();
    }

    /** Whether values are arrays of which only the first element is kept; a text has room for all of them. */
    public static boolean keepsFirst(String from, String to) {
        return isArray(from) && !isArray(to) && !isText(to);
    }

    /** The value of an expression of the type, in a form that can be compared. */
    public static String comparable(String expression, String type) {
        return expression + (WITHOUT_EQUALITY.contains(base(type)) ? "::text" : "");
    }

    public static boolean isWhole(String type) {
        return WHOLE.contains(type);
    }

    public static boolean isText(String type) {
        return TEXTS.contains(base(type));
    }

    private static boolean isArray(String type) {
        return type.endsWith("[]");
    }

    /** The type without length, precision, fields and array: {@code timestamp(6) with time zone} is one with time zone. */
    public static String base(String type) {
        return type.replaceAll("\\([^)]*\\)|\\[\\]", "").replaceFirst("^interval .*", "interval");
    }

    private static boolean both(Set<String> family, String one, String other) {
        return family.contains(one) && family.contains(other);
    }
}
