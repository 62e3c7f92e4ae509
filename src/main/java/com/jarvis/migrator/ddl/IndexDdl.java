package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.List;

/** Statements for indexes that no constraint owns. */
final class IndexDdl extends ObjectDdl<Index> {

    private final String concurrently;

    /** @param concurrently whether others may write to the table meanwhile, which takes statements outside of a transaction */
    IndexDdl(boolean concurrently) {
        this.concurrently = concurrently ? "concurrently " : "";
    }

    @Override
    List<String> create(Index index) {
        String definition = index.definition();
        String tail = definition.startsWith("btree ") ? definition.substring("btree ".length()) : "using " + definition;
        return withComment(
                "create " + (index.unique() ? "unique " : "") + "index " + concurrently
                        + quote(index.name().local()) + " on " + index.table().sql() + " " + tail,
                "index " + index.name().sql(),
                index.comment());
    }

    /**
     * No entity describes an index that is not plain. If no migration creates it either, an empty database does not have it.
     * Outside a transaction, a run that is killed behind the statement, before the history says so, runs it again.
     */
    @Override
    String drop(Index index) {
        return "drop index " + concurrently + (index.plain() && concurrently.isEmpty() ? "" : "if exists ")
                + index.name().sql();
    }

    @Override
    List<String> alter(Alter<Index> alter) {
        throw never(alter.after());
    }

    @Override
    String rename(Index before, Index after) {
        return rename("index", before.name(), after.name());
    }
}
