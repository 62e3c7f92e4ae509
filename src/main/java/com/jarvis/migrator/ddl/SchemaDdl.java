package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.List;

/** Statements for schemas. */
final class SchemaDdl extends ObjectDdl<Schema> {

    @Override
    List<String> create(Schema schema) {
        return List.of("create schema " + quote(schema.name()));
    }

    @Override
    String drop(Schema schema) {
        return "drop schema " + quote(schema.name());
    }

    @Override
    List<String> alter(Alter<Schema> alter) {
        throw never(alter.after());
    }

    @Override
    String rename(Schema before, Schema after) {
        throw never(before);
    }
}
