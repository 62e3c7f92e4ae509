package com.jarvis.migrator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change of a partitioned table that one of its partitions does not accept is not written. */
@Tag(TestSet.SLOW)
class PartitionsTest {

    private static final String READING =
            "create table reading (day date not null, site int not null, code varchar(9)) partition by range (day)";

    @TempDir
    Path folder;

    private LiveProject live;

    @BeforeEach
    void create_a_partitioned_table() throws Exception {
        live = LiveProject.in(folder);
        live.database()
                .execute(READING + ";"
                        + " create table reading_1 partition of reading for values from ('2020-01-01') to ('2021-01-01');"
                        + " create schema other;");
    }

    @AfterEach
    void drop_the_database() throws Exception {
        live.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create table reading_rest partition of reading default partition by list (site);"
                        + " create table reading_any partition of reading_rest default"
                        + " | alter table reading add constraint uq unique (day, code)"
                        + " | reading_rest | unique constraint on partitioned table must include all partitioning columns"
                        + " Detail: UNIQUE constraint on table \"reading_rest\" lacks column \"site\" which is part of the partition key."
                        + " | ALTER TABLE reading ADD CONSTRAINT uq UNIQUE (day, code)",
                "create table other.rest partition of reading default; alter table other.rest add constraint ck check (site > 5)"
                        + " | alter table reading add constraint ck check (site > 0)"
                        + " | rest | constraint \"ck\" for relation \"rest\" already exists"
                        + " | alter table reading add constraint ck check (site > 0)",
                "create table reading_rest partition of reading default; alter table reading_rest add primary key (site)"
                        + " | alter table reading add constraint pk primary key (day)"
                        + " | reading_rest | multiple primary keys for table \"reading_rest\" are not allowed"
                        + " | ALTER TABLE reading ADD CONSTRAINT pk PRIMARY KEY (day)",
                "create foreign data wrapper w; create server s foreign data wrapper w;"
                        + " create foreign table reading_far partition of reading default server s"
                        + " | alter table reading add constraint uq unique (day, code)"
                        + " | reading_far | cannot create unique index on partitioned table \"reading\""
                        + " Detail: Table \"reading\" contains partitions that are foreign tables."
                        + " | ALTER TABLE reading ADD CONSTRAINT uq UNIQUE (day, code)",
            })
    void a_change_that_a_partition_does_not_accept_is_not_written(
            String partition, String change, String name, String error, String statement) throws Exception {
        live.database().execute(partition);
        List<String> before = live.catalog();

        assertThatThrownBy(() -> diff(READING, change))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                The partition %s of table reading does not accept the migration: %s
                  %s
                Nothing was written. Change the mapping, or the partition in a migration by hand first:
                  mvn compile liquibase:diff -Dempty -Dmessage="change the partition\"""".formatted(name, error, statement));
        assertThat(live.catalog()).isEqualTo(before);
    }

    @Test
    void a_change_that_all_partitions_accept_is_written() throws Exception {
        live.database()
                .execute("create table reading_rest partition of reading default partition by list (site);"
                        + " create table reading_any partition of reading_rest default;"
                        + " alter table reading_any add constraint ck_any check (site > 5), add primary key (day)");
        String change =
                "alter table reading add constraint uq unique (day, site, code), add constraint ck check (site > 0),"
                        + " alter code type varchar(20), add note text";
        live.apply(diff(READING, change).migration().orElseThrow());
        assertThat(diff(READING, change).migration()).isEmpty();
        live.rollback();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add constraint uq unique (day, site) | reading_1_day_site_key | index uq"
                        + " | add constraint uq unique (day, site, code)",
                "add constraint uq unique (day, site) | reading_1_day_site_key | index uq"
                        + " | add constraint other unique (day, code)",
                "add constraint uq unique (day, site) | reading_1_day_site_key | index uq"
                        + " | add constraint uq unique (day, site), alter site type bigint",
                "add constraint pk primary key (day, site) | | primary key | add constraint uq unique (day, site)",
            })
    void a_partition_does_not_lose_its_replica_identity(String before, String index, String what, String after)
            throws Exception {
        live.database()
                .execute("alter table reading alter code set not null, " + before
                        + "; create publication every for table reading;"
                        + (index == null ? "" : "alter table reading_1 replica identity using index " + index));

        assertThatThrownBy(() -> diff(READING, "alter table reading alter code set not null, " + after))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                The migration would drop the %s that is the replica identity of partition reading_1 of table reading.
                Publications of the partition would then reject every UPDATE and DELETE, so nothing was written. Choose another
                replica identity in a hand-written migration first, for instance with "alter table reading_1 replica identity full":
                  mvn compile liquibase:diff -Dempty -Dmessage="replica identity of reading_1\"""".formatted(what));

        live.database().execute("alter table reading_1 replica identity full");
        live.apply(diff(READING, "alter table reading alter code set not null, " + after)
                .migration()
                .orElseThrow());
        live.rollback();
    }

    @Test
    void a_partition_keeps_the_replica_identity_that_a_change_leaves_alone() throws Exception {
        live.database()
                .execute("alter table reading add constraint uq unique (day, site);"
                        + " alter table reading_1 replica identity using index reading_1_day_site_key");
        live.apply(
                diff(READING, "alter table reading add constraint uq unique (day, site), alter code type varchar(20)")
                        .migration()
                        .orElseThrow());
        assertThat(identity()).containsExactly("reading_1_day_site_key");
        live.rollback();
        assertThat(identity()).containsExactly("reading_1_day_site_key");
    }

    private List<String> identity() throws Exception {
        return live.database().strings("select indexrelid::regclass from pg_index where indisreplident");
    }

    private Autogenerate.Outcome diff(String... model) throws Exception {
        List<String> statements = new ArrayList<>(Arrays.asList(model));
        return live.diff(autogenerate -> autogenerate.run(statements, (statement, position) -> ""), "none");
    }
}
