package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Statements for views. */
final class ViewDdl extends ObjectDdl<View> {

    @Override
    List<String> create(View view) {
        String name = view.name().sql();
        List<String> statements = new ArrayList<>(
                withComment("create view " + name + " as " + view.definition().sql(), "view " + name, view.comment()));
        view.columnComments().forEach((column, text) -> statements.add(comment(view, column)));
        view.attached().forEach(attachment -> statements.add(attachment.sql()));
        return statements;
    }

    private static String comment(View view, String column) {
        return comment(
                "column " + view.name().sql() + "." + quote(column),
                view.columnComments().get(column));
    }

    @Override
    String drop(View view) {
        return drop("view", view.name());
    }

    @Override
    List<String> alter(Alter<View> alter) {
        View before = alter.before();
        View after = alter.after();
        return after.columns().stream()
                .filter(column -> !Objects.equals(
                        before.columnComments().get(column),
                        after.columnComments().get(column)))
                .map(column -> comment(after, column))
                .toList();
    }

    @Override
    String rename(View before, View after) {
        return rename("view", before.name(), after.name());
    }
}
