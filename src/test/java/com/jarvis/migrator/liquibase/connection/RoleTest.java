package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

class RoleTest {

    @Test
    void a_role_with_the_name_of_a_key_word_is_quoted_in_the_statement_for_the_user() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute("create role \"order\" login password 'secret'");
            try (Connection connection =
                    new TestDatabase(database.name(), database.url(), "order", "secret").connect()) {
                String statement = Role.of(connection).set("lock_timeout", "0");

                assertThat(statement)
                        .isEqualTo("alter role \"order\" in database %s set lock_timeout = 0", database.name());
                database.execute(statement);
            } finally {
                database.execute("drop role \"order\"");
            }
        }
    }
}
