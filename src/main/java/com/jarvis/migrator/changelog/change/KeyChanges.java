package com.jarvis.migrator.changelog.change;

import static com.jarvis.migrator.changelog.change.TableChanges.named;
import static com.jarvis.migrator.changelog.change.TableChanges.onTable;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Constraint.Property;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.List;

/** The Liquibase changes for primary keys, unique constraints and foreign keys. */
final class KeyChanges {

    private KeyChanges() {}

    /** The changes; none if Liquibase cannot create exactly this constraint. */
    static List<Change> create(Constraint key) {
        if (!isExpressible(key)) {
            return List.of();
        }
        String columns = String.join(", ", key.columns());
        return switch (key.type()) {
            case PRIMARY_KEY ->
                plain(key)
                        ? List.of(onTable(
                                "addPrimaryKey", key.table(), "columnNames", columns, "constraintName", key.name()))
                        : List.of();
            case UNIQUE -> unique(key, columns);
            case FOREIGN_KEY -> foreignKey(key, columns);
            case CHECK, EXCLUSION, NOT_NULL -> List.of();
        };
    }

    static List<Change> drop(Constraint key) {
        if (!LiquibaseNames.regular(key.name()) || !named(key.table())) {
            return List.of();
        }
        return switch (key.type()) {
            case PRIMARY_KEY -> List.of(onTable("dropPrimaryKey", key.table(), "constraintName", key.name()));
            case UNIQUE -> List.of(onTable("dropUniqueConstraint", key.table(), "constraintName", key.name()));
            case FOREIGN_KEY ->
                List.of(Change.of(
                        "dropForeignKeyConstraint",
                        "baseTableSchemaName",
                        key.table().schema(),
                        "baseTableName",
                        key.table().local(),
                        "constraintName",
                        key.name()));
            case CHECK, EXCLUSION, NOT_NULL -> List.of();
        };
    }

    /** Whether it is a primary key without other properties. */
    static boolean plain(Constraint key) {
        return isExpressible(key) && key.type() == Constraint.Type.PRIMARY_KEY && key.hasOnly();
    }

    private static boolean isExpressible(Constraint key) {
        return key.comment() == null
                && LiquibaseNames.regular(key.name())
                && LiquibaseNames.regular(key.columns())
                && named(key.table());
    }

    private static List<Change> unique(Constraint key, String columns) {
        return key.hasOnly(Property.DEFERRABLE, Property.INITIALLY_DEFERRED)
                ? List.of(onTable(
                        "addUniqueConstraint",
                        key.table(),
                        "columnNames",
                        columns,
                        "constraintName",
                        key.name(),
                        "deferrable",
                        has(key, Property.DEFERRABLE),
                        "initiallyDeferred",
                        has(key, Property.INITIALLY_DEFERRED)))
                : List.of();
    }

    private static List<Change> foreignKey(Constraint key, String columns) {
        if (!key.hasOnly(Property.DEFERRABLE, Property.INITIALLY_DEFERRED)
                || !named(key.referenced())
                || !LiquibaseNames.regular(key.referencedColumns())) {
            return List.of();
        }
        return List.of(Change.of(
                "addForeignKeyConstraint",
                "baseTableSchemaName",
                key.table().schema(),
                "baseTableName",
                key.table().local(),
                "baseColumnNames",
                columns,
                "constraintName",
                key.name(),
                "referencedTableSchemaName",
                key.referenced().schema(),
                "referencedTableName",
                key.referenced().local(),
                "referencedColumnNames",
                String.join(", ", key.referencedColumns()),
                "onDelete",
                key.onDelete(),
                "onUpdate",
                key.onUpdate(),
                "deferrable",
                has(key, Property.DEFERRABLE),
                "initiallyDeferred",
                has(key, Property.INITIALLY_DEFERRED)));
    }

    /** True, or null to omit the attribute. */
    private static Boolean has(Constraint key, Property property) {
        return key.properties().contains(property) ? true : null;
    }
}
