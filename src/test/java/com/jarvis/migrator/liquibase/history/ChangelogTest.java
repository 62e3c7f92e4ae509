package com.jarvis.migrator.liquibase.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.change.core.RawSQLChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changelog as it is read for a database. */
class ChangelogTest {

    @TempDir
    Path folder;

    @Test
    void a_statement_names_the_default_schema_of_the_database_and_no_table_of_liquibase_is_created() throws Exception {
        Files.createDirectories(folder.resolve("changelog"));
        Files.writeString(folder.resolve(Changelog.DEFAULT), """
                databaseChangeLog:
                - changeSet:
                    id: move
                    author: jo
                    changes:
                    - sql:
                        sql: alter table side.note set schema "${database.defaultSchemaName}"
                """);
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect()) {
            ChangeLogParameters parameters = new ChangeLogParameters(
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
            DatabaseChangeLog read = Scope.child(
                    Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder)),
                    () -> new Changelog(folder, Changelog.DEFAULT).read(parameters));
            RawSQLChange move =
                    (RawSQLChange) read.getChangeSets().get(0).getChanges().get(0);
            assertThat(move.getSql()).isEqualTo("alter table side.note set schema \"public\"");
            assertThat(database.strings("select relname from pg_class where relnamespace = 'public'::regnamespace"))
                    .isEqualTo(List.of());
        }
    }
}
