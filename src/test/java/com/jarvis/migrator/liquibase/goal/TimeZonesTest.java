package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Migrations;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on machines in different time zones. */
class TimeZonesTest {

    private static final TimeZone TOKYO = TimeZone.getTimeZone("Asia/Tokyo");
    private static final TimeZone LOS_ANGELES = TimeZone.getTimeZone("America/Los_Angeles");

    @TempDir
    private Path folder;

    private final TimeZone before = TimeZone.getDefault();
    private final TestDatabase database = TestDatabase.create();
    private TestChangelog changelog;

    @BeforeEach
    void one_migration_from_tokyo_and_one_from_los_angeles() throws Exception {
        new Migrations(folder)
                .add("1_aa", List.of("create table aa (id int)"), List.of("drop table aa"))
                .add("2_cc", List.of("create table cc (id int)"), List.of("drop table cc"));
        changelog = new TestChangelog(folder, database);
        TimeZone.setDefault(TOKYO);
        changelog.updateTo("1_aa");
        TimeZone.setDefault(LOS_ANGELES);
        changelog.update();
    }

    @AfterEach
    void restore() throws SQLException {
        TimeZone.setDefault(before);
        database.close();
    }

    @Test
    void the_times_are_utc() throws Exception {
        assertThat(database.strings("""
                select id from databasechangelog
                where abs(extract(epoch from dateexecuted - now() at time zone 'UTC')) < 120 order by orderexecuted""")).containsExactly("1_aa", "2_cc");
    }

    @Test
    void the_head_is_the_migration_that_ran_last_and_rollback_undoes_it() throws Exception {
        assertThat(changelog.status()).contains("Revision  2_cc (head)");

        changelog.rollback(1);

        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_aa");
        assertThat(database.strings("select to_regclass('aa') is not null and to_regclass('cc') is null"))
                .containsExactly("t");
    }

    @Test
    void history_shows_the_local_time_of_the_reader_with_its_zone() throws Exception {
        database.execute("update databasechangelog set dateexecuted = '2026-01-15 03:20:30', execution_time = 40");

        assertThat(changelog.history()).isEqualTo("""
                1_aa  2026-01-14 19:20:30 -08:00      0.04 s  test  1 aa
                2_cc  2026-01-14 19:20:30 -08:00      0.04 s  test  2 cc (current)
                """);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        assertThat(changelog.history()).startsWith("1_aa  2026-01-15 03:20:30 UTC      0.04 s  test  1 aa\n");
    }

    @Test
    void a_row_that_liquibase_wrote_is_shown_as_it_is_without_a_zone() throws Exception {
        database.execute("""
                update databasechangelog set dateexecuted = '2026-01-15 03:20:30', execution_time = null where id = '1_aa';
                update databasechangelog set dateexecuted = '2026-01-15 03:20:30', execution_time = 40 where id = '2_cc'""");

        assertThat(changelog.history()).isEqualTo("""
                1_aa  2026-01-15 03:20:30                     test  1 aa
                2_cc  2026-01-14 19:20:30 -08:00      0.04 s  test  2 cc (current)
                """);
    }

    @Test
    void a_rollback_to_a_time_undoes_what_ran_after_that_instant() throws Exception {
        database.execute("""
                update databasechangelog set dateexecuted = '2026-01-15 03:20:30' where id = '1_aa';
                update databasechangelog set dateexecuted = '2026-01-15 03:20:50' where id = '2_cc'""");
        TimeZone.setDefault(TOKYO);

        changelog.rollbackTo(Date.from(Instant.parse("2026-01-15T03:20:40Z")));

        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_aa");
    }

    @Test
    void a_rollback_to_a_time_reads_the_rows_of_liquibase_as_local_time() throws Exception {
        database.execute("""
                update databasechangelog set dateexecuted = '2026-01-15 03:20:30', execution_time = null""");

        changelog.rollbackTo(Date.from(Instant.parse("2026-01-15T03:20:40Z").plus(8, ChronoUnit.HOURS)));
        assertThat(database.strings("select count(*) from databasechangelog")).containsExactly("2");

        changelog.rollbackTo(Date.from(Instant.parse("2026-01-15T03:20:20Z").plus(8, ChronoUnit.HOURS)));
        assertThat(database.strings("select count(*) from databasechangelog")).containsExactly("0");
    }

    @Test
    void a_tag_goes_to_the_migration_that_ran_last() throws Exception {
        database.execute("update databasechangelog set dateexecuted = now() + interval '9 hours' where id = '1_aa'");

        changelog.tag("release");

        assertThat(database.strings("select id from databasechangelog where tag = 'release'"))
                .containsExactly("2_cc");
    }

    @Test
    void a_changeset_that_is_marked_as_run_has_the_right_time_too() throws Exception {
        changelog.rollback(2);

        changelog.with("allow", "drift").sync();

        the_times_are_utc();
        assertThat(changelog.history())
                .matches("(?s)1_aa  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d -0[78]:00 {14}test  1 aa\n.*");
    }
}
