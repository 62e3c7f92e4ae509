package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecialPasswordTest {

    @TempDir
    private Path folder;

    @Test
    void a_password_of_all_special_characters_is_accepted_everywhere_and_printed_nowhere() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            String role = database.name() + "_role";
            database.execute("create role %1$s login; grant create on schema public to %1$s".formatted(role));
            try {
                String password = IntStream.rangeClosed(33, 126)
                                .filter(c -> !Character.isLetterOrDigit(c))
                                .mapToObj(c -> String.valueOf((char) c))
                                .collect(Collectors.joining())
                        + "\u00e4\u20ac \t";
                database.execute("alter role %s password '%s'".formatted(role, password.replace("'", "''")));
                String host = database.url().replaceFirst("jdbc:postgresql://", "");
                String encoded =
                        URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");

                Target uri = Target.parse("postgresql://%s:%s@%s".formatted(role, encoded, host), "DATABASE_URL");

                assertThat(uri.username()).isEqualTo(role);
                assertThat(uri.password()).isEqualTo(password);
                assertThat(uri.url()).doesNotContain(password).doesNotContain(encoded);
                new RawChangelog(folder).add("20260301000000_a", "    changes:\n    - sql: {sql: selct 1}\n");
                TestChangelog there = new TestChangelog(
                        folder, new TestDatabase(database.name(), database.url(), uri.username(), uri.password()));
                assertThatThrownBy(there::update)
                        .hasMessageContaining("selct 1")
                        .hasMessageNotContaining(password);
                assertThat(there.status()).doesNotContain(password).contains(role);
            } finally {
                database.execute("drop owned by %1$s; drop role %1$s".formatted(role));
            }
        }
    }
}
