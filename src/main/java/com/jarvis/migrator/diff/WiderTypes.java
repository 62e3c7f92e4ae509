package com.jarvis.migrator.diff;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types, as {@code format_type()} prints them, that take every value of another one. */
final class WiderTypes {

    private static final List<List<String>> NUMBERS =
            List.of(List.of("smallint", "integer", "bigint"), List.of("real", "double precision"));

    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");

    private static final Pattern TEXT = Pattern.compile("character varying(?:\\((\\d+)\\))?");

    private static final Pattern TIME = Pattern.compile("(timestamp|time)(?:\\((\\d)\\))?( with(?:out)? time zone)");

    private WiderTypes() {}

    /** Whether the first type takes every value of the second one, and more. */
    static boolean isWider(String type, String than) {
        if (type.equals(than)) {
            return false;
        }
        if (type.endsWith("[]") && than.endsWith("[]")) {
            return isWider(type.substring(0, type.length() - 2), than.substring(0, than.length() - 2));
        }
        return isWiderText(type, than)
                || isWiderNumeric(type, than)
                || isFiner(type, than)
                || NUMBERS.stream()
                        .anyMatch(types -> types.contains(than) && types.indexOf(type) > types.indexOf(than));
    }

    private static boolean isWiderText(String type, String than) {
        Matcher narrow = TEXT.matcher(than);
        Matcher wide = TEXT.matcher(type);
        if (!narrow.matches()) {
            return false;
        }
        return type.equals("text")
                || wide.matches()
                        && narrow.group(1) != null
                        && (wide.group(1) == null
                                || Integer.parseInt(wide.group(1)) > Integer.parseInt(narrow.group(1)));
    }

    private static boolean isWiderNumeric(String type, String than) {
        Matcher narrow = NUMERIC.matcher(than);
        Matcher wide = NUMERIC.matcher(type);
        if (!narrow.matches()) {
            return false;
        }
        return type.equals("numeric")
                || wide.matches()
                        && number(wide, 2) >= number(narrow, 2)
                        && number(wide, 1) - number(wide, 2) >= number(narrow, 1) - number(narrow, 2);
    }

    private static boolean isFiner(String type, String than) {
        Matcher narrow = TIME.matcher(than);
        Matcher wide = TIME.matcher(type);
        return narrow.matches()
                && wide.matches()
                && wide.group(1).equals(narrow.group(1))
                && wide.group(3).equals(narrow.group(3))
                && digits(wide) > digits(narrow);
    }

    private static int digits(Matcher time) {
        return time.group(2) == null ? 6 : number(time, 2);
    }

    private static int number(Matcher type, int group) {
        return Integer.parseInt(type.group(group));
    }
}
