package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first diff of a database that other means created. */
@Tag(TestSet.SLOW)
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
        changelog = new TestChangelog(folder, database).ofEntitiesIn("com.jarvis.testing.adopted");
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
        assertThat(diff())
                .matches(BASELINE.formatted(6)
                        + "Updated changelog/schema\\.md\nThe database matches the model: nothing to do.\n");
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

    @ParameterizedTest
    @ValueSource(strings = {"xml", "sql"})
    void the_baseline_is_in_the_format_that_the_user_chooses(String format) throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + "create index courier_by_parcel on courier (parcel_id)");
        changelog = changelog.with("migration.format", format);
        assertThat(diff()).contains("_baseline." + format + "\n", "  index (1): courier_by_parcel\n");
        try (TestDatabase empty = TestDatabase.create()) {
            new TestChangelog(folder, empty, changelog.settings()).update();
            assertThat(CatalogText.of(empty)).isEqualTo(CatalogText.of(database));
        }
    }

    @Test
    void the_difference_to_the_entities_is_a_second_migration() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + """
                alter table parcel drop column label, add weight integer;
                create table flyway_schema_history (installed_rank integer primary key);""");
        assertThat(diff()).matches("(?s)" + BASELINE.formatted(6) + """
                        Left alone, as diff did not create it:
                          column \\(1\\): parcel\\.weight
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
    void a_sequence_that_diff_alters_keeps_what_the_mapping_does_not_tell() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + "alter sequence bill_seq increment 10;");
        assertThat(diff()).contains("\n~ sequence bill_seq increment 10 → 50\n");
        changelog.update();
        assertThat(changelog.with("check", "").status()).contains("Model     matches the live schema\n");
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
                Left alone, as diff did not create it:
                  check constraint (1): event.seen_later
                    in an entity: @Check(name = "seen_later", constraints = "(seen_at > '2000-01-01 00:00:00+00'::timestamp with time zone)")
                  column (1): parcel.weight
                    in an entity: an attribute with @Column(name = "weight")
                  comment of table (1): parcel
                    in an entity: @Comment("what is carried")
                  default of column (1): parcel.label
                    in an entity: @ColumnDefault("'none'")
                  index (1): courier_by_parcel
                    in an entity: @Table(indexes = @Index(name = "courier_by_parcel", columnList = "parcel_id"))
                  not null of column (1): parcel.label
                    in an entity: @Column(nullable = false)
                  on delete cascade of foreign key (1): page.page_in_folder
                    in an entity: @OnDelete(action = OnDeleteAction.CASCADE)
                  sequence (1): ticket
                  table (1): legacy
                  type of column (1): parcel.label
                    in an entity: @Column(length = 500)
                  unique constraint (1): parcel.one_label
                    in an entity: @Table(uniqueConstraints = @UniqueConstraint(name = "one_label", columnNames = "label"))
                These 11 are now in changelog/accepted.txt, with the annotations that would say it. Review the file and commit it.
                To have a part in the entities, add its annotation and delete its line. To drop it:
                  mvn compile liquibase:diff -Dallow=drop -Ddrop=<name>,<name>
                Updated changelog/schema.md
                The database matches the model: nothing to do.
                """);
        assertThat(CatalogText.of(database)).isEqualTo(before);
        assertThat(diff()).isEqualTo("""
                Left alone, as accepted in changelog/accepted.txt: 11 differences
                The database matches the model: nothing to do.
                """);
        assertThat(changelog.with("drop", "courier_by_*,one_label").command("diffChangelog", Map.of()))
                .startsWith("""
                        Left alone, as accepted in changelog/accepted.txt: 9 differences
                        - index courier_by_parcel
                        - unique constraint parcel.one_label
                        """);
        assertThat(folder.resolve("changelog/accepted.txt"))
                .content()
                .doesNotContain("courier_by_parcel")
                .contains(
                        "default of column parcel.label  # diff did not create it; in an entity: @ColumnDefault(\"'none'\")\n");
    }

    @Test
    void what_is_in_the_table_of_a_collection_or_a_join_is_said_by_its_annotation_and_names_it() throws Exception {
        changelog = changelog.ofEntitiesIn("com.jarvis.testing.joined");
        database.execute("""
                create table crate (id bigint primary key);
                create table crate_labels (crate_id bigint not null references crate, labels varchar(255));
                create table crate_crate (crate_id bigint not null references crate,
                  neighbours_id bigint not null references crate, primary key (crate_id, neighbours_id));
                create table crate_size (id bigint primary key references crate, height integer);
                create index a on crate_labels (crate_id);
                create index b on crate_crate (neighbours_id);
                create index c on crate_size (height);
                create index d on crate (id);
                alter table crate_labels add constraint e unique (crate_id, labels);""");
        assertThat(diff()).contains("index (4): a, b, c and 1 more");
        assertThat(folder.resolve("changelog/accepted.txt")).content().contains("""
                index a  # diff did not create it; in an entity: \
                @CollectionTable(name = "crate_labels", indexes = @Index(name = "a", columnList = "crate_id"))
                index b  # diff did not create it; in an entity: \
                @JoinTable(name = "crate_crate", indexes = @Index(name = "b", columnList = "neighbours_id"))
                index c  # diff did not create it; in an entity: \
                @SecondaryTable(name = "crate_size", indexes = @Index(name = "c", columnList = "height"))
                index d  # diff did not create it; in an entity: @Table(indexes = @Index(name = "d", columnList = "id"))
                unique constraint crate_labels.e  # diff did not create it; in an entity: \
                @CollectionTable(name = "crate_labels", uniqueConstraints = \
                @UniqueConstraint(name = "e", columnNames = {"crate_id", "labels"}))
                """);
    }

    @Test
    void a_table_that_exists_already_may_be_what_the_baseline_creates() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE);
        diff();
        database.execute("drop table databasechangelog");
        String baseline;
        try (var files = Files.list(folder.resolve("changelog/changes"))) {
            baseline = files.findFirst().orElseThrow().getFileName().toString().replace(".yaml", "");
        }
        assertThatThrownBy(changelog::update).hasMessageContaining("""
                already exists (42P07)""").hasMessageEndingWith("""
                No migration has run in this database, so other means created what exists. If it is what this migration creates,
                mark the migration as run; the command compares both before (docs/existing-database.md):
                  mvn liquibase:changelogSyncToTag -Dliquibase.toTag=%s""".formatted(baseline));
        changelog.syncTo(baseline);
        changelog.update();
    }

    @Test
    void the_way_that_does_not_block_is_offered_once_for_all_findings() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE
                .replace(" constraint one_badge unique", "")
                .replace("create index courier_by_phone on courier (phone);", ""));
        assertThat(changelog.with("lint.small", "0").command("diffChangelog", Map.of()))
                .contains("ERROR disallowed-unique-constraint", "ERROR require-concurrent-index-creation")
                .containsOnlyOnce("mvn compile liquibase:diff -Donline");
    }

    @Test
    void names_of_another_naming_strategy_are_told() throws Exception {
        database.execute("""
                create table event (id bigint primary key, "startsAt" timestamp, "seenAt" timestamptz, daily time, alarms timestamptz[]);
                """);
        String advice = """
                The names differ in underscores or case alone: event.seenAt → event.seen_at, event.startsAt → event.starts_at.
                So the database probably has the names of another naming strategy than the goals use. If the application has that \
                one, set it in the <properties> of the POM, for the names of the attributes:
                  <hibernate.physical_naming_strategy>org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl\
                </hibernate.physical_naming_strategy>
                """;
        assertThat(changelog.status().replace("\n  ", "\n")).contains(advice.replace("\n  ", "\n"));
        assertThatThrownBy(this::diff).hasMessage(advice + """
                The changes were not written. If these are other tables and columns, not the same ones:
                  mvn compile liquibase:diff -Drename=none
                If the database is to get the new names, with its rows:
                  mvn compile liquibase:diff -Drename=event.startsAt:starts_at,event.seenAt:seen_at""");
        assertThat(changelog.with("rename", "none").command("diffChangelog", Map.of()))
                .contains("+ column event.seen_at");
    }

    @Test
    void names_with_underscores_are_told_where_the_mapping_has_none() throws Exception {
        database.execute("create table event (id bigint primary key, starts_at timestamp, seen_at timestamptz)");
        assertThat(changelog
                        .with(
                                "hibernate.physical_naming_strategy",
                                "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl")
                        .status())
                .contains("event.seen_at → event.seenat", ".CamelCaseToUnderscoresNamingStrategy</");
    }

    @Test
    void lines_that_accept_what_is_gone_are_named() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + "create index courier_by_parcel on courier (parcel_id);"
                + "alter table parcel add weight integer, add height integer");
        diff();
        Path accepted = folder.resolve("changelog/accepted.txt");
        Files.writeString(accepted, Files.readString(accepted).replaceAll("(weight) .*", "$1 # the scales need it"));
        database.execute("drop index courier_by_parcel; alter table parcel drop column height");
        assertThat(diff()).isEqualTo("""
                Left alone, as accepted in changelog/accepted.txt: 1 difference
                Lines of changelog/accepted.txt without a difference here: column parcel.height, index courier_by_parcel
                  Delete them, unless another database needs them.
                The database matches the model: nothing to do.
                """);
        assertThat(changelog.with("check", "").status()).endsWith("""
                Accepted  1 difference: changelog/accepted.txt
                Obsolete  lines of changelog/accepted.txt without a difference here: column parcel.height, index courier_by_parcel
                  Delete them, unless another database needs them.
                """);
        assertThat(changelog.with("drop", "parcel.weight").command("diffChangelog", Map.of()))
                .startsWith("""
                Lines of changelog/accepted.txt without a difference here: column parcel.height, index courier_by_parcel
                  Delete them, unless another database needs them.
                - column parcel.weight
                """);
    }

    @Test
    void a_key_from_a_sequence_is_as_good_as_an_identity() throws Exception {
        database.execute("create table ticket (id bigserial primary key)");
        changelog = changelog.ofEntitiesIn("com.jarvis.testing.numbered");
        assertThat(diff()).contains("""
                Left alone, as diff did not create it:
                  sequence of column (1): ticket.id
                It is now in changelog/accepted.txt, with the annotations that would say it.""");
        assertThat(changelog.with("drop", "ticket.id").command("diffChangelog", Map.of()))
                .contains(
                        "\n~ column ticket.id default nextval('ticket_id_seq'::regclass) → none, identity none → by default\n");
    }

    @Test
    void the_entities_and_nothing_else_are_there_if_the_user_says_so() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + "create index courier_by_parcel on courier (parcel_id);");
        String names = changelog.with("adopt", "names").command("diffChangelog", Map.of());
        assertThat(names)
                .contains(
                        "\n> primary key parcel.parcel_key → parcel_pkey\n",
                        "\n> foreign key courier.courier_carries → fk")
                .contains("  index (1): courier_by_parcel\n")
                .doesNotContain("\n- ", "\n~ ");
        changelog.update();
        String strict = changelog.with("adopt", "strict").with("allow", "drop").command("diffChangelog", Map.of());
        assertThat(strict)
                .startsWith("- index courier_by_parcel\n")
                .contains("~ sequence bill_seq start 1050 → 1, cache 5 → 1");
        assertThatThrownBy(() -> changelog.with("adopt", "strikt").command("diffChangelog", Map.of()))
                .hasMessageContaining("-Dadopt=strikt is not known. Nothing was done. Choose one of these:");
    }

    @Test
    void what_the_database_calls_otherwise_may_be_renamed() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE
                + "alter table parcel rename label to name; alter table page rename to leaf;"
                + " insert into parcel values (1, 'fragile')");
        assertThatThrownBy(this::diff)
                .hasMessageContaining("> table leaf → page")
                .hasMessageContaining("> column parcel.name → label");
        assertThat(changelog.with("rename", "leaf:page,parcel.name:label").command("diffChangelog", Map.of()))
                .startsWith("> table leaf → page\n> column parcel.name → label\nWrote ");
        changelog.update();
        assertThat(database.strings("select label from parcel")).containsExactly("fragile");
        assertThat(diff()).isEqualTo("The database matches the model: nothing to do.\n");
    }

    @Test
    void migrations_that_people_wrote_before_are_no_reason_to_drop_what_they_made() throws Exception {
        Files.writeString(folder.resolve("changelog/db.changelog-master.yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: 1
                    author: people
                    changes:
                    - sql:
                        splitStatements: false
                        sql: >-
                          %s create index courier_by_parcel on courier (parcel_id);
                          alter table parcel alter label set not null
                    rollback: []
                """.formatted(
                        WRITTEN_BY_PEOPLE.replace("\n", "\n          ")));
        changelog.update();
        assertThat(diff()).startsWith("""
                Left alone, as diff did not create it:
                  index (1): courier_by_parcel
                    in an entity: @Table(indexes = @Index(name = "courier_by_parcel", columnList = "parcel_id"))
                  not null of column (1): parcel.label
                    in an entity: @Column(nullable = false)
                These 2 are now in changelog/accepted.txt""").endsWith("The database matches the model: nothing to do.\n");
    }

    @Test
    void what_a_migration_made_is_dropped_once_no_line_accepts_it() throws Exception {
        database.execute(WRITTEN_BY_PEOPLE + "create index courier_by_parcel on courier (parcel_id);");
        diff();
        Files.writeString(folder.resolve("changelog/accepted.txt"), "# nothing\n");
        assertThat(diff()).startsWith("- index courier_by_parcel\nWrote ");
    }

    private String diff() throws Exception {
        return changelog.command("diffChangelog", Map.of());
    }
}
