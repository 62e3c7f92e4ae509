package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.Test;

/** Every other test of diff checks that XML and formatted SQL say the same as YAML; these are what such files look like. */
class MigrationFormatTest {

    private static final DesiredSchema.Origin NOBODY = (statement, position) -> "";

    @Test
    void xml_has_attributes_and_elements_where_yaml_has_keys_and_maps() throws Exception {
        assertThat(migration(MigrationFormat.XML, "create table note (id bigint primary key, title text not null)"))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!-- Creates table note. -->
                        <!-- Rollback restores all, and drops table note with its rows. -->
                        <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                            xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                              http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                          <changeSet id="20260301000000_note" author="ann">
                            <createTable tableName="note">
                              <column name="id" type="bigint">
                                <constraints nullable="false" primaryKey="true" primaryKeyName="note_pkey"/>
                              </column>
                              <column name="title" type="text">
                                <constraints nullable="false"/>
                              </column>
                            </createTable>
                            <rollback>
                              <dropTable tableName="note"/>
                            </rollback>
                          </changeSet>
                        </databaseChangeLog>
                        """);
    }

    @Test
    void formatted_sql_has_the_statements_that_liquibase_makes_of_the_changes() throws Exception {
        assertThat(migration("sql", "create table note (id bigint primary key)"))
                .isEqualTo("""
                --liquibase formatted sql
                -- Creates table note.
                -- Rollback restores all, and drops table note with its rows.

                --changeset ann:20260301000000_note stripComments:false
                CREATE TABLE note (id BIGINT NOT NULL, CONSTRAINT note_pkey PRIMARY KEY (id));
                --rollback DROP TABLE note;
                """);
    }

    @Test
    void what_xml_cannot_express_is_refused() {
        assertThatThrownBy(() -> migration(
                        MigrationFormat.XML,
                        "create table note (id bigint primary key, title text default e'\\u0007')"))
                .hasMessage("""
                        20260301000000_note has a control character, which XML cannot express, so no migration was written. Write it in YAML:
                          mvn compile liquibase:diff -Dmigration.format=yaml""");
    }

    @Test
    void a_text_that_liquibase_reads_back_as_something_else_is_refused() {
        assertThatThrownBy(() -> migration(
                        new MigrationFormat() {
                            @Override
                            public String extension() {
                                return ".sql";
                            }

                            @Override
                            public String text(Migration migration) {
                                return "--liquibase formatted sql\n--changeset ann:1\ndrop table note;\n";
                            }
                        },
                        "create table note (id bigint primary key)"))
                .hasMessage("""
                        20260301000000_note cannot be written in this format: Liquibase would read another statement back, so no migration was written.
                          CREATE TABLE note (id BIGINT NOT NULL, CONSTRAINT note_pkey PRIMARY KEY (id))
                          drop table note
                        Write it in YAML:
                          mvn compile liquibase:diff -Dmigration.format=yaml""");
    }

    @Test
    void comments_show_examples_in_the_format_of_the_file() throws Exception {
        String before = "create table note (id bigint primary key); insert into note values (1)";
        String after = "create table note (id bigint primary key, title text not null)";
        assertThat(migration(MigrationFormat.XML, before, after))
                .contains(
                        "    <!-- Existing rows need values in note.title before it becomes NOT NULL. Fill them in here, for instance: -->\n"
                                + "    <!-- <sql>update note set title = … where title is null</sql> -->\n");
        assertThat(migration("sql", before, after)).contains("""
                -- Existing rows need values in note.title before it becomes NOT NULL. Fill them in here, for instance:
                -- update note set title = … where title is null;
                """);
    }

    private static String migration(Object format, String ddl) throws Exception {
        return migration(format, "", ddl);
    }

    private static String migration(Object format, String before, String ddl) throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect()) {
            database.execute(before);
            Database live =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            MigrationFormat chosen = format instanceof MigrationFormat given ? given : new SqlMigration(live);
            Settings settings = new Settings(null, "ann", Set.of(), "none", null);
            return new Autogenerate(
                            live, settings, operations -> new Migration("20260301000000_note", "ann", operations)
                                    .in(chosen))
                    .run(List.of(ddl), NOBODY)
                    .migration()
                    .orElseThrow()
                    .text();
        }
    }
}
