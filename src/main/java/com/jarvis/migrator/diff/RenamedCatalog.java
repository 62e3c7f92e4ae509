package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A catalog after one of its types or sequences was renamed. Columns, attributes and domains refer to it by its new name;
 * constraints, indexes and views keep their text, because they are dropped before and created again after.
 */
final class RenamedCatalog {

    private final Name from;
    private final Name to;
    private final boolean isSequence;

    private RenamedCatalog(SchemaObject.Named before, SchemaObject.Named after) {
        this.from = before.name();
        this.to = after.name();
        this.isSequence = before instanceof Sequence;
    }

    /** The catalog after all of the renames, in order. */
    static Catalog of(Catalog catalog, List<Rename> renames) {
        Catalog renamed = catalog;
        for (Rename rename : renames) {
            renamed = new RenamedCatalog((SchemaObject.Named) rename.before(), (SchemaObject.Named) rename.after())
                    .of(renamed);
        }
        return renamed;
    }

    /** The type or sequence under another name; what it consists of keeps its text. */
    static SchemaObject.Named named(SchemaObject.Named object, Name name) {
        if (object instanceof EnumType type) {
            return type.named(name);
        } else if (object instanceof CompositeType type) {
            return type.named(name);
        }
        return object instanceof Domain domain ? domain.named(name) : ((Sequence) object).named(name);
    }

    private Catalog of(Catalog catalog) {
        Catalog renamed = catalog.withTables(catalog.tables().stream()
                .map(table -> table.withColumns(
                        table.columns().stream().map(this::column).toList()))
                .toList());
        return isSequence
                ? renamed.withSequences(each(renamed.sequences(), sequence -> sequence))
                : renamed.withEnums(each(renamed.enums(), type -> type))
                        .withComposites(each(renamed.composites(), this::composite))
                        .withDomains(each(renamed.domains(), this::domain));
    }

    @SuppressWarnings("unchecked") // named() returns an object of the same class.
    private <T extends SchemaObject.Named> List<T> each(List<T> objects, UnaryOperator<T> parts) {
        return objects.stream()
                .map(parts)
                .map(object -> object.name().equals(from) ? (T) named(object, to) : object)
                .toList();
    }

    private Column column(Column column) {
        Column renamed = identity(column);
        return column.references().objects().contains(from)
                ? renamed.withType(type(column.type()))
                        .withDefault(expression(column.defaultValue()))
                        .withGenerated(
                                column.generated() == null
                                        ? null
                                        : new Expression(
                                                expression(column.generated().sql())))
                : renamed;
    }

    private Column identity(Column column) {
        return isSequence && from.equals(FreeNames.identity(column))
                ? column.withIdentity(new Column.Identity(
                        column.identity().always(), column.identity().sequence().named(to)))
                : column;
    }

    private CompositeType composite(CompositeType type) {
        return type.withAttributes(type.attributes().stream()
                .map(attribute -> attribute.withType(type(attribute.type())))
                .toList());
    }

    private Domain domain(Domain domain) {
        return domain.over(type(domain.base()), expression(domain.defaultValue()))
                .withChecks(domain.checks().stream()
                        .map(check -> new Domain.Check(
                                check.name(),
                                uses(check.condition().sql())
                                        ? new Expression(
                                                expression(check.condition().sql()))
                                        : check.condition()))
                        .toList());
    }

    private boolean uses(String sql) {
        return !expression(sql).equals(sql);
    }

    private String type(String type) {
        return isSequence ? type : PrintedTypes.renamed(type, from.sql(), to.sql());
    }

    private String expression(String sql) {
        return isSequence
                ? PrintedTypes.renamedSequence(sql, from.sql(), to.sql())
                : PrintedTypes.recast(sql, from.sql(), to.sql());
    }
}
