package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.sql.Identifiers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which names Liquibase writes right, and when it has to be told to quote. */
public final class LiquibaseNames {

    private static final Pattern REGULAR = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*");

    private LiquibaseNames() {}

    /**
     * Whether Liquibase gets the name right once it quotes all names: it splits lists of columns at commas, trims them,
     * takes a trailing DESC for an order and what has parentheses for a function.
     */
    static boolean regular(String name) {
        return REGULAR.matcher(name).matches();
    }

    /** Whether that holds for all of these names; null stands for none. */
    static boolean regular(List<String> names) {
        return names.stream().allMatch(n -> n == null || regular(n));
    }

    /** Whether Liquibase writes the comment as it is: it trims comments, and knows no E'…' string. */
    static boolean remark(String comment) {
        return comment == null
                || !comment.isEmpty()
                        && comment.strip().equals(comment)
                        && !comment.contains("\\")
                        && !LiquibaseParameters.in(comment);
    }

    /** Whether a change names anything that Liquibase must quote: by itself it gets USERS, offset and others wrong. */
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
