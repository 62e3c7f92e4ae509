package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.plan.rollback.Placeholders.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows for the dropped tables that a rollback creates again, empty, if rows of other tables must reference them. A row gets
 * the key that is referenced, and placeholders in its other columns.
 */
public final class PlaceholderParents {

    /** Where the author has to write a value. */
    private static final String UNKNOWN = "…";

    private final Restored restored;
    private final Placeholders placeholders;
    private final Set<Name> filled = new HashSet<>();
    private final Set<Constraint> seen = new HashSet<>();
    private final Set<Column> unknown = new LinkedHashSet<>();
    private final List<Operation> inserts = new ArrayList<>();
    private final Set<Operation> advanced = new LinkedHashSet<>();

    private PlaceholderParents(Placeholders placeholders) {
        this.restored = placeholders.restored();
        this.placeholders = placeholders;
    }

    /**
     * The rows.
     *
     * @param inserts the INSERTs; they run after the downgrade has created the tables again
     * @param missing what the author has to fill in, one line each
     */
    public record Rows(List<Operation> inserts, List<String> missing) {}

    /** @param holding the foreign keys whose columns have values when the rollback adds the keys again */
    public static Rows of(List<Constraint> holding, Placeholders placeholders) throws SQLException {
        PlaceholderParents rows = new PlaceholderParents(placeholders);
        for (Constraint key : holding) {
            rows.insert(key);
        }
        rows.inserts.addAll(rows.advanced);
        return new Rows(
                rows.inserts,
                rows.unknown.stream()
                        .map(column -> Printable.line(
                                "column %s: no value is known that its constraints accept, so a rollback would fail until you insert the rows where a comment asks for it"
                                        .formatted(column.label())))
                        .toList());
    }

    /** The dropped table of this name; empty if the operations do not drop it. */
    public static Optional<Table> dropped(List<Operation> operations, Name name) {
        return new Restored(operations).table(name);
    }

    private void insert(Constraint child) throws SQLException {
        Table parent = restored.table(child.referenced()).orElse(null);
        if (parent == null || !seen.add(child)) {
            return;
        }
        Map<String, String> values = new LinkedHashMap<>();
        child.referencedColumns().forEach(column -> values.put(column, "r." + quote(column)));
        boolean numbered = addValues(parent, values);
        List<Column> identities = values.keySet().stream()
                .flatMap(name -> parent.column(name).stream())
                .filter(column -> column.identity() != null)
                .toList();
        String insert = "insert into %s (%s)%s select %s from %s r"
                .formatted(
                        parent.name().sql(),
                        values.keySet().stream().map(c -> quote(c)).collect(Collectors.joining(", ")),
                        identities.stream().anyMatch(column -> column.identity().always())
                                ? " overriding system value"
                                : "",
                        String.join(", ", values.values()),
                        referenced(child, numbered, filled.add(parent.name())));
        String why =
                "Rows of %s must reference rows of %s, whose values are lost. ".formatted(child.table(), parent.name());
        if (values.containsValue(UNKNOWN)) {
            inserts.add(new AuthorNote(
                    why + "Insert them here, with values that the constraints accept:\n- sql:\n    sql: " + insert));
        } else {
            inserts.add(new AuthorNote(why + "Placeholders:"));
            inserts.add(new UpdateRows(insert));
        }
        identities.forEach(column -> advanced.add(new UpdateRows(ColumnDdl.continueAfterRows(column))));
        parent.primaryKey()
                .filter(key -> key.columns().size() == 1)
                .flatMap(key -> parent.column(key.columns().get(0)))
                .ifPresent(key -> advanced.addAll(placeholders.advanced(key)));
        for (String column : values.keySet()) {
            for (Constraint key :
                    parent.column(column).map(restored::foreignKeys).orElse(List.of())) {
                if (!key.referenced().equals(parent.name()) && values.keySet().containsAll(key.columns())) {
                    insert(key);
                }
            }
        }
    }

    /** The keys that rows refer to and that have no row yet, under the names of the referenced columns. */
    private static String referenced(Constraint child, boolean numbered, boolean isFirst) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < child.columns().size(); i++) {
            String name = quote(child.columns().get(i));
            String as = quote(child.referencedColumns().get(i));
            columns.add(name.equals(as) ? name : name + " as " + as);
        }
        String rows = "select distinct %s from %s where %s"
                .formatted(
                        String.join(", ", columns),
                        child.table().sql(),
                        child.columns().stream()
                                .map(column -> quote(column) + " is not null")
                                .collect(Collectors.joining(" and ")));
        String parent = child.referenced().sql();
        if (!isFirst) {
            rows += " except select "
                    + child.referencedColumns().stream()
                            .map(column -> quote(column))
                            .collect(Collectors.joining(", "))
                    + " from " + parent;
        }
        return !numbered
                ? "(" + rows + ")"
                : "(select *, row_number() over ()" + (isFirst ? "" : " + (select count(*) from " + parent + ")")
                        + " as jarvis_n from (" + rows + ") k)";
    }

    /**
     * Adds the values of the columns that no reference gives.
     *
     * @return whether rows are numbered
     */
    private boolean addValues(Table parent, Map<String, String> values) throws SQLException {
        List<Column> open = parent.columns().stream()
                .filter(column ->
                        !values.containsKey(column.name()) && column.generated() == null && column.identity() == null)
                .filter(column -> column.isRequired()
                        || !restored.over(parent.name(), List.of(column)).isEmpty())
                .map(column -> column.isRequired()
                        ? column
                        : column.withNotNull(column.notNull() || column.defaultValue() != null))
                .toList();
        if (open.isEmpty()) {
            return false;
        }
        PlaceholderSearch search = placeholders.of(open);
        unknown.addAll(search.unknown());
        boolean numbered = false;
        for (Map.Entry<Column, Value> found : search.values().entrySet()) {
            Column column = found.getKey();
            Value value = found.getValue();
            Constraint key = restored.parent(column).orElse(null);
            boolean isNumbered = value.isNumbered() || key != null && value.partition() != null;
            numbered |= isNumbered;
            values.put(column.name(), key == null ? value.sql() : anyOf(key, column, isNumbered, value.skipped()));
        }
        for (Column column : search.unknown()) {
            values.put(column.name(), UNKNOWN);
        }
        for (Column column : open) {
            restored.foreignKeys(column).stream()
                    .filter(key -> key.referenced().equals(parent.name()) && values.containsKey(column.name()))
                    .map(key -> key.referencedColumns().get(key.columns().indexOf(column.name())))
                    .forEach(other -> values.put(column.name(), values.getOrDefault(other, "null")));
        }
        return numbered;
    }

    /** The key of a row, or of another row for each number. */
    private static String anyOf(Constraint key, Column column, boolean numbered, int skipped) {
        String referenced = key.referencedColumns().get(key.columns().indexOf(column.name()));
        String table = key.referenced().sql();
        return numbered
                ? "(select " + quote(referenced) + " from " + table + " offset r.jarvis_n - 1 limit 1)"
                : PlaceholderRows.key(referenced, table, skipped);
    }
}
