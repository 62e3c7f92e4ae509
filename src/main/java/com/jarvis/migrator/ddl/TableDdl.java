package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Statements for tables. A table comes with its columns and primary key. */
final class TableDdl extends ObjectDdl<Table> {

    @Override
    List<String> create(Table table) {
        String name = table.name().sql();
        List<String> parts = new ArrayList<>();
        table.declared().forEach(column -> parts.add(ColumnDdl.definition(column)));
        table.primaryKey()
                .ifPresent(key -> parts.add("constraint " + quote(key.name()) + " "
                        + key.definition().sql()));
        String inherits = table.parents().isEmpty()
                ? ""
                : " inherits (" + table.parents().stream().map(Name::sql).collect(Collectors.joining(", ")) + ")";
        String partition = table.partitionKey() == null ? "" : " partition by " + table.partitionKey();
        List<String> statements = new ArrayList<>(withComment(
                "create table " + name + " (" + String.join(", ", parts) + ")" + inherits + partition,
                "table " + name,
                table.comment()));
        table.columns().stream()
                .filter(column -> column.comment() != null)
                .forEach(column -> statements.add(ColumnDdl.comment(column)));
        return statements;
    }

    @Override
    String drop(Table table) {
        return drop("table", table.name());
    }

    @Override
    List<String> alter(Alter<Table> alter) {
        return List.of(
                comment("table " + alter.after().name().sql(), alter.after().comment()));
    }

    @Override
    String rename(Table before, Table after) {
        return rename("table", before.name(), after.name());
    }
}
