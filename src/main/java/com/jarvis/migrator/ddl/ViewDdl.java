package com.jarvis.migrator.ddl;

import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;

/** Statements for views. */
final class ViewDdl extends ObjectDdl<View> {

    @Override
    List<String> create(View view) {
        String name = view.name().sql();
        List<String> statements = new ArrayList<>(
                withComment("create view " + name + " as " + view.definition().sql(), "view " + name, view.comment()));
        statements.addAll(view.attached());
        return statements;
    }

    @Override
    String drop(View view) {
        return drop("view", view.name());
    }

    @Override
    List<String> alter(Alter<View> alter) {
        throw never(alter.after());
    }

    @Override
    String rename(View before, View after) {
        return rename("view", before.name(), after.name());
    }
}
