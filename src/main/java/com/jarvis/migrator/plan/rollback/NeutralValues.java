package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.literal;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.plan.rollback.LiveRows.DomainType;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values that a type may have in any row, as SQL: first a neutral one, then those that the constants of conditions suggest.
 * Whether a condition accepts one is for PostgreSQL to say.
 */
final class NeutralValues {

    /** Values to try for other types, such as types of extensions and ranges. */
    private static final List<String> TEXTS =
            List.of("''", "'0'", "'{}'", "'{0}'", "'empty'", "'(0,0)'", "'a'", "'A'", "'1'", "'x'");

    private static final List<String> NUMBERS = List.of("1", "2", "3", "-1", "-2", "-3", "10", "100");

    /** Longer texts than this are not tried. */
    private static final int LONGEST = 1000;

    private final Catalog live;
    private final LiveRows rows;
    private final Map<String, String> bases = new HashMap<>();

    NeutralValues(Catalog live, LiveRows rows) {
        this.live = live;
        this.rows = rows;
    }

    /** The type without length or precision, and that of a domain. */
    String base(String type) throws SQLException {
        if (type.endsWith("[]")) {
            return type;
        }
        String known = bases.get(type);
        if (known == null) {
            Optional<DomainType> domain = rows.domain(type);
            known = domain.isPresent() ? base(domain.get().base()) : TypeConversion.base(type);
            bases.put(type, known);
        }
        return known;
    }

    /** The constants of an enum type, in their order; none for other types. */
    List<String> labels(String type) {
        return live.enums().stream()
                .filter(candidate -> candidate.name().sql().equals(type))
                .flatMap(candidate -> candidate.labels().stream())
                .map(label -> literal(label) + "::" + type)
                .toList();
    }

    /** The value that PostgreSQL prints in a default; empty if none is known for the type. */
    Optional<String> usual(String type) {
        if (type.endsWith("[]")) {
            return Optional.of("'{}'::" + type);
        }
        if (!labels(type).isEmpty()) {
            return Optional.of(labels(type).get(0));
        }
        String base = TypeConversion.base(type);
        return Optional.ofNullable(
                switch (base) {
                    case "bit" -> "'" + "0".repeat(Integer.parseInt(type.replaceAll("\\D", ""))) + "'::" + type;
                    case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> "0";
                    case "boolean" -> "false";
                    case "character varying", "text", "bytea" -> "''::" + base;
                    case "character" -> "''::bpchar";
                    case "date" -> "'1970-01-01'::date";
                    case "timestamp without time zone", "timestamp with time zone" ->
                        "'1970-01-01 00:00:00+00'::" + base;
                    case "time without time zone" -> "'00:00:00'::time without time zone";
                    case "time with time zone" -> "'00:00:00+00'::time with time zone";
                    case "interval" -> "'00:00:00'::interval";
                    case "macaddr" -> "'00:00:00:00:00:00'::macaddr";
                    case "macaddr8" -> "'00:00:00:00:00:00:00:00'::macaddr8";
                    case "cidr" -> "'0.0.0.0/32'::cidr";
                    case "uuid" -> "'00000000-0000-0000-0000-000000000000'::uuid";
                    case "json", "jsonb" -> "'{}'::" + type;
                    case "inet" -> "'0.0.0.0'::inet";
                    default -> null;
                });
    }

    /** Values to try, the more usual ones first. */
    List<String> of(String type, List<String> conditions) throws SQLException {
        Set<String> values = new LinkedHashSet<>();
        usual(type).ifPresent(values::add);
        values.addAll(labels(type));
        String base = base(type);
        List<String> all = new ArrayList<>(conditions);
        rows.domain(type).map(DomainType::conditions).ifPresent(all::add);
        boolean isNumber = TypeConversion.isNumber(base);
        for (Token token : constants(all)) {
            values.addAll(
                    token.isString() ? ofString(token.text(), base) : isNumber ? near(token) : repeated(token, base));
        }
        if (isNumber) {
            values.addAll(NUMBERS);
        } else if (base.equals("boolean")) {
            values.add("true");
        } else if (step(base).isPresent()) {
            usual(base).ifPresent(value -> values.addAll(near(value, base)));
        } else {
            TEXTS.forEach(text -> values.add(text + "::" + base));
        }
        return List.copyOf(values);
    }

    /** Whether values of the type say nothing about a person: numbers, moments, truth values and constants of an enum. */
    boolean isPlain(String type) throws SQLException {
        return step(base(type)).isPresent()
                || base(type).equals("boolean")
                || !labels(type).isEmpty();
    }

    /** What lies between a value of the type and the next one to try; empty if the type has no such steps. */
    static Optional<String> step(String base) {
        return Optional.ofNullable(
                switch (base) {
                    case "smallint", "integer", "bigint", "numeric", "real", "double precision", "date" -> "1";
                    case "timestamp without time zone", "timestamp with time zone" -> "'1 day'::interval";
                    case "time without time zone" -> "'00:01:00'::interval";
                    default -> null;
                });
    }

    /** The strings and numbers in conditions. */
    static List<Token> constants(List<String> conditions) {
        return conditions.stream()
                .flatMap(condition -> SqlTokens.of(condition).meaningful().stream())
                .filter(token -> token.isString() || token.kind() == Token.Kind.NUMBER)
                .toList();
    }

    /** A value, and for types with steps also the next smaller and larger one. */
    static List<String> near(String value, String base) {
        return step(base)
                .map(step -> List.of(value, "(" + value + " + " + step + ")", "(" + value + " - " + step + ")"))
                .orElse(List.of(value));
    }

    /** A string as a value of the type, and for a pattern what it matches. */
    private static List<String> ofString(String text, String base) {
        List<String> values = new ArrayList<>(near(text + "::" + base, base));
        if (text.contains("%")) {
            values.add(text.replace("%", "") + "::" + base);
        }
        return values;
    }

    /** A number, the next larger and smaller ones, and their negatives: a sign is a token of its own. */
    private static List<String> near(Token token) {
        List<String> near = new ArrayList<>();
        number(token).ifPresent(number -> {
            for (BigDecimal each : List.of(number, number.negate())) {
                for (BigDecimal value : List.of(each, each.add(BigDecimal.ONE), each.subtract(BigDecimal.ONE))) {
                    near.add(value.toPlainString());
                }
            }
        });
        return near;
    }

    /** A text of that length. */
    private static List<String> repeated(Token token, String base) {
        return number(token)
                .filter(number -> TypeConversion.isText(base)
                        && number.signum() > 0
                        && number.compareTo(BigDecimal.valueOf(LONGEST)) <= 0)
                .map(number -> List.of("'" + "x".repeat(number.intValue()) + "'::" + base))
                .orElse(List.of());
    }

    /** The number; empty if it is one that only SQL can write, such as {@code 0x1F}. */
    static Optional<BigDecimal> number(Token token) {
        try {
            return Optional.of(new BigDecimal(token.text()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
