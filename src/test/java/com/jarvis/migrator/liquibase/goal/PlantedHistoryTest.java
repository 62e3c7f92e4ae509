package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A databasechangelog with which another role could act with the rights of the role that migrates. */
class PlantedHistoryTest {

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;
    private String low;

    @BeforeEach
    void a_role_that_may_create_in_the_schema() throws Exception {
        TestProject.changelogIn(folder);
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database);
        low = database.name() + "_low";
        database.execute("create role %1$s; grant create on schema public to %1$s".formatted(low));
    }

    @AfterEach
    void drop() throws SQLException {
        database.execute("drop owned by %1$s cascade; drop role %1$s".formatted(low));
        database.close();
    }

    @Test
    void a_table_that_another_role_owns_is_refused() throws Exception {
        changelog.update();
        database.execute("alter table databasechangelog owner to " + low);

        assertThatThrownBy(changelog::update).hasMessage("""
                        public.databasechangelog records the migrations that have run, but it belongs to the role %s, so nothing was done.
                        Whoever controls this table decides what happens with the rights of the role postgres. Find out who created it. If it is
                        safe to do so, have a superuser run:
                          alter table public.databasechangelog owner to postgres""".formatted(low));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create function f() returns trigger language plpgsql as 'begin return new; end'; alter function f() owner to %s;"
                        + " create trigger t before insert on databasechangelog for each row execute function f()"
                        + " | has the trigger t, whose function belongs to the role %s | drop trigger t on public.databasechangelog",
                "create rule r as on insert to databasechangelog do also notify x | has the rule r | drop rule r on public.databasechangelog",
                "alter table databasechangelog rename to real; create view databasechangelog as select * from real"
                        + " | is a view | drop view public.databasechangelog"
            })
    void what_acts_when_a_row_is_written_is_refused(String plant, String reason, String remedy) throws Exception {
        changelog.update();
        database.execute(plant.formatted(low));

        assertThatThrownBy(() -> changelog.rollback(1))
                .hasMessageStartingWith("public.databasechangelog records the migrations that have run, but it "
                        + reason.formatted(low) + ", so nothing was done.\n")
                .hasMessageEndingWith("\n  " + remedy);
    }

    @Test
    void a_trigger_of_a_superuser_and_a_table_of_a_group_are_no_reason_to_refuse() throws Exception {
        changelog.updateTo("20260112091500_create_users_and_notes");
        database.execute("""
                create function f() returns trigger language plpgsql as 'begin return new; end';
                create trigger audit after insert on databasechangelog for each row execute function f()""");

        changelog.update();

        assertThat(database.strings("select count(*) from databasechangelog")).containsExactly("3");
    }
}
