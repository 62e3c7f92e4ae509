package com.jarvis.migrator.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class DefaultSchemaTest {

    @Test
    void it_is_the_first_on_the_search_path_that_exists_and_without_one_the_message_says_how_to_name_it()
            throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema depot; set search_path = absent, depot, public");

            assertThat(DefaultSchema.of(connection)).isEqualTo("depot");

            statement.execute("set search_path = absent");
            assertThatThrownBy(() -> DefaultSchema.of(connection))
                    .isInstanceOf(MigratorException.class)
                    .hasMessage("""
                            The connection has no schema to create tables in: none on its search path exists, or may be used.
                            Name one in liquibase.properties, for instance
                              url=jdbc:postgresql://localhost:5432/jarvis?currentSchema=public""");
        }
    }
}
