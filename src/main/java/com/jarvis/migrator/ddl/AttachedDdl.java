package com.jarvis.migrator.ddl;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.List;

/** The statement that gives a table what no entity can describe. */
final class AttachedDdl extends ObjectDdl<Attached> {

    @Override
    List<String> create(Attached attached) {
        return List.of(attached.sql());
    }

    @Override
    String drop(Attached attached) {
        throw never(attached); // It goes with its table.
    }

    @Override
    List<String> alter(Alter<Attached> alter) {
        throw never(alter.after());
    }

    @Override
    String rename(Attached before, Attached after) {
        throw never(before);
    }
}
