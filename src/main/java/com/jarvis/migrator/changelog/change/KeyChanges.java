package com.jarvis.migrator.changelog.change;

import static com.jarvis.migrator.changelog.change.TableChanges.named;
import static com.jarvis.migrator.changelog.change.TableChanges.onTable;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Liquibase changes of primary keys, unique constraints and foreign keys. */
final class KeyChanges {

    private static final Pattern FOREIGN_KEY = Pattern.compile("FOREIGN KEY \\([^()]*\\) REFERENCES [^()]*\\([^()]*\\)"
            + "(?: ON UPDATE (CASCADE|SET NULL|SET DEFAULT|RESTRICT))?"
            + "(?: ON DELETE (CASCADE|SET NULL|SET DEFAULT|RESTRICT))?"
            + "( DEFERRABLE)?( INITIALLY DEFERRED)?");
    private static final Pattern UNIQUE = Pattern.compile("UNIQUE \\([^()]*\\)( DEFERRABLE)?( INITIALLY DEFERRED)?");
    private static final Pattern PRIMARY_KEY = Pattern.compile("PRIMARY KEY \\([^()]*\\)");

    private KeyChanges() {}

    /** The changes; empty where Liquibase can't say exactly the same thing. */
    static List<Change> create(Constraint key) {
        if (!sayable(key)) {
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

    /** Whether it is a primary key on its columns and nothing more. */
    static boolean plain(Constraint key) {
        return sayable(key) && PRIMARY_KEY.matcher(key.definition().text()).matches();
    }

    private static boolean sayable(Constraint key) {
        // PostgreSQL 18: a key that ranges may not overlap in.
        boolean temporal = key.definition().text().contains(" WITHOUT OVERLAPS")
                || key.definition().text().contains("PERIOD ");
        return !temporal
                && key.comment() == null
                && LiquibaseNames.regular(key.name())
                && LiquibaseNames.regular(key.columns())
                && named(key.table());
    }

    private static List<Change> unique(Constraint key, String columns) {
        Matcher clauses = UNIQUE.matcher(key.definition().text());
        return clauses.matches()
                ? List.of(onTable(
                        "addUniqueConstraint",
                        key.table(),
                        "columnNames",
                        columns,
                        "constraintName",
                        key.name(),
                        "deferrable",
                        clauses.group(1) == null ? null : true,
                        "initiallyDeferred",
                        clauses.group(2) == null ? null : true))
                : List.of();
    }

    private static List<Change> foreignKey(Constraint key, String columns) {
        Matcher clauses = FOREIGN_KEY.matcher(key.definition().text());
        if (!clauses.matches() || !named(key.referenced()) || !LiquibaseNames.regular(key.referencedColumns())) {
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
                clauses.group(2),
                "onUpdate",
                clauses.group(1),
                "deferrable",
                clauses.group(3) == null ? null : true,
                "initiallyDeferred",
                clauses.group(4) == null ? null : true));
    }
}
