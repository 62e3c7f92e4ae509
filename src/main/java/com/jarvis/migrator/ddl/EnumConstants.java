package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The constants of the Java enum that a column stores. They come from the model, or from the CHECK of the column, in which
 * Hibernate lists the names by ordinal. They allow a change of {@code @Enumerated} between ordinals and names, or between a
 * boolean and the letters of {@code YesNoConverter} and {@code TrueFalseConverter} (false first), to keep the values.
 */
public final class EnumConstants {

    private static final Set<List<String>> LETTERS = Set.of(List.of("N", "Y"), List.of("F", "T"));

    private EnumConstants() {}

    /** The names by ordinal if one column stores names and the other ordinals; otherwise empty. */
    public static List<String> between(Table live, Column found, Table model, Column wanted) {
        if (TypeConversion.isWhole(found.type())
                && TypeConversion.isText(wanted.type())
                && holdsOrdinals(live, found)) {
            return names(model, wanted);
        } else if (TypeConversion.isText(found.type())
                && TypeConversion.isWhole(wanted.type())
                && holdsOrdinals(model, wanted)) {
            return names(live, found);
        } else if (isBoolean(found) && TypeConversion.isText(wanted.type())) {
            return letters(model, wanted);
        }
        return TypeConversion.isText(found.type()) && isBoolean(wanted) ? letters(live, found) : List.of();
    }

    private static boolean isBoolean(Column column) {
        return column.type().equals("boolean");
    }

    private static List<String> letters(Table table, Column column) {
        List<String> names = names(table, column).stream().sorted().toList();
        return LETTERS.contains(names) ? names : List.of();
    }

    /**
     * Returns the operation with the constants of the model if it converts between ordinals and names. The CHECK may be from
     * another version of the Java enum, and a named enum type lists its labels alphabetically.
     *
     * @param before the catalog before the operations
     * @param after the catalog after them
     * @param constants the names by ordinal that the model has for one of its columns
     */
    public static Operation ofModel(
            Operation operation, Catalog before, Catalog after, Function<Column, List<String>> constants) {
        if (operation instanceof AlterColumn alter
                && !alter.before().type().equals(alter.after().type())) {
            Column from = alter.before();
            Column to = alter.after();
            List<String> names = constants.apply(to);
            if (!names.isEmpty()
                    && (!alter.constants().isEmpty()
                            || isNamed(after, to) && holdsOrdinals(before, from)
                            || isNamed(before, from) && holdsOrdinals(after, to))) {
                return new AlterColumn(from, to, names);
            }
        }
        return operation;
    }

    private static boolean isNamed(Catalog catalog, Column column) {
        return catalog.enums().stream().anyMatch(type -> type.name().sql().equals(column.type()));
    }

    private static boolean holdsOrdinals(Catalog catalog, Column column) {
        return TypeConversion.isWhole(column.type())
                && catalog.table(column.table())
                        .filter(table -> holdsOrdinals(table, column))
                        .isPresent();
    }

    /** The {@code USING} expression that converts names to ordinals or ordinals to names. */
    static String using(Column before, Column after, List<String> names) {
        boolean isNamed = TypeConversion.isWhole(before.type()) && !TypeConversion.isText(after.type());
        String cases = cases(before, names, isBoolean(before) || isBoolean(after));
        return isNamed ? "(" + cases + ")::" + after.type() : cases;
    }

    /** A condition that is true for values that are not one of the constants. */
    public static String isNone(Column column, List<String> names) {
        return quote(column.name()) + " is not null and " + cases(column, names, isBoolean(column)) + " is null";
    }

    private static String cases(Column before, List<String> names, boolean isBoolean) {
        boolean toNames = TypeConversion.isWhole(before.type()) || isBoolean(before);
        String value = quote(before.name()) + (toNames || TypeConversion.isText(before.type()) ? "" : "::text");
        return "case " + value + " "
                + IntStream.range(0, names.size())
                        .mapToObj(i -> {
                            String name = literal(names.get(i));
                            String ordinal = isBoolean ? String.valueOf(i == 1) : String.valueOf(i);
                            return toNames ? "when " + ordinal + " then " + name : "when " + name + " then " + ordinal;
                        })
                        .collect(Collectors.joining(" "))
                + " end";
    }

    /** Hibernate creates {@code check (kind between 0 and 2)}, which PostgreSQL prints as two comparisons. */
    private static boolean holdsOrdinals(Table table, Column column) {
        List<String> start = List.of(quote(column.name()), ">=", "0", "AND", quote(column.name()), "<=");
        return checks(table, column).anyMatch(check -> {
            List<Token> tokens = check.meaningful().stream()
                    .filter(token -> !token.is("(") && !token.is(")"))
                    .toList();
            return tokens.size() == start.size() + 1
                    && tokens.stream()
                            .limit(start.size())
                            .map(Token::text)
                            .toList()
                            .equals(start)
                    && tokens.get(start.size()).kind() == Token.Kind.NUMBER;
        });
    }

    private static List<String> names(Table table, Column column) {
        return checks(table, column)
                .filter(check -> check.contain("=", "any", "(") && check.contain("array", "["))
                .findFirst()
                .map(SqlTokens::literals)
                .orElse(List.of());
    }

    private static Stream<SqlTokens> checks(Table table, Column column) {
        return table.constraints().stream()
                .filter(constraint -> constraint.type() == Constraint.Type.CHECK
                        && constraint.columns().equals(List.of(column.name())))
                .map(constraint -> SqlTokens.of(constraint.check().text()));
    }
}
