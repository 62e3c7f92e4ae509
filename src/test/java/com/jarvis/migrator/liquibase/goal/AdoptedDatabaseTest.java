package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first diff of a database that other means created. */
class AdoptedDatabaseTest {

    /** As Hibernate would create it, but written by people. */
    private static final String WRITTEN_BY_PEOPLE = """
            create table parcel (id bigint constraint parcel_key primary key, label varchar(255));
            create table courier (id bigint primary key, parcel_id bigint constraint courier_carries references parcel,
              phone varchar(255), badge varchar(255) constraint one_badge unique);
            create index courier_by_phone on courier (phone);
            create table event (id bigint primary key, starts_at timestamp, seen_at timestamptz, daily time, alarms timestamptz[]);
            create table folder (id bigint primary key);
            create table page (id bigint primary key, folder_id bigint constraint page_in_folder references folder);
            create table bill (id bigint primary key);
            create sequence bill_seq increment 50 start 1050 cache 5 owned by bill.id;""";

    private static final String BASELINE = """
            Marked as run: \\d{14}_baseline
            This database has %d tables and no migrations\\. So that the changelog also runs in an empty database, the first
            migration creates what is there; here, it counts as run:
            Wrote changelog/changes/\\d{14}_baseline\\.yaml
            """;

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).with("model.packages", "com.jarvis.testing.adopted");
        Files.createDirectories(folder.resolve("changelog"));
        Files.writeString(folder.resolve("changelog/db.changelog-master.yaml"), "databaseChangeLog: []\n");
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void names_times_and_sequences_that_the_mapping_does_not_tell_are_no_differences() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE);
        assertThat(diff()).matches(BASELINE.formatted(6) + "The database matches the model: nothing to do.\n");
    }

    @Test
    void the_baseline_creates_in_an_empty_database_what_was_there() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + """
                create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
                create function labels() returns setof parcel language sql as 'select * from parcel';
                create trigger touched before update on parcel for each row execute function touch();
                create domain code as varchar(5) check (value <> '');
                create table legacy (id serial primary key, code code, at tstzrange, exclude using gist (at with &&));
                create view labelled as select id from parcel where label is not null;
                create materialized view labels_of as select label from parcel;
                create index labels_of_label on labels_of (label);
                create index part on parcel (lower(label)) where id > 0;
                create aggregate total (integer) (sfunc = int4pl, stype = integer);""");
        List<String> before = CatalogText.of(database);
        assertThat(diff())
                .matches("(?s)"
                        + BASELINE.formatted(7)
                        + "Not in it; write these into it by hand if a new database needs them: aggregate total\n.*");
        database.execute("drop aggregate total (integer)");
        before.removeIf(line -> line.contains("total"));
        assertThat(CatalogText.of(database)).isEqualTo(before);
        assertThat(changelog.with("check", "").status())
                .contains("Model     matches the live schema\n", "Accepted  1 difference: changelog/accepted.txt");
        try (TestDatabase empty = TestDatabase.create()) {
            TestChangelog there = new TestChangelog(folder, empty, changelog.settings());
            there.update();
            assertThat(CatalogText.of(empty)).isEqualTo(before);
            assertThat(there.with("check", "").status()).contains("Model     matches the live schema\n");
            there.rollback(1);
            assertThat(CatalogText.of(empty)).containsExactly("schema public");
        }
    }

    @Test
    void the_difference_to_the_entities_is_a_second_migration() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + """
                alter table parcel drop column label, add weight integer;
                create table flyway_schema_history (installed_rank integer primary key);""");
        assertThat(diff()).matches("(?s)" + BASELINE.formatted(6) + """
                        Left alone, as no migration made it:
                          1 column: parcel\\.weight
                        .*
                        \\+ column parcel\\.label varchar\\(255\\)
                        Wrote changelog/changes/\\d{14}_add_parcel_label\\.yaml
                        .*""");
        changelog.update();
        assertThat(changelog.with("check", "").status()).contains("Model     matches the live schema\n");
        try (TestDatabase empty = TestDatabase.create()) {
            new TestChangelog(folder, empty, changelog.settings()).update();
            assertThat(CatalogText.of(empty))
                    .isEqualTo(CatalogText.of(database).stream()
                            .filter(line -> !line.contains("flyway"))
                            .toList());
        }
    }

    @Test
    void a_foreign_key_that_changes_is_one_line() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE.replace("references folder);", "references folder on delete cascade);"));
        assertThat(changelog.with("drop", "page.*").command("diffChangelog", Map.of()))
                .contains("\n~ foreign key page.page_in_folder on delete cascade → none\n");
    }

    @Test
    void what_no_migration_made_is_left_alone_listed_and_accepted() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + """
                alter table parcel add weight numeric(10,2) default 0, alter label type varchar(500), alter label set not null,
                  alter label set default 'none', add constraint one_label unique (label);
                comment on table parcel is 'what is carried';
                create index courier_by_parcel on courier (parcel_id);
                alter table page drop constraint page_in_folder,
                  add constraint page_in_folder foreign key (folder_id) references folder on delete cascade;
                alter table event add constraint seen_later check (seen_at > '2000-01-01');
                create sequence ticket;
                create type mood as enum ('happy');
                create table legacy (id integer primary key, page bigint references page, mood mood);""");
        List<String> before = CatalogText.of(database);
        String output = diff();
        assertThat(output.substring(output.indexOf("Left alone"))).isEqualTo("""
                Left alone, as no migration made it:
                  1 check constraint: event.seen_later
                    in an entity: @Check(name = "seen_later", constraints = "(seen_at > '2000-01-01 00:00:00+00'::timestamp with time zone)")
                  1 column: parcel.weight
                    in an entity: an attribute with @Column(name = "weight")
                  1 comment of table: parcel
                    in an entity: @Comment("what is carried")
                  1 default of column: parcel.label
                    in an entity: @ColumnDefault("'none'")
                  1 index: courier_by_parcel
                    in an entity: @Table(indexes = @Index(name = "courier_by_parcel", columnList = "parcel_id"))
                  1 not null of column: parcel.label
                    in an entity: @Column(nullable = false)
                  1 on delete cascade of foreign key: page.page_in_folder
                    in an entity: @OnDelete(action = OnDeleteAction.CASCADE)
                  1 sequence: ticket
                  1 table: legacy
                  1 type of column: parcel.label
                    in an entity: @Column(length = 500)
                  1 unique constraint: parcel.one_label
                    in an entity: @Table(uniqueConstraints = @UniqueConstraint(name = "one_label", columnNames = "label"))
                11 are new in changelog/accepted.txt, with the annotation of each. Review the file and commit it.
                To have a part in the entities, add its annotation and delete its line. To drop it:
                  mvn compile liquibase:diff -Dallow=drop -Ddrop=<name>,<name>
                The database matches the model: nothing to do.
                """);
        assertThat(CatalogText.of(database)).isEqualTo(before);
        assertThat(diff())
                .contains("All of it is accepted in changelog/accepted.txt.")
                .doesNotContain("new in");
    }

    private String diff() throws Exception {
        return changelog.command("diffChangelog", Map.of());
    }
}
