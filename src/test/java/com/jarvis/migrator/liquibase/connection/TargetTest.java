package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "jdbc:postgresql://localhost:5432/jarvis, jdbc:postgresql://localhost:5432/jarvis, -, -",
                "jdbc:postgresql:jarvis, jdbc:postgresql:jarvis, -, -",
                "jdbc:postgresql://h/d?user=u&password=p%26q, jdbc:postgresql://h/d, u, p&q",
                "jdbc:postgresql://u:p@h/d, jdbc:postgresql://h/d, u, p",
                "postgresql://jarvis:password@localhost:5432/jarvis, jdbc:postgresql://localhost:5432/jarvis, jarvis, password",
                "postgres://u@h/d, jdbc:postgresql://h/d, u, -",
                "postgresql+psycopg2://u:p@h/d, jdbc:postgresql://h/d, u, p",
                "postgresql://u%40x:p%3A%2F%3F%23+%20@h/d, jdbc:postgresql://h/d, u@x, p:/?#+ ",
                "postgresql://u:p@ss@h/d, jdbc:postgresql://h/d, u, p@ss",
                "postgresql://u:p@[::1]:5432/d, jdbc:postgresql://[::1]:5432/d, u, p",
                "postgresql://h/d?options=a@b, jdbc:postgresql://h/d?options=a@b, -, -",
                "postgresql://u:@h/d, jdbc:postgresql://h/d, u, ''",
                "postgresql://h/d?sslmode=require&application_name=me, jdbc:postgresql://h/d?sslmode=require&ApplicationName=me, -, -",
            },
            ignoreLeadingAndTrailingWhitespace = false,
            delimiterString = ", ")
    void reads_user_and_password_out_of_a_url(String url, String jdbc, String username, String password)
            throws MigratorException {
        Target target = Target.parse(url, "DATABASE_URL");

        assertThat(target).isEqualTo(new Target(jdbc, username, password, "DATABASE_URL"));
        assertThat(target.toString()).isEqualTo(jdbc.replaceFirst("\\?.*", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mysql://u:secret@localhost/x", "jdbc:mysql://localhost/x?password=secret"})
    void refuses_another_database_without_repeating_the_password(String url) {
        assertThatThrownBy(() -> Target.parse(url, "DATABASE_URL"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        The database URL from DATABASE_URL (jdbc:mysql:…) is not a PostgreSQL URL, and this migrator supports only PostgreSQL.
                        Write it as jdbc:postgresql://localhost:5432/jarvis or postgresql://user:password@localhost:5432/jarvis \
                        (percent-encode @, :, / and ? in the password).""");
    }

    @Test
    void refuses_a_broken_percent_encoding() {
        assertThatThrownBy(() -> Target.parse("postgresql://u:50%@h/d", "DATABASE_URL"))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        The user or the password in the URL from DATABASE_URL has a % that is not followed by two hexadecimal digits.
                        Write a percent sign itself as %25.""");
    }
}
