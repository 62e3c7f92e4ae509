package com.jarvis.migrator.changelog.change;

import static com.jarvis.migrator.changelog.change.TableChanges.named;

import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.List;

/** The Liquibase changes for views. */
final class ViewChanges {

    private ViewChanges() {}

    /** The change; none if Liquibase cannot create exactly this view. */
    static List<Change> create(View view) {
        String query = view.definition().sql().strip().replaceFirst(";$", "");
        boolean isBare = view.comment() == null
                && view.columnComments().isEmpty()
                && view.attached().isEmpty();
        return named(view.name()) && isBare
                ? List.of(Change.of(
                        "createView",
                        "schemaName",
                        view.name().schema(),
                        "viewName",
                        view.name().local(),
                        "selectQuery",
                        LiquibaseParameters.hide(query)))
                : List.of();
    }

    static List<Change> drop(View view) {
        return named(view.name())
                ? List.of(Change.of(
                        "dropView",
                        "schemaName",
                        view.name().schema(),
                        "viewName",
                        view.name().local()))
                : List.of();
    }
}
