package com.jarvis.migrator.changelog;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import java.util.List;

/** Operations in a few words, for a file name: {@code add_chats_title_and_2_more}. */
final class Summary {

    private Summary() {}

    /** The words, separated by underscores; {@code empty} for no operations. */
    static String of(List<Operation> operations) {
        List<Operation> all = HeadlineChanges.of(operations);
        List<Operation> ofTables = all.stream().filter(Summary::isOfTable).toList();
        List<Operation> headlines = ofTables.isEmpty() ? all : ofTables;
        if (headlines.isEmpty()) {
            return "empty";
        }
        String first = phrase(headlines.get(0));
        int more = headlines.size() - 1;
        if (more == 1 && verb(headlines.get(0)).equals(verb(headlines.get(1)))) {
            return first + "_and_"
                    + phrase(headlines.get(1)).substring(verb(headlines.get(1)).length() + 1);
        }
        return more == 0 ? first : first + "_and_" + more + "_more";
    }

    /** Tables and columns are more informative than the types, constraints and indexes that change with them. */
    private static boolean isOfTable(Operation operation) {
        SchemaObject object = subject(operation);
        return object instanceof Table || object instanceof Column;
    }

    private static SchemaObject subject(Operation operation) {
        return operation.objects().get(operation.objects().size() - 1);
    }

    private static String phrase(Operation operation) {
        if (operation instanceof Operation.Rename rename) {
            String after = rename.after() instanceof Column column ? column.name() : name(rename.after());
            return verb(operation) + "_" + name(rename.before()) + "_to_" + after;
        }
        return verb(operation) + "_" + name(subject(operation));
    }

    private static String verb(Operation operation) {
        if (operation instanceof Operation.Create create) {
            return create.object() instanceof Table ? "create" : "add";
        } else if (operation instanceof Operation.Drop) {
            return "drop";
        }
        return operation instanceof Operation.Rename ? "rename" : "change";
    }

    private static String name(SchemaObject object) {
        return object instanceof Constraint constraint
                ? constraint.name()
                : object.label().replace('.', '_');
    }
}
