package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.UniqueKey;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a rollback restores: all that the upgrade drops. */
final class Restored {

    private final List<SchemaObject> objects;

    /** @param upgrade all operations of the upgrade */
    Restored(List<Operation> upgrade) {
        objects = upgrade.stream()
                .filter(Drop.class::isInstance)
                .map(operation -> ((Drop) operation).object())
                .toList();
    }

    /** The table of this name; empty if it is not dropped. */
    Optional<Table> table(Name name) {
        return of(Table.class).filter(table -> table.name().equals(name)).findFirst();
    }

    /**
     * The steps that let sequences continue after the rows to which a rollback gives keys: it creates a sequence again at its
     * start. No catalog says which key an independent sequence numbers: that of the table that it is named after, otherwise any.
     * A gap does no harm.
     *
     * @param key a column of a primary key
     * @param tables all tables
     */
    List<Operation> advanced(Column key, List<Table> tables) {
        if (key.identity() != null || !TypeConversion.isNumbered(key.type())) {
            return List.of();
        }
        return of(Sequence.class)
                .filter(sequence -> isNamedAfter(sequence, key.table())
                        || tables.stream().noneMatch(table -> isNamedAfter(sequence, table.name())))
                .map(sequence ->
                        (Operation) new AdvanceSequence(sequence.ownedBy(new Sequence.Owner(key.table(), key.name()))))
                .toList();
    }

    private static boolean isNamedAfter(Sequence sequence, Name table) {
        return sequence.name()
                .local()
                .toLowerCase(Locale.ROOT)
                .startsWith(table.local().toLowerCase(Locale.ROOT) + "_");
    }

    /** The constraints, and unique indexes, over columns of a table. The primary key is part of a dropped table. */
    List<SchemaObject> over(Name table, List<Column> columns) {
        return Stream.concat(objects.stream(), table(table).flatMap(Table::primaryKey).stream())
                .filter(object -> columns.stream().anyMatch(column -> isOver(object, column)))
                .filter(object -> table.equals(object.table()) && isEnforced(object))
                .distinct()
                .toList();
    }

    /** Existing rows may violate the others. */
    private static boolean isEnforced(SchemaObject object) {
        return !(object instanceof Constraint constraint
                && (!constraint.isValid() || constraint.properties().contains(Constraint.Property.NOT_ENFORCED)));
    }

    private static boolean isOver(SchemaObject object, Column column) {
        return object instanceof Constraint constraint
                ? constraint.columns().contains(column.name())
                : UniqueKey.of(object).filter(key -> key.isOver(column)).isPresent();
    }

    /** The foreign keys over a column. */
    List<Constraint> foreignKeys(Column column) {
        return of(Constraint.class)
                .filter(key -> key.type() == Constraint.Type.FOREIGN_KEY
                        && key.table().equals(column.table())
                        && key.columns().contains(column.name()))
                .toList();
    }

    /**
     * The foreign key that says which values a required column may have: those of a table whose rows are there. A foreign key to a dropped
     * table counts as one to the table that the key of the dropped one refers to, for instance that of its superclass.
     */
    Optional<Constraint> parent(Column column) {
        return !column.notNull()
                ? Optional.empty()
                : foreignKeys(column).stream()
                        .flatMap(key -> rooted(key, Set.of()).stream())
                        .findFirst();
    }

    private Optional<Constraint> rooted(Constraint key, Set<Name> seen) {
        Table dropped = table(key.referenced()).orElse(null);
        if (dropped == null) {
            return Optional.of(key);
        } else if (seen.contains(dropped.name())) {
            return Optional.empty();
        }
        Set<Name> more =
                Stream.concat(seen.stream(), Stream.of(dropped.name())).collect(Collectors.toUnmodifiableSet());
        return dropped.column(key.referencedColumns().get(0)).stream()
                .flatMap(column -> foreignKeys(column).stream())
                .filter(further -> Set.copyOf(further.columns()).equals(Set.copyOf(key.referencedColumns())))
                .flatMap(further -> rooted(further, more).stream())
                .map(further -> through(key, further))
                .findFirst();
    }

    /** The first key with the target of the second, which refers on from where the first leads. */
    private static Constraint through(Constraint key, Constraint further) {
        return new Constraint(
                key.table(),
                key.name(),
                key.type(),
                null,
                null,
                key.properties(),
                key.columns(),
                further.referenced(),
                key.referencedColumns().stream()
                        .map(column -> further.referencedColumns()
                                .get(further.columns().indexOf(column)))
                        .toList(),
                null,
                null,
                null);
    }

    private <T> Stream<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }
}
