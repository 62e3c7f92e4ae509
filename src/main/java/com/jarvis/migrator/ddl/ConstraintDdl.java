package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.List;

/** Statements for constraints. */
final class ConstraintDdl extends ObjectDdl<Constraint> {

    @Override
    List<String> create(Constraint constraint) {
        return withComment(
                "alter table " + constraint.table().sql() + " add constraint " + quote(constraint.name()) + " "
                        + constraint.definition().sql(),
                commented(constraint),
                constraint.comment());
    }

    /** No entity describes an exclusion constraint. If no migration creates it either, an empty database does not have it. */
    @Override
    String drop(Constraint constraint) {
        return "alter table " + constraint.table().sql() + " drop constraint "
                + (constraint.type() == Constraint.Type.EXCLUSION ? "if exists " : "") + quote(constraint.name());
    }

    @Override
    List<String> alter(Alter<Constraint> alter) {
        Constraint before = alter.before();
        Constraint after = alter.after();
        if (before.definition().equals(after.definition())) {
            return List.of(comment(commented(after), after.comment()));
        } else if (before.isValidatedTo(after)) {
            return List.of("alter table " + after.table().sql() + " validate constraint " + quote(after.name()));
        }
        return replace(before, after);
    }

    @Override
    String rename(Constraint before, Constraint after) {
        return "alter table " + before.table().sql() + " rename constraint " + quote(before.name()) + " to "
                + quote(after.name());
    }

    private static String commented(Constraint constraint) {
        return "constraint " + quote(constraint.name()) + " on "
                + constraint.table().sql();
    }
}
