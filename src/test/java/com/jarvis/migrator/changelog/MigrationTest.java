package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {

    private static final String CHATS = """
            create table users (id uuid primary key);
            create table chats (id uuid primary key, title varchar(100), note text default 'none', user_id uuid not null);
            """;

    @TempDir
    Path folder;

    @Test
    void a_migration_that_creates_tables_reads_as_one_written_by_hand() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            MigrationRun.sql(
                    database,
                    CHATS + "create index ix_chats on chats (user_id, title desc);"
                            + "alter table chats add constraint fk_chats foreign key (user_id) references users on delete cascade;"
                            + "alter table chats add constraint chats_title_check check (title <> '');");
            Migration migration = new Migration(
                    "20260301120000_create",
                    "jarvis",
                    Operations.reversible(MigrationRun.creating(MigrationRun.catalog(database))));
            assertThat(migration.text()).isEqualTo("""
                            # Creates tables chats and users.
                            # Rollback restores all, and drops tables chats and users with their rows.
                            databaseChangeLog:
                            - changeSet:
                                id: 20260301120000_create
                                author: jarvis
                                changes:
                                - createTable:
                                    tableName: chats
                                    columns:
                                    - column:
                                        name: id
                                        type: uuid
                                        constraints:
                                          nullable: false
                                          primaryKey: true
                                          primaryKeyName: chats_pkey
                                    - column:
                                        name: title
                                        type: varchar(100)
                                    - column:
                                        name: note
                                        type: text
                                        defaultValue: none
                                    - column:
                                        name: user_id
                                        type: uuid
                                        constraints:
                                          nullable: false
                                - createTable:
                                    tableName: users
                                    columns:
                                    - column:
                                        name: id
                                        type: uuid
                                        constraints:
                                          nullable: false
                                          primaryKey: true
                                          primaryKeyName: users_pkey
                                - sql:
                                    sql: alter table chats add constraint chats_title_check CHECK (((title)::text <> ''::text))
                                - createIndex:
                                    tableName: chats
                                    indexName: ix_chats
                                    columns:
                                    - column:
                                        name: user_id
                                    - column:
                                        name: title
                                        descending: true
                                - addForeignKeyConstraint:
                                    baseTableName: chats
                                    baseColumnNames: user_id
                                    constraintName: fk_chats
                                    referencedTableName: users
                                    referencedColumnNames: id
                                    onDelete: CASCADE
                                - tagDatabase:
                                    tag: 20260301120000_create
                                rollback:
                                - dropForeignKeyConstraint:
                                    baseTableName: chats
                                    constraintName: fk_chats
                                - dropTable:
                                    tableName: users
                                - dropTable:
                                    tableName: chats
                            """);
        }
    }

    @Test
    void changes_of_columns_apply_and_roll_back() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            MigrationRun.sql(database, CHATS);
            Catalog before = MigrationRun.catalog(database);
            Column title = MigrationRun.column(before, "chats", "title");
            Column wider = retyped(title, "character varying(200)");
            Column added = new Column(
                    new Name(null, "chats"), "pinned", "boolean", true, "false", null, null, false, null, "It's kept");
            Column other =
                    new Column(new Name(null, "chats"), "kind", "integer", false, null, null, null, false, null, null);
            Column note = MigrationRun.column(before, "chats", "note");
            Column named = new Column(
                    note.table(), "remark", "text", false, note.defaultValue(), null, null, false, null, null);
            Column userId = MigrationRun.column(before, "chats", "user_id");
            Migration migration = new Migration(
                    "2_change",
                    "jarvis",
                    Operations.reversible(List.of(
                            new Operation.Create(added),
                            new Operation.Create(other),
                            new Operation.AuthorNote("Fill in the kinds here:\nupdate chats set kind = 1"),
                            new Operation.AlterColumn(title, wider.withNotNull(true)),
                            new Operation.Rename(note, named),
                            new Operation.AlterColumn(named, named.withDefault(null)),
                            new Operation.Drop(userId))));
            assertThat(migration.text()).isEqualTo("""
                            # Adds columns chats.pinned and chats.kind.
                            # Changes columns chats.title varchar(100) → varchar(200), null → not null and chats.remark default 'none'::text →
                            # none.
                            # Renames column chats.note to remark.
                            # Drops column chats.user_id.
                            # Rollback restores the structure only: the values of the dropped column chats.user_id are gone. It drops columns
                            # chats.pinned and chats.kind with their values.
                            databaseChangeLog:
                            - changeSet:
                                id: 2_change
                                author: jarvis
                                changes:
                                - addColumn:
                                    tableName: chats
                                    columns:
                                    - column:
                                        name: pinned
                                        type: boolean
                                        defaultValueBoolean: false
                                        remarks: It's kept
                                        constraints:
                                          nullable: false
                                    - column:
                                        name: kind
                                        type: integer
                                # Fill in the kinds here:
                                # update chats set kind = 1
                                - modifyDataType:
                                    tableName: chats
                                    columnName: title
                                    newDataType: varchar(200)
                                - addNotNullConstraint:
                                    tableName: chats
                                    columnName: title
                                - renameColumn:
                                    tableName: chats
                                    oldColumnName: note
                                    newColumnName: remark
                                - dropDefaultValue:
                                    tableName: chats
                                    columnName: remark
                                - dropColumn:
                                    tableName: chats
                                    columnName: user_id
                                - tagDatabase:
                                    tag: 2_change
                                rollback:
                                - addColumn:
                                    tableName: chats
                                    columns:
                                    - column:
                                        name: user_id
                                        type: uuid
                                        constraints:
                                          nullable: false
                                - addDefaultValue:
                                    tableName: chats
                                    columnName: remark
                                    defaultValue: none
                                - renameColumn:
                                    tableName: chats
                                    oldColumnName: remark
                                    newColumnName: note
                                - sql:
                                    sql: alter table chats alter column title type character varying(100)
                                - sql:
                                    sql: alter table chats alter column title drop not null
                                - dropColumn:
                                    tableName: chats
                                    columnName: kind
                                - dropColumn:
                                    tableName: chats
                                    columnName: pinned
                            """);
            MigrationRun.apply(database, folder, migration);
            MigrationRun.rollback(database, folder, migration.fileName());
            assertThat(MigrationRun.catalog(database)).isEqualTo(before);
        }
    }

    @Test
    void an_empty_migration_runs_and_rolls_back() throws Exception {
        Migration migration = new Migration("3_empty", "jarvis", Operations.NONE);
        assertThat(migration.text()).isEqualTo("""
                        # Does nothing yet: write what it does below, and what undoes it under rollback.
                        databaseChangeLog:
                        - changeSet:
                            id: 3_empty
                            author: jarvis
                            changes:
                            # Write the changes here: https://docs.liquibase.com/change-types
                            - tagDatabase:
                                tag: 3_empty
                            # Replace the [] by the changes that undo them, the last one first.
                            rollback: []
                        """);
        try (TestDatabase database = TestDatabase.create()) {
            MigrationRun.apply(database, folder, migration);
            assertThat(count(database)).isEqualTo(1);
            MigrationRun.rollback(database, folder, migration.fileName());
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void a_foreign_key_is_dropped_before_the_table_that_it_references() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            MigrationRun.sql(database, """
                    create table a (id int primary key, b int);
                    create table b (id int primary key, a int references a);
                    alter table a add foreign key (b) references b;
                    """);
            Catalog before = MigrationRun.catalog(database);
            List<Operation> drops =
                    Operations.reversible(MigrationRun.creating(before)).downgrade();
            Migration migration = new Migration("4_drop", "jarvis", Operations.reversible(drops));
            MigrationRun.apply(database, folder, migration);
            assertThat(MigrationRun.catalog(database).tables()).isEmpty();
            MigrationRun.rollback(database, folder, migration.fileName());
            assertThat(MigrationRun.catalog(database)).isEqualTo(before);
            assertThat(Files.readString(folder.resolve("4_drop.yaml")))
                    .containsOnlyOnce("dropForeignKeyConstraint")
                    .startsWith("# Drops tables b and a.\n# Rollback restores the structure only: "
                            + "the rows of table b and the rows of table a are gone.\n");
        }
    }

    private static int count(TestDatabase database) throws Exception {
        try (var connection = database.connect();
                var rows = connection.createStatement().executeQuery("select count(*) from databasechangelog")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Column retyped(Column column, String type) {
        return new Column(
                column.table(),
                column.name(),
                type,
                column.notNull(),
                column.defaultValue(),
                column.identity(),
                column.generated(),
                column.virtual(),
                column.collation(),
                column.comment());
    }
}
