package com.jarvis.migrator.diff;

import static com.jarvis.migrator.sql.Identifiers.sequenceName;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The steps that rename tables and columns, also into another schema, together with the sequences named after them.
 * Constraints and indexes are compared afterwards, and renamed if only their names differ.
 */
final class RenameSteps {

    private final Catalog live;
    private final Catalog model;
    private final List<Operation> steps = new ArrayList<>();

    RenameSteps(Catalog live, Catalog model) {
        this.live = live;
        this.model = model;
    }

    List<Operation> inOrder() {
        return steps;
    }

    /**
     * Renames a table or a column.
     *
     * @param from {@code table} or {@code table.column} of the live database, with its schema unless it is the default
     *     one
     * @param to the table's or the column's name in the model
     * @return false unless the old name exists only in the live database, and the new one only in the model
     */
    boolean add(String from, String to) {
        for (Table table : live.tables()) {
            if (table.name().toString().equals(from)
                    && model.table(table.name()).isEmpty()) {
                Optional<Name> wanted = model.tables().stream()
                        .map(Table::name)
                        .filter(name -> name.equals(table.name().sibling(to))
                                || name.toString().equals(to))
                        .filter(name -> live.table(name).isEmpty())
                        .findFirst();
                if (wanted.isPresent()) {
                    rename(table, wanted.get());
                    return true;
                }
            }
            for (Column column : table.columns()) {
                if (column.label().equals(from) && isRenamed(table, column, to)) {
                    rename(table, column, to);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isRenamed(Table table, Column column, String to) {
        return model.table(now(table.name()))
                .filter(wanted -> wanted.column(to).isPresent()
                        && wanted.column(column.name()).isEmpty()
                        && table.column(to).isEmpty())
                .isPresent();
    }

    private void rename(Table table, Name to) {
        createSchema(to.schema());
        move(table, table.named(new Name(to.schema(), table.name().local())), table.named(to));
        for (Column column : table.columns()) {
            String from = sequenceName(table.name().local(), column.name());
            renameIdentity(column, to.schema(), from, sequenceName(to.local(), column.name()));
            renameOwned(
                    new Sequence.Owner(table.name(), column.name()),
                    new Sequence.Owner(to, column.name()),
                    to.schema());
        }
        renameIndependent(table.name().local(), to);
    }

    private void rename(Table table, Column column, String to) {
        Name name = now(table.name());
        Column now = column.in(name);
        steps.add(new Rename(now, now.named(to)));
        String from = sequenceName(name.local(), column.name());
        renameIdentity(column, name.schema(), from, sequenceName(name.local(), to));
        renameOwned(new Sequence.Owner(table.name(), column.name()), new Sequence.Owner(name, to), name.schema());
    }

    private void createSchema(String name) {
        if (name != null
                && live.schemas().stream().noneMatch(schema -> schema.name().equals(name))) {
            Create create = new Create(new Schema(name));
            if (!steps.contains(create)) {
                steps.add(create);
            }
        }
    }

    /** PostgreSQL needs one statement for the schema and another for the name. */
    private void move(SchemaObject before, SchemaObject inSchema, SchemaObject after) {
        if (!before.label().equals(inSchema.label())) {
            steps.add(new Rename(before, inSchema));
        }
        if (!inSchema.label().equals(after.label())) {
            steps.add(new Rename(inSchema, after));
        }
    }

    /**
     * Renames the sequence of an identity if it has the name that PostgreSQL chose. It keeps its name if another
     * sequence has the new one already, since names are truncated at 63 bytes.
     */
    private void renameIdentity(Column column, String schema, String from, String to) {
        if (column.identity() != null) {
            Sequence original = column.identity().sequence();
            Sequence now = original.named(now(new Name(schema, original.name().local())));
            Name wanted = now.name().sibling(to);
            if (now.name().local().equals(from) && !wanted.equals(now.name()) && isFree(wanted)) {
                steps.add(new Rename(now, now.named(wanted)));
            }
        }
    }

    /** Renames the sequence of a serial column to its name in the model. */
    private void renameOwned(Sequence.Owner from, Sequence.Owner to, String schema) {
        for (Sequence found : live.sequences()) {
            for (Sequence wanted : model.sequences()) {
                Sequence now = found.named(now(new Name(schema, found.name().local())));
                boolean isOther = !now.name().equals(wanted.name());
                if (from.equals(found.owner()) && to.equals(wanted.owner()) && isOther && isFree(wanted.name())) {
                    steps.add(new Rename(now, now.named(wanted.name())));
                }
            }
        }
    }

    /** Renames an independent sequence (GenerationType.SEQUENCE) if the model has it under the new name. */
    private void renameIndependent(String from, Name to) {
        for (Sequence sequence : live.sequences()) {
            String name = sequence.name().local();
            if (sequence.owner() == null && name.startsWith(from + "_") && !has(model, sequence.name())) {
                String other = to.local() + name.substring(from.length());
                Stream.of(new Name(to.schema(), other), sequence.name().sibling(other))
                        .filter(wanted -> has(model, wanted))
                        .findFirst()
                        .ifPresent(wanted -> move(
                                sequence, sequence.named(new Name(wanted.schema(), name)), sequence.named(wanted)));
            }
        }
    }

    private static boolean has(Catalog catalog, Name sequence) {
        return catalog.sequences().stream().anyMatch(s -> s.name().equals(sequence));
    }

    /** Whether no sequence has the name after the steps so far. */
    private boolean isFree(Name name) {
        Stream<Name> identities = live.tables().stream()
                .flatMap(table -> table.columns().stream())
                .filter(column -> column.identity() != null)
                .map(column -> column.identity().sequence().name());
        return Stream.concat(identities, live.sequences().stream().map(Sequence::name))
                .map(this::now)
                .noneMatch(name::equals);
    }

    /** The name that a table or sequence has after the steps so far. */
    private Name now(Name name) {
        Name now = name;
        for (Operation step : steps) {
            if (step instanceof Rename rename && now.equals(name(rename.before()))) {
                now = name(rename.after());
            }
        }
        return now;
    }

    private static Name name(SchemaObject object) {
        if (object instanceof Table table) {
            return table.name();
        }
        return object instanceof Sequence sequence ? sequence.name() : null;
    }
}
