package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value for existing rows in a NOT NULL column that a rollback restores. The dropped values are lost, and without a value
 * the rollback would fail.
 */
public final class PlaceholderValue {

    /** Values to try for other types, such as types of extensions, domains and ranges. */
    private static final List<String> TEXTS = List.of("''", "'0'", "'{}'", "'empty'", "'(0,0)'");

    private final Connection connection;
    private final List<EnumType> enums;
    private final List<Constraint> checks;

    /**
     * @param connection in a transaction, to test whether the type and the CHECKs accept a value
     * @param enums all enum types
     * @param operations all operations; they contain the drops of the CHECKs of the columns
     */
    public PlaceholderValue(Connection connection, List<EnumType> enums, List<Operation> operations) {
        this.connection = connection;
        this.enums = enums;
        this.checks = operations.stream()
                .filter(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Constraint constraint
                        && constraint.type() == Constraint.Type.CHECK)
                .map(operation -> (Constraint) ((Drop) operation).object())
                .toList();
    }

    /**
     * The column's own default, or a neutral value of its type, as PostgreSQL prints it in a default.
     *
     * @return empty if no such value is known for the type, or the CHECKs of the column reject all known values
     */
    public Optional<String> of(Column column) throws SQLException {
        Optional<String> usual = Optional.ofNullable(column.defaultValue()).or(() -> usual(column));
        String conditions = conditions(column);
        if (usual.isPresent() && (conditions.isEmpty() || accepts(column, usual.get(), conditions))) {
            return usual;
        }
        List<String> candidates = new ArrayList<>(constants(conditions));
        candidates.addAll(TEXTS);
        for (String candidate : candidates) {
            String value =
                    candidate.startsWith("'") ? candidate + "::" + TypeConversion.base(column.type()) : candidate;
            if (accepts(column, value, conditions)) {
                return Optional.of(value);
            }
        }
        return usual;
    }

    /** The CHECKs on this column only, joined by AND; empty if there are none. */
    private String conditions(Column column) {
        return String.join(
                " and ",
                checks.stream()
                        .filter(check -> check.table().equals(column.table())
                                && check.columns().equals(List.of(column.name())))
                        .map(check -> "(" + check.check().text() + ")")
                        .toList());
    }

    /** The constants of a condition, and for numbers also the next smaller and larger ones. */
    private static List<String> constants(String conditions) {
        List<String> constants = new ArrayList<>();
        Token before = null;
        for (Token token : SqlTokens.of(conditions).all()) {
            if (token.isString()) {
                constants.add(token.text());
            } else if (token.kind() == Token.Kind.NUMBER) {
                BigDecimal number =
                        new BigDecimal(before != null && before.is("-") ? "-" + token.text() : token.text());
                constants.add(number.toPlainString());
                constants.add(number.add(BigDecimal.ONE).toPlainString());
                constants.add(number.subtract(BigDecimal.ONE).toPlainString());
            }
            before = token;
        }
        return constants;
    }

    private boolean accepts(Column column, String value, String conditions) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select %s from (select (%s)::%s as %s) as r where %s is not null"
                        .formatted(
                                conditions.isEmpty() ? "true" : conditions,
                                value,
                                column.type(),
                                quote(column.name()),
                                quote(column.name())))) {
            boolean accepted = row.next() && row.getBoolean(1);
            connection.releaseSavepoint(savepoint);
            return accepted;
        } catch (SQLException e) {
            connection.rollback(savepoint);
            return false;
        }
    }

    private Optional<String> usual(Column column) {
        String type = column.type();
        if (type.endsWith("[]")) {
            return Optional.of("'{}'::" + type);
        }
        for (EnumType candidate : enums) {
            if (candidate.name().sql().equals(type)) {
                return candidate.labels().stream().findFirst().map(label -> Ddl.literals(List.of(label)) + "::" + type);
            }
        }
        return Optional.ofNullable(
                switch (TypeConversion.base(type)) {
                    case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> "0";
                    case "boolean" -> "false";
                    case "character varying", "text" -> "''::" + TypeConversion.base(type);
                    case "character" -> "''::bpchar";
                    case "bytea" -> "''::bytea";
                    case "date" -> "'1970-01-01'::date";
                    case "timestamp without time zone", "timestamp with time zone" ->
                        "'1970-01-01 00:00:00+00'::" + TypeConversion.base(type);
                    case "time without time zone" -> "'00:00:00'::time without time zone";
                    case "interval" -> "'00:00:00'::interval";
                    case "uuid" -> "'00000000-0000-0000-0000-000000000000'::uuid";
                    case "json", "jsonb" -> "'{}'::" + type;
                    case "inet" -> "'0.0.0.0'::inet";
                    default -> null;
                });
    }

    /** The row number {@code r.n} as a value of the type; empty if it cannot be converted. */
    static Optional<String> number(String type) {
        return Optional.ofNullable(
                switch (TypeConversion.base(type)) {
                    case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> "r.n";
                    case "character varying", "character", "text", "citext" -> "r.n::text";
                    case "bytea" -> "int8send(r.n)";
                    case "uuid" -> "lpad(to_hex(r.n), 32, '0')::uuid";
                    case "date" -> "date '1970-01-01' + r.n::integer";
                    case "timestamp without time zone", "timestamp with time zone" -> "to_timestamp(r.n)";
                    case "interval" -> "make_interval(secs => r.n)";
                    case "inet" -> "inet '0.0.0.0' + r.n";
                    default -> null;
                });
    }
}
