package com.jarvis.migrator.hibernate;

import java.util.List;
import java.util.Locale;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.QualifiedName;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;

/** The names that the objects of a mapping get in PostgreSQL, which folds a name without quotes to lower case (manual, 4.1.1). */
final class PostgresNames {

    private PostgresNames() {}

    /** Null for the default schema of the connection. */
    static String schema(SqlStringGenerationContext context, QualifiedName name) {
        Identifier schema = context.schemaWithDefault(name.getSchemaName());
        return schema == null ? null : of(schema);
    }

    static String of(QualifiedName name) {
        return of(name.getObjectName());
    }

    static String of(Table table) {
        return of(table.getNameIdentifier());
    }

    static List<String> of(List<Column> columns) {
        return columns.stream().map(PostgresNames::of).toList();
    }

    static String of(Column column) {
        return column.isQuoted() ? column.getName() : folded(column.getName());
    }

    private static String of(Identifier identifier) {
        return identifier.isQuoted() ? identifier.getText() : folded(identifier.getText());
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
