package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The differences between two objects of one kind as text: {@code varchar(100) → varchar(200)}, {@code null → not
 * null}.
 */
final class DifferenceText implements SchemaObject.Visitor<List<String>> {

    private final SchemaObject before;
    private final List<String> differences = new ArrayList<>();

    private DifferenceText(SchemaObject before) {
        this.before = before;
    }

    /** The differences; none if there is no text for them. */
    static List<String> of(SchemaObject before, SchemaObject after) {
        return before.getClass() == after.getClass() ? after.accept(new DifferenceText(before)) : List.of();
    }

    @Override
    public List<String> schema(Schema to) {
        return differences;
    }

    @Override
    public List<String> enumType(EnumType to) {
        EnumType from = (EnumType) before;
        add("", String.join(", ", from.labels()), String.join(", ", to.labels()));
        return comment(from.comment(), to.comment());
    }

    @Override
    public List<String> compositeType(CompositeType to) {
        CompositeType from = (CompositeType) before;
        add("", attributes(from), attributes(to));
        to.attributes().forEach(attribute -> from.attributes().stream()
                .filter(attribute::isLike)
                .forEach(same -> add(
                        "comment on " + attribute.name() + " ", quoted(same.comment()), quoted(attribute.comment()))));
        return comment(from.comment(), to.comment());
    }

    @Override
    public List<String> domain(Domain to) {
        Domain from = (Domain) before;
        add("", OperationText.type(from.base()), OperationText.type(to.base()));
        add("", from.notNull() ? "not null" : "null", to.notNull() ? "not null" : "null");
        add("default ", from.defaultValue(), to.defaultValue());
        add("collation ", from.collation(), to.collation());
        add("", checks(from), checks(to));
        return comment(from.comment(), to.comment());
    }

    @Override
    public List<String> cast(Cast to) {
        return differences;
    }

    @Override
    public List<String> sequence(Sequence to) {
        Sequence from = (Sequence) before;
        add("", from.type(), to.type());
        counting(from, to);
        add("owner ", owner(from), owner(to));
        return comment(from.comment(), to.comment());
    }

    @Override
    public List<String> table(Table to) {
        return comment(((Table) before).comment(), to.comment());
    }

    @Override
    public List<String> column(Column to) {
        Column from = (Column) before;
        add("", OperationText.type(from.type()), OperationText.type(to.type()));
        add("", from.notNull() ? "not null" : "null", to.notNull() ? "not null" : "null");
        add("default ", from.defaultValue(), to.defaultValue());
        add("identity ", identity(from), identity(to));
        if (from.identity() != null && to.identity() != null) {
            counting(from.identity().sequence(), to.identity().sequence());
        }
        add("generated as ", generated(from), generated(to));
        add("collation ", from.collation(), to.collation());
        return comment(from.comment(), to.comment());
    }

    @Override
    public List<String> constraint(Constraint to) {
        Constraint from = (Constraint) before;
        if (!from.isKeyLike(to) || !from.columns().equals(to.columns()) || from.isValid() != to.isValid()) {
            add("", from.definition().sql(), to.definition().sql());
        } else if (!from.definition().equals(to.definition())) {
            add("on update ", lower(from.onUpdate()), lower(to.onUpdate()));
            add("on delete ", lower(from.onDelete()), lower(to.onDelete()));
            for (Constraint.Property property : Constraint.Property.values()) {
                add("", word(from, property), word(to, property));
            }
        }
        add("name ", from.name(), to.name());
        return comment(from.comment(), to.comment());
    }

    @Override
    public List<String> index(Index to) {
        add("", definition((Index) before), definition(to));
        return differences;
    }

    @Override
    public List<String> view(View to) {
        View from = (View) before;
        add("", query(from), query(to));
        to.columns().stream()
                .filter(from.columns()::contains)
                .forEach(column -> add(
                        "comment on " + column + " ",
                        quoted(from.columnComments().get(column)),
                        quoted(to.columnComments().get(column))));
        return differences;
    }

    @Override
    public List<String> attached(Attached to) {
        add("", ((Attached) before).sql(), to.sql());
        return differences;
    }

    private static String lower(String action) {
        return action == null ? null : action.toLowerCase(Locale.ROOT);
    }

    private static String word(Constraint constraint, Constraint.Property property) {
        return constraint.properties().contains(property)
                ? property.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : null;
    }

    private void counting(Sequence from, Sequence to) {
        add("start ", from.start(), to.start());
        add("increment ", from.increment(), to.increment());
        add("minimum ", from.min(), to.min());
        add("maximum ", from.max(), to.max());
        add("cache ", from.cache(), to.cache());
        add("cycle ", from.cycle(), to.cycle());
    }

    private List<String> comment(String from, String to) {
        add("comment ", quoted(from), quoted(to));
        return differences;
    }

    private void add(String what, Object from, Object to) {
        if (!Objects.equals(from, to)) {
            differences.add(what + (from == null ? "none" : from) + " → " + (to == null ? "none" : to));
        }
    }

    private static String definition(Index index) {
        return (index.unique() ? "unique " : "") + index.definition();
    }

    /** PostgreSQL prints a query in several lines. */
    private static String query(View view) {
        return view.definition().sql().strip().replaceAll("\\s*\\n\\s*", " ");
    }

    private static String attributes(CompositeType type) {
        return type.attributes().stream()
                .map(attribute -> attribute.name() + " " + OperationText.type(attribute.type()))
                .collect(Collectors.joining(", "));
    }

    private static String checks(Domain domain) {
        return domain.checks().isEmpty()
                ? null
                : domain.checks().stream()
                        .map(check -> "check (" + check.condition().sql() + ")")
                        .collect(Collectors.joining(", "));
    }

    private static String identity(Column column) {
        return column.identity() == null ? null : column.identity().always() ? "always" : "by default";
    }

    private static String generated(Column column) {
        return column.generated() == null ? null : column.generated().text();
    }

    private static String owner(Sequence sequence) {
        return sequence.owner() == null
                ? null
                : sequence.owner().table() + "." + sequence.owner().column();
    }

    private static String quoted(String comment) {
        return comment == null ? null : '"' + comment + '"';
    }
}
