package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.sql.Token;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Values that differ from row to row: SQL over the number of a row, {@code r.jarvis_n}, which starts at 1. */
final class NumberedValues {

    private static final Pattern LENGTH = Pattern.compile("\\((\\d+)(?:,(\\d+))?\\)");

    private final NeutralValues neutral;

    NumberedValues(NeutralValues neutral) {
        this.neutral = neutral;
    }

    /** Expressions to try, the plainer ones first; none if none is known for the type. */
    List<String> of(Column column, List<String> conditions) throws SQLException {
        String type = column.type();
        String base = neutral.base(type);
        List<Token> constants = NeutralValues.constants(conditions);
        if (!neutral.labels(type).isEmpty()) {
            return List.of("(enum_range(null::" + type + "))[r.jarvis_n]");
        } else if (type.endsWith("[]")) {
            return List.of("array[r.jarvis_n::text]::" + type);
        }
        return switch (base) {
            case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> numbers(type, constants);
            case "character varying", "character", "text", "citext" ->
                texts(type, constants).stream()
                        .map(value -> base.equals(type) ? value : "(" + value + ")::" + type)
                        .toList();
            case "boolean" -> List.of("r.jarvis_n = 2");
            case "bit" -> List.of("r.jarvis_n::" + type);
            case "bytea" -> List.of("int8send(r.jarvis_n)");
            case "uuid" -> List.of("lpad(to_hex(r.jarvis_n), 32, '0')::uuid");
            case "date" -> moments("date", "r.jarvis_n::integer", constants);
            case "timestamp without time zone" -> moments("timestamp", "r.jarvis_n * interval '1 second'", constants);
            case "timestamp with time zone" -> moments("timestamptz", "r.jarvis_n * interval '1 second'", constants);
            case "time without time zone" ->
                List.of(
                        "case when r.jarvis_n < 86400 then time '00:00' + r.jarvis_n * interval '1 second' end",
                        "case when r.jarvis_n < 86400000000 then time '00:00' + r.jarvis_n * interval '1 microsecond' end");
            case "interval" -> List.of("make_interval(secs => r.jarvis_n)");
            case "inet" -> List.of("inet '0.0.0.0' + r.jarvis_n");
            case "jsonb" -> List.of("to_jsonb(r.jarvis_n)");
            default -> List.of();
        };
    }

    /** After, and before, each constant of the conditions, and the smallest ones of the type. */
    private static List<String> numbers(String type, List<Token> constants) {
        Set<String> values = new LinkedHashSet<>(List.of("r.jarvis_n"));
        for (Token token : constants) {
            NeutralValues.number(token).stream()
                    .flatMap(number -> Stream.of(number, number.negate()))
                    .map(BigDecimal::toPlainString)
                    .forEach(number -> {
                        values.add("r.jarvis_n + " + number);
                        values.add("r.jarvis_n + " + number + " - 1");
                        values.add(number + " - r.jarvis_n");
                    });
        }
        values.add("-r.jarvis_n");
        Matcher length = LENGTH.matcher(type);
        if (type.equals("smallint")) {
            values.add("r.jarvis_n - 32769");
        } else if (length.find() && length.group(2) != null) {
            int scale = Integer.parseInt(length.group(2));
            String unit = BigDecimal.ONE.movePointLeft(scale).toPlainString();
            values.add("r.jarvis_n * " + unit);
            values.add("r.jarvis_n * " + unit + " - "
                    + BigDecimal.ONE
                            .movePointRight(Integer.parseInt(length.group(1)) - scale)
                            .toPlainString());
        }
        return List.copyOf(values);
    }

    /** Numbers, numbers of the length that the type or a condition asks for, single characters, and the constants themselves. */
    private static List<String> texts(String type, List<Token> constants) {
        Set<String> values = new LinkedHashSet<>(List.of("r.jarvis_n::text", "to_hex(r.jarvis_n)"));
        String strings = String.join(
                ", ",
                constants.stream().filter(Token::isString).map(Token::text).toList());
        if (!strings.isEmpty()) {
            values.add("(array[" + strings + "]::text[])[r.jarvis_n]");
        }
        constants.stream()
                .flatMap(token -> NeutralValues.number(token).stream())
                .filter(number -> number.signum() > 0)
                .forEach(number -> values.add("lpad(r.jarvis_n::text, " + number.intValue() + ", '0')"));
        values.add("chr(96 + r.jarvis_n::integer)");
        // Beyond U+D7FF are no characters.
        values.add("case when r.jarvis_n < 55000 then chr(255 + r.jarvis_n::integer) end");
        Matcher length = LENGTH.matcher(type);
        if (length.find()) {
            values.add("lpad(r.jarvis_n::text, " + length.group(1) + ", '0')");
        }
        constants.stream()
                .filter(Token::isString)
                .map(token -> token.text().replace("%", ""))
                .forEach(prefix -> values.add(prefix + " || r.jarvis_n"));
        return List.copyOf(values);
    }

    private static List<String> moments(String type, String number, List<Token> constants) {
        Set<String> values = new LinkedHashSet<>(List.of(type + " '1970-01-01' + " + number));
        for (Token token : constants) {
            if (token.isString()) {
                values.add(type + " " + token.text() + " + " + number);
                values.add(type + " " + token.text() + " - " + number);
            }
        }
        return List.copyOf(values);
    }

    /** How many values a type has, roughly: columns of types with more values are numbered first. */
    int capacity(Column column) throws SQLException {
        String base = neutral.base(column.type());
        if (!neutral.labels(column.type()).isEmpty() || base.equals("boolean")) {
            return 0;
        }
        return base.equals("smallint") || base.startsWith("time ") || TypeConversion.isText(base) ? 1 : 2;
    }
}
