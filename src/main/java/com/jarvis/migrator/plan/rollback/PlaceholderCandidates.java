package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.ddl.TypeConversion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values to try in the open columns of a table. */
final class PlaceholderCandidates {

    /** How many rows of a parent are tried. */
    private static final int PARENTS = 3;

    private final NeutralValues neutral;
    private final NumberedValues numbers;
    private final OpenColumns open;
    private final PlaceholderRows table;
    private final PlaceholderTrial trial;

    PlaceholderCandidates(NeutralValues neutral, OpenColumns open, PlaceholderRows table, PlaceholderTrial trial) {
        this.neutral = neutral;
        this.numbers = new NumberedValues(neutral);
        this.open = open;
        this.table = table;
        this.trial = trial;
    }

    /** The first value to try; {@code null} if none is known. */
    String first(Column column) throws SQLException {
        if (open.isFromParent(column)) {
            return parents(column).get(0);
        }
        String value = added(column);
        return value == null ? "null" : value;
    }

    /** The keys of some rows that the column may refer to. */
    List<String> parents(Column column) throws SQLException {
        Constraint key = open.parent(column).orElseThrow();
        List<String> keys = new ArrayList<>();
        for (int skipped = 0; skipped < (key.columns().size() == 1 ? PARENTS : 1); skipped++) {
            keys.add(table.anyParent(key, column, skipped));
        }
        return keys;
    }

    /** The value with which the column is added; null if none is known that the type accepts. */
    String added(Column column) throws SQLException {
        return column.defaultValue() != null ? column.defaultValue() : neutral(column);
    }

    /** A value that the type accepts in all rows; null if none is known. */
    private String neutral(Column column) throws SQLException {
        Optional<String> usual = neutral.usual(column.type());
        if (usual.isPresent()) {
            return usual.get();
        }
        for (String value : neutral.of(column.type(), List.of())) {
            if (trial.accepts(List.of(), Map.of(column.withNotNull(true), value), List.of())) {
                return value;
            }
        }
        return null;
    }

    List<String> of(Column column) throws SQLException {
        Set<String> values = new LinkedHashSet<>();
        if (column.defaultValue() != null) {
            values.add(column.defaultValue());
        }
        values.addAll(neutral.of(column.type(), conditions(column)));
        values.addAll(ofRow(column));
        return List.copyOf(values);
    }

    /** A nullable foreign key has none: null is all that is known to have a parent. */
    List<String> optional(Column column) throws SQLException {
        return open.restored().foreignKeys(column).isEmpty() ? of(column) : List.of();
    }

    List<String> numbered(Column column) throws SQLException {
        return numbers.of(column, conditions(column));
    }

    boolean arePlain(List<Column> columns) throws SQLException {
        for (Column column : columns) {
            if (!neutral.isPlain(column.type())) {
                return false;
            }
        }
        return true;
    }

    int capacity(Column column) throws SQLException {
        return numbers.capacity(column);
    }

    boolean isOfRow(Column column, String value) throws SQLException {
        return ofRow(column).contains(value);
    }

    /** What the row has in another column of a CHECK, and a little less and more. */
    private List<String> ofRow(Column column) throws SQLException {
        String base = neutral.base(column.type());
        List<String> values = new ArrayList<>();
        for (Constraint check : checks(column)) {
            for (String name : check.columns()) {
                Column other = table.there(name).orElse(null);
                if (other != null && !open.has(name) && isLike(neutral.base(other.type()), base)) {
                    NeutralValues.near(quote(name), base).stream()
                            .map(value -> other.notNull() ? value : orElse(value, column))
                            .forEach(values::add);
                }
            }
        }
        return values;
    }

    private String orElse(String value, Column column) {
        return "coalesce(" + value
                + neutral.usual(column.type()).map(usual -> ", " + usual).orElse("") + ")";
    }

    /** Whether the types have the same steps; PostgreSQL assigns any number to any column of numbers, if it fits. */
    private static boolean isLike(String one, String other) {
        return one.equals(other) || TypeConversion.isNumber(one) && TypeConversion.isNumber(other);
    }

    private List<String> conditions(Column column) {
        return checks(column).stream().map(check -> check.check().text()).toList();
    }

    private List<Constraint> checks(Column column) {
        return open.checks(List.of(column));
    }
}
