package com.jarvis.migrator.diff;

import static com.jarvis.migrator.catalog.Identifiers.literal;
import static com.jarvis.migrator.catalog.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Table;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The constants of the Java enum behind a column, as far as its CHECK tells them: Hibernate lists their names in the
 * order of their ordinals. With them a change of {@code @Enumerated} between ordinals and names keeps the values.
 */
final class EnumConstants {

    private static final Pattern NAMES = Pattern.compile("^CHECK \\(.* = ANY \\(.*ARRAY\\[.*");
    private static final Pattern NAME = Pattern.compile("'((?:[^']|'')*)'");

    private EnumConstants() {}

    /** The names in the order of their ordinals where one column holds names and the other ordinals; none otherwise. */
    static List<String> between(Table live, Column found, Table model, Column wanted) {
        if (TypeChange.isWhole(found.type()) && TypeChange.isText(wanted.type()) && holdsOrdinals(live, found)) {
            return names(model, wanted);
        } else if (TypeChange.isText(found.type())
                && TypeChange.isWhole(wanted.type())
                && holdsOrdinals(model, wanted)) {
            return names(live, found);
        }
        return List.of();
    }

    /** The expression for {@code USING} that turns names into ordinals, or ordinals into names. */
    static String using(Column before, List<String> names) {
        boolean toNames = TypeChange.isWhole(before.type());
        return "case " + quote(before.name()) + " "
                + IntStream.range(0, names.size())
                        .mapToObj(i -> toNames
                                ? "when " + i + " then " + literal(names.get(i))
                                : "when " + literal(names.get(i)) + " then " + i)
                        .collect(Collectors.joining(" "))
                + " end";
    }

    /** {@code @Enumerated} makes {@code check (kind between 0 and 2)}. */
    private static boolean holdsOrdinals(Table table, Column column) {
        String name = Pattern.quote(quote(column.name()));
        Pattern ordinals =
                Pattern.compile("^CHECK \\(\\(\\(" + name + " >= 0\\) AND \\(" + name + " <= \\d+\\)\\)\\)$");
        return checks(table, column).anyMatch(text -> ordinals.matcher(text).matches());
    }

    private static List<String> names(Table table, Column column) {
        return checks(table, column)
                .filter(text -> NAMES.matcher(text).matches())
                .findFirst()
                .map(text -> NAME.matcher(text)
                        .results()
                        .map((MatchResult name) -> name.group(1).replace("''", "'"))
                        .toList())
                .orElse(List.of());
    }

    private static Stream<String> checks(Table table, Column column) {
        return table.constraints().stream()
                .filter(constraint -> constraint.type() == Constraint.Type.CHECK
                        && constraint.columns().equals(List.of(column.name())))
                .map(constraint -> constraint.definition().text());
    }
}
