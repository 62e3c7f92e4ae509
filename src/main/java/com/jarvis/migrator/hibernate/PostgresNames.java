package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.catalog.Name;
import java.util.List;
import java.util.Locale;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.QualifiedName;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Column;

/** The names that the objects of a mapping get in PostgreSQL, which folds a name without quotes to lower case (manual, 4.1.1). */
final class PostgresNames {

    private PostgresNames() {}

    /** Without a schema in the default schema of the connection. */
    static Name of(SqlStringGenerationContext context, QualifiedName name) {
        Identifier schema = context.schemaWithDefault(name.getSchemaName());
        return new Name(schema == null ? null : of(schema), of(name.getObjectName()));
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
