package com.jarvis.migrator.ddl;

import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.List;

/** Statements for casts. */
final class CastDdl extends ObjectDdl<Cast> {

    @Override
    List<String> create(Cast cast) {
        return List.of("create cast (" + cast.source() + " as " + cast.target() + ") with inout"
                + (cast.context().isEmpty() ? "" : " as " + cast.context()));
    }

    @Override
    String drop(Cast cast) {
        return "drop cast (" + cast.source() + " as " + cast.target() + ")";
    }

    @Override
    List<String> alter(Alter<Cast> alter) {
        throw never(alter.after());
    }

    @Override
    String rename(Cast before, Cast after) {
        throw never(before);
    }
}
