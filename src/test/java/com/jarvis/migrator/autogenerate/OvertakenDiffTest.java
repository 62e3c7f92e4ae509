package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Path;
import java.sql.Connection;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison holds no lock, so another session may migrate the database meanwhile. */
class OvertakenDiffTest {

    @TempDir
    private Path folder;

    @Test
    void an_update_or_rollback_during_a_comparison_is_reported() throws Exception {
        TestProject.changelogIn(folder);
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect()) {
            TestChangelog changelog = new TestChangelog(folder, database);
            changelog.update();
            Database live =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            AppliedChangeSets before = AppliedChangeSets.of(live);
            assertThat(before.rows()).hasSize(3);
            before.requireSame(live);

            changelog.rollback(1);
            requireTold(live, before);
            changelog.update();
            requireTold(live, before);
        }
    }

    private static void requireTold(Database live, AppliedChangeSets before) {
        assertThatThrownBy(() -> before.requireSame(live))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        Migrations were applied or rolled back while the database was compared.
                        The comparison may mix both states, so nothing was written. Compare again:
                          mvn compile liquibase:diff""");
    }
}
