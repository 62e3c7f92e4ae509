package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterEnumType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.Replace;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The net effect of operations: several steps on one object become one change. */
public final class NetChanges {

    private NetChanges() {}

    /** The net changes, without notes, updates of rows and sequences, and what objects keep when they are created again. */
    public static List<Operation> of(List<Operation> operations) {
        Map<String, Operation> changes = new LinkedHashMap<>();
        for (Operation operation : withoutHelpers(operations)) {
            if (operation.objects().isEmpty()
                    || operation instanceof AdvanceSequence
                    || operation.objects().get(0) instanceof Attached) {
                continue;
            }
            String subject = OperationText.what(
                    operation.objects().get(operation.objects().size() - 1));
            Operation earlier = changes.get(subject);
            Operation both = earlier == null ? operation : merge(earlier, operation);
            if (both != null) {
                changes.put(subject, both);
            } else {
                changes.put(subject + " " + changes.size(), operation);
            }
        }
        return withoutPairs(List.copyOf(changes.values()));
    }

    /** A key that is dropped and another one on the same columns become one change, which shows what they have in common. */
    private static List<Operation> withoutPairs(List<Operation> changes) {
        List<Operation> all = new ArrayList<>(changes);
        for (Operation operation : changes) {
            if (operation instanceof Drop drop && drop.object() instanceof Constraint before) {
                changes.stream()
                        .filter(other -> other instanceof Create create
                                && create.object() instanceof Constraint after
                                && before.isKeyLike(after))
                        .findFirst()
                        .filter(all::remove)
                        .ifPresent(other -> all.replaceAll(
                                one -> one.equals(drop) ? new Replace(before, ((Create) other).object()) : one));
            }
        }
        return all;
    }

    /** One operation that has the effect of two successive ones on the same object; null if there is none. */
    private static Operation merge(Operation first, Operation second) {
        if (first instanceof Drop drop && second instanceof Create create) {
            return drop.object() instanceof Column before && create.object() instanceof Column after
                    ? new AlterColumn(before, after)
                    : new Replace(drop.object(), create.object());
        } else if (first instanceof Replace replace && second instanceof Drop) {
            return new Drop(replace.before());
        } else if (first instanceof Create && second instanceof Alter<?> alter) {
            return new Create(alter.after());
        } else if (first instanceof AlterColumn from && second instanceof AlterColumn to) {
            return new AlterColumn(
                    from.before(), to.after(), from.constants().isEmpty() ? to.constants() : from.constants());
        } else if (first instanceof Alter<?> from && second instanceof Alter<?> to) {
            return new Replace(from.before(), to.after());
        }
        return null;
    }

    /**
     * Removes objects that exist only while the operations run. The rename, the creation, the conversions and the drop of a
     * rebuilt type become one change of its values, if any; the rename and the drop of another object become its drop.
     */
    private static List<Operation> withoutHelpers(List<Operation> operations) {
        List<Operation> changes = new ArrayList<>(operations);
        for (Operation operation : operations) {
            if (operation instanceof Rename rename
                    && operations.stream().anyMatch(o -> dropsIdentity(o, rename.after()))) {
                changes.remove(rename);
            } else if (operation instanceof Rename rename
                    && rename.before() instanceof SchemaObject.Named before
                    && rename.after() instanceof SchemaObject.Named old
                    && drop(old, operations) instanceof Drop drop) {
                SchemaObject rebuilt = created(before, operations);
                if (rebuilt == null) {
                    changes.remove(rename);
                    changes.replaceAll(o -> o.equals(drop) ? new Drop(before) : ofOriginalType(o, old, before));
                } else {
                    if (before instanceof EnumType from) {
                        changes.replaceAll(o -> o.equals(rename) ? new AlterEnumType(from, (EnumType) rebuilt) : o);
                    }
                    changes.removeIf(o -> o.equals(rename)
                            || o.equals(new Create(rebuilt))
                            || o.equals(drop)
                            || converts(o, old, before));
                }
            }
        }
        return changes;
    }

    private static boolean dropsIdentity(Operation operation, SchemaObject sequence) {
        Column before = operation instanceof AlterColumn alter
                ? alter.before()
                : operation instanceof Drop drop && drop.object() instanceof Column column ? column : null;
        return before != null
                && before.identity() != null
                && before.identity().sequence().label().equals(sequence.label())
                && (operation instanceof Drop
                        || ((AlterColumn) operation).after().identity() == null);
    }

    /** A change of a column, from the type as it was called before it stepped aside. */
    private static Operation ofOriginalType(Operation operation, SchemaObject.Named old, SchemaObject.Named type) {
        if (!(operation instanceof AlterColumn alter)) {
            return operation;
        }
        String oldName = old.name().sql();
        String name = type.name().sql();
        Column before = alter.before();
        return new AlterColumn(
                before.withType(PrintedTypes.renamed(before.type(), oldName, name))
                        .withDefault(PrintedTypes.recast(before.defaultValue(), oldName, name)),
                alter.after(),
                alter.constants());
    }

    private static Operation drop(SchemaObject.Named old, List<Operation> operations) {
        return operations.stream()
                .filter(o -> o instanceof Drop drop
                        && drop.object().getClass() == old.getClass()
                        && drop.object().label().equals(old.label()))
                .findFirst()
                .orElse(null);
    }

    private static SchemaObject created(SchemaObject.Named before, List<Operation> operations) {
        return operations.stream()
                .filter(o -> o instanceof Create create
                        && create.object().getClass() == before.getClass()
                        && create.object().label().equals(before.label()))
                .map(o -> ((Create) o).object())
                .findFirst()
                .orElse(null);
    }

    private static boolean converts(Operation operation, SchemaObject.Named old, SchemaObject.Named type) {
        if (!(operation instanceof AlterColumn alter)) {
            return false;
        }
        Column from = alter.before();
        Column to = alter.after();
        String oldName = old.name().sql();
        String name = type.name().sql();
        return PrintedTypes.isOf(from.type(), oldName)
                && PrintedTypes.renamed(from.type(), oldName, name).equals(to.type())
                && from.notNull() == to.notNull()
                && Objects.equals(from.comment(), to.comment())
                && Objects.equals(PrintedTypes.recast(from.defaultValue(), oldName, name), to.defaultValue());
    }
}
