package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.IdentifierSearch;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Operations as a person would tell them: several steps on one object are told as the one change that they make. */
public final class NetChanges {

    private NetChanges() {}

    /** The changes that the operations make, without notes and without updates of rows and sequences. */
    public static List<Operation> of(List<Operation> operations) {
        Map<String, Operation> told = new LinkedHashMap<>();
        for (Operation operation : withoutRebuiltTypes(operations)) {
            boolean helps = operation instanceof UpdateRows || operation instanceof AdvanceSequence;
            if (!(operation instanceof AuthorNote || helps)) {
                String subject = subject(operation);
                Operation earlier = told.get(subject);
                Operation both = earlier == null ? operation : merge(earlier, operation);
                if (both != null) {
                    told.put(subject, both);
                } else {
                    told.put(subject + " " + told.size(), operation);
                }
            }
        }
        return List.copyOf(told.values());
    }

    private static String subject(Operation operation) {
        return OperationText.what(
                operation instanceof Create create
                        ? create.object()
                        : operation instanceof Drop drop
                                ? drop.object()
                                : operation instanceof Alter alter ? alter.after() : ((Rename) operation).after());
    }

    /** One operation for two on the same object, one after the other; null where there is none. */
    private static Operation merge(Operation first, Operation second) {
        if (first instanceof Drop drop && second instanceof Create create) {
            return new Alter(drop.object(), create.object());
        } else if (first instanceof Create && second instanceof Alter alter) {
            return new Create(alter.after());
        } else if (first instanceof Alter from && second instanceof Alter to) {
            return new Alter(from.before(), to.after(), from.constants().isEmpty() ? to.constants() : from.constants());
        }
        return null;
    }

    /** A type that is renamed, made anew and dropped, with its columns converted in between, has other values. */
    private static List<Operation> withoutRebuiltTypes(List<Operation> operations) {
        List<Operation> told = new ArrayList<>(operations);
        for (Operation operation : operations) {
            if (operation instanceof Rename rename
                    && rename.before() instanceof EnumType before
                    && rename.after() instanceof EnumType old) {
                SchemaObject after = operations.stream()
                        .filter(o -> o instanceof Create create
                                && create.object().label().equals(before.label()))
                        .map(o -> ((Create) o).object())
                        .findFirst()
                        .orElse(before);
                told.replaceAll(o -> o.equals(rename) ? new Alter(before, after) : o);
                told.removeIf(o -> o.equals(new Create(after)) || o.equals(new Drop(old)) || converts(o, old, before));
            }
        }
        return told;
    }

    private static boolean converts(Operation operation, EnumType old, EnumType type) {
        return operation instanceof Alter alter
                && alter.before() instanceof Column from
                && alter.after() instanceof Column to
                && IdentifierSearch.replace(
                                from.type(), old.name().sql(), type.name().sql())
                        .equals(to.type())
                && from.notNull() == to.notNull()
                && Objects.equals(from.comment(), to.comment())
                && Objects.equals(
                        IdentifierSearch.replace(
                                from.defaultValue(),
                                old.name().sql(),
                                type.name().sql()),
                        to.defaultValue());
    }
}
