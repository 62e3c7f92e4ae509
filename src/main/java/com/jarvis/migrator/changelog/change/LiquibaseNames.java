package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.sql.Identifiers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which names Liquibase handles correctly, and when it must quote them. */
public final class LiquibaseNames {

    private static final Pattern REGULAR = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*");

    private LiquibaseNames() {}

    /**
     * Whether Liquibase handles the name correctly when it quotes all names. It splits lists of columns at commas,
     * trims names, interprets a trailing DESC as an order, and parentheses as a function.
     */
    static boolean regular(String name) {
        return REGULAR.matcher(name).matches();
    }

    /** Whether that holds for all names; null entries are ignored. */
    static boolean regular(List<String> names) {
        return names.stream().allMatch(n -> n == null || regular(n));
    }

    /** Whether Liquibase writes the comment unchanged: it trims comments and does not support E'…' strings. */
    static boolean remark(String comment) {
        return comment == null
                || !comment.isEmpty()
                        && comment.strip().equals(comment)
                        && !comment.contains("\\")
                        && !LiquibaseParameters.in(comment);
    }

    /**
     * Whether a change contains a name that must be quoted. By default, Liquibase does not quote USERS, offset and
     * others.
     */
    public static boolean needQuotes(List<Entry> entries) {
        return entries.stream().anyMatch(e -> e instanceof Entry.Change change && needQuotes(change.attributes()));
    }

    private static boolean needQuotes(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(LiquibaseNames::needQuotes);
        }
        return value instanceof Map<?, ?> map
                && map.entrySet().stream().anyMatch(e -> {
                    String key = e.getKey().toString();
                    return key.equals("name") || key.endsWith("Name") || key.endsWith("Names")
                            ? List.of(e.getValue().toString().split(", ")).stream()
                                    .anyMatch(n -> !Identifiers.isPlain(n))
                            : needQuotes(e.getValue());
                });
    }
}
