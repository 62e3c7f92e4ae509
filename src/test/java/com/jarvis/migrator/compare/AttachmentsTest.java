package com.jarvis.migrator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.OnlineMigrations;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFiles;
import com.jarvis.migrator.operation.NetChanges;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What entities cannot describe and goes with a column or an index: it is restored with it, in both directions. */
@Tag(TestSet.SLOW)
class AttachmentsTest {

    private static final String ATTACHED = """
            select format('%s.%s acl %s, statistics %s, options %s, storage %s, compression %s', attrelid::regclass, attname, regexp_replace(attacl::text, '/[^,}]+', '', 'g'),
                     nullif(to_jsonb(a) ->> 'attstattarget', '-1'), attoptions, attstorage, attcompression) from pg_attribute a
              where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r') and attnum > 0 and not attisdropped
                and attrelid::regclass::text !~ '^databasechangelog'
            union all
            select format('%s %s', pg_get_statisticsobjdef(oid), obj_description(oid, 'pg_statistic_ext')) from pg_statistic_ext
            union all
            select format('%s cluster %s, replica identity %s %s, options %s', i.indexrelid::regclass, indisclustered, indisreplident, t.relreplident, x.reloptions)
              from pg_index i join pg_class t on t.oid = indrelid join pg_class x on x.oid = indexrelid
              where t.relnamespace = 'public'::regnamespace and t.relname !~ '^databasechangelog'
            order by 1""";

    @TempDir
    private Path folder;

    private LiveProject project;

    @BeforeEach
    void create_a_database() throws Exception {
        project = LiveProject.in(folder);
    }

    @AfterEach
    void drop_the_database() throws Exception {
        project.close();
    }

    @Test
    void a_column_that_is_created_again_keeps_its_privileges_statistics_and_settings() throws Exception {
        run(
                "create table bill (id integer primary key, net integer, tax integer, gross integer generated always as (net + tax) stored, old text)",
                "grant select (gross, old), update (old) on bill to public",
                "grant insert (net) on bill to pg_monitor with grant option",
                "alter table bill alter gross set statistics 7, alter gross set (n_distinct = 5), alter net set statistics 9",
                "alter table bill alter old set storage external, alter old set compression pglz",
                "create statistics bill_gross (ndistinct) on net, gross from bill",
                "comment on statistics bill_gross is 'it''s gross'",
                "alter statistics bill_gross set statistics 11",
                "create statistics bill_old on net, old from bill",
                "create statistics bill_sum on (gross + 1) from bill",
                "create statistics bill_net on net, tax from bill");
        List<String> model = List.of(
                "create table bill (id integer not null, net integer, tax integer, gross integer generated always as (net + tax + 1) stored, primary key (id))");
        List<String> before = attached();
        migrates(model, "~ column bill.gross generated as (net + tax) → ((net + tax) + 1)", "- column bill.old");
        assertThat(attached())
                .isEqualTo(before.stream().filter(line -> !line.contains("old")).toList());
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @Test
    void a_column_of_another_type_keeps_its_storage_and_its_compression() throws Exception {
        run(
                "create table bill (id integer primary key, name varchar(50), n text)",
                "alter table bill alter name set storage external, alter name set compression pglz, alter n set storage main",
                "create index ix_name on bill (lower(name))",
                "alter table bill cluster on ix_name",
                "alter index ix_name alter column 1 set statistics 12");
        List<String> model = List.of(
                "create table bill (id integer not null, name varchar(80), n integer, primary key (id))",
                "create index ix_name on bill (lower(name))");
        List<String> before = attached();
        migrates(model, "~ column bill.name varchar(50) → varchar(80)", "~ column bill.n text → integer");
        assertThat(attached())
                .isEqualTo(before.stream()
                        .map(line -> line.replaceFirst("(bill.n .*storage) m", "$1 p"))
                        .toList());
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @Test
    void a_renamed_table_keeps_what_belongs_to_a_column_that_is_created_again() throws Exception {
        run(
                "create table bill (id integer primary key, net integer, gross integer generated always as (net + 1) stored)",
                "grant select (gross, net) on bill to public",
                "create statistics bill_gross on net, gross from bill");
        List<String> model = List.of(
                "create table invoice (id integer not null, amount integer, gross integer generated always as (amount + 2) stored, primary key (id))");
        List<String> before = attached();
        Autogenerate.Outcome outcome = project.diff(
                autogenerate -> autogenerate.run(model, (statement, position) -> ""), "bill:invoice,bill.net:amount");
        project.apply(outcome.migration().orElseThrow());
        assertThat(attached())
                .contains(
                        "CREATE STATISTICS public.bill_gross ON amount, gross FROM invoice ",
                        "invoice.gross acl {=r}, statistics , options , storage p, compression ");
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @Test
    void a_key_that_takes_in_another_column_stays_the_replica_identity() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, b integer not null, constraint uq_account unique (a) with (fillfactor = 70))",
                "alter table account replica identity using index uq_account",
                "alter table account cluster on uq_account",
                "create publication everything for table account",
                "insert into account values (1, 1, 1)");
        List<String> model = List.of(
                "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_account unique (a, b))");
        List<String> before = attached();
        migrates(model, "~ unique constraint account.uq_account UNIQUE (a) → UNIQUE (a, b)");
        assertThat(attached()).isEqualTo(before);
        project.database().execute("update account set a = 2");
        project.rollback();
        assertThat(attached()).isEqualTo(before);
        project.database().execute("delete from account");
    }

    @Test
    void an_index_that_is_dropped_but_is_the_replica_identity_is_reported() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account");
        List<String> model =
                List.of("create table account (id integer not null, a integer not null, primary key (id))");
        assertThatThrownBy(() -> migrates(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                The migration would drop the index that is the replica identity of table account:
                  alter table account replica identity using index uq_account
                Publications of the table would then reject every UPDATE and DELETE, so nothing was written. Choose another
                replica identity in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="replica identity of account\"""");
    }

    @Test
    void a_primary_key_that_is_dropped_from_a_published_table_is_reported() throws Exception {
        run(
                "create table account (id integer not null, a integer not null, constraint pk_account primary key (id))",
                "create publication everything for all tables");
        List<String> model = List.of("create table account (id integer not null, a integer not null)");
        assertThatThrownBy(() -> migrates(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                The migration would drop the primary key that is the replica identity of table account:
                  alter table account replica identity default
                Publications of the table would then reject every UPDATE and DELETE, so nothing was written. Choose another
                replica identity in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="replica identity of account\"""");
        run("alter table account replica identity full");
        migrates(model, "- primary key account.pk_account");
        project.database().execute("insert into account values (1, 1); delete from account");
    }

    @Test
    void a_migration_can_update_a_published_table_whose_key_it_creates_again() throws Exception {
        run(
                "create table account (id integer primary key, a text not null, b varchar(10) not null, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account",
                "create publication everything for table account",
                "insert into account values (1, '1', 'more')");
        List<String> model = List.of(
                "create table account (id integer not null, a text not null, b varchar(3) not null, primary key (id), constraint uq_account unique (a, b))");
        List<String> before = attached();
        migrates(model, "~ column account.b varchar(10) → varchar(3)");
        assertThat(attached()).contains("uq_account cluster f, replica identity t i, options ");
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"for all tables", "for table parcel, depot"})
    void a_migration_can_update_a_published_table_while_its_key_is_gone(String tables) throws Exception {
        run(
                "create table depot (id bigint primary key, number bigint unique)",
                "create table parcel (depot bigint primary key constraint fk references depot)",
                "insert into depot values (1, 2), (2, 3), (3, 1)",
                "insert into parcel values (1), (2)",
                "create publication everything " + tables);
        List<String> before = attached();
        migrates(
                List.of(
                        "create table depot (id bigint not null, number bigint unique, primary key (id))",
                        "create table parcel (depot bigint not null, primary key (depot), constraint fk foreign key (depot) references depot (number))"),
                "~ foreign key parcel.fk FOREIGN KEY (depot) REFERENCES depot(id) → FOREIGN KEY (depot) REFERENCES depot(number)");
        assertThat(project.database().strings("select depot from parcel order by 1"))
                .containsExactly("2", "3");
        assertThat(attached()).isEqualTo(before);
        project.rollback();
        assertThat(project.database().strings("select depot from parcel order by 1"))
                .containsExactly("1", "2");
        assertThat(attached()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"for all tables", "for table account"})
    void a_rollback_can_update_a_published_table_before_its_key_is_there_again(String tables) throws Exception {
        run(
                "create table account (id bigint primary key, code text not null unique)",
                "create table note (id bigint primary key, account bigint constraint fk references account)",
                "insert into account values (7, 'a'), (8, 'b')",
                "insert into note values (1, 8)",
                "create publication everything " + tables);
        List<String> before = attached();
        migrates(
                List.of(
                        "create table account (code text not null, primary key (code))",
                        "create table note (id bigint not null, account text, primary key (id), constraint fk foreign key (account) references account)"),
                "- column account.id");
        project.rollback();
        assertThat(attached()).isEqualTo(before);
        assertThat(project.database().strings("select code from note join account a on a.id = account"))
                .containsExactly("b");
    }

    @Test
    void an_update_of_a_published_table_without_a_replica_identity_is_reported() throws Exception {
        run(
                "create table depot (id bigint primary key, number bigint unique)",
                "create table parcel (depot bigint constraint fk references depot)",
                "insert into depot values (1, 2)",
                "insert into parcel values (1)",
                "create publication everything for table parcel");
        List<String> model = List.of(
                "create table depot (id bigint not null, number bigint unique, primary key (id))",
                "create table parcel (depot bigint, constraint fk foreign key (depot) references depot (number))");
        assertThatThrownBy(() -> migrates(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                The migration, or its rollback, updates rows of table parcel, which is published and has no replica identity:
                  update parcel set depot = (select r.number from depot r where r.id = parcel.depot) where depot is not null
                PostgreSQL would reject that, as it rejects every UPDATE and DELETE of the table, so nothing was written. Choose a
                replica identity in a hand-written migration first, for instance with "alter table parcel replica identity full":
                  mvn compile liquibase:diff -Dempty -Dmessage="replica identity of parcel\"""");
        run("alter table parcel replica identity full");
        migrates(
                model,
                "~ foreign key parcel.fk FOREIGN KEY (depot) REFERENCES depot(id) → FOREIGN KEY (depot) REFERENCES depot(number)");
    }

    @Test
    void a_column_of_the_replica_identity_that_would_accept_null_is_reported() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account");
        List<String> model = List.of(
                "create table account (id integer not null, a integer, primary key (id), constraint uq_account unique (a))");
        assertThatThrownBy(() -> migrates(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                The migration would let column account.a accept null, which belongs to the replica identity of table account:
                  alter table account replica identity using index uq_account
                PostgreSQL would reject that, so nothing was written. Choose another replica identity in a hand-written
                migration first, for instance with "alter table account replica identity full":
                  mvn compile liquibase:diff -Dempty -Dmessage="replica identity of account\"""");
        run("alter table account replica identity full");
        migrates(model, "~ column account.a not null → null");
    }

    @Test
    void a_renamed_index_stays_the_replica_identity_even_if_its_new_name_was_taken() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, b integer not null, constraint uq_account unique (a))",
                "create index uq_a on account (b)",
                "alter table account replica identity using index uq_account");
        List<String> model = List.of(
                "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_a unique (a))");
        List<String> before = attached();
        migrates(model, "- index uq_a", "> unique constraint account.uq_account → uq_a");
        assertThat(attached()).contains("uq_a cluster f, replica identity t i, options ");
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @Test
    void a_dropped_table_gets_back_what_belongs_to_its_columns_and_indexes() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, t text, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account",
                "alter table account cluster on account_pkey",
                "grant select (a) on account to public",
                "alter table account alter a set statistics 7, alter a set (n_distinct = 5), alter t set storage external",
                "create statistics account_a on id, a from account",
                "comment on statistics account_a is 'a'",
                "create table whole (id integer primary key)",
                "alter table whole replica identity full");
        List<String> before = attached();
        migrates(
                List.of("create table other (id integer not null, primary key (id))"),
                "- table account",
                "- table whole",
                "+ table other");
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @Test
    void nothing_is_created_on_a_table_that_is_dropped_even_if_its_schema_stays_on_the_search_path() throws Exception {
        run(
                "create function f() returns integer return 1",
                "create table account (id integer primary key, a integer not null, constraint uq_account unique (a))",
                "alter table account replica identity using index uq_account",
                "create publication everything for table account",
                "create statistics account_a on id, a from account");
        List<String> before = attached();
        migrates(List.of("create table other (id integer not null, primary key (id))"), "- table account");
        project.rollback();
        assertThat(attached()).isEqualTo(before);
    }

    @Test
    void online_migrations_restore_it_after_the_index_that_they_create_again() throws Exception {
        run(
                "create table account (id integer primary key, a integer not null, b integer not null, constraint uq_account unique (a))",
                "create index ix_account on account (b)",
                "alter table account replica identity using index uq_account",
                "alter table account cluster on ix_account");
        List<String> model = List.of(
                "create table account (id integer not null, a integer not null, b integer not null, primary key (id), constraint uq_account unique (a, b))",
                "create index ix_account on account (b, a)");
        List<String> before = attached();
        Settings settings = new Settings("Online", "jarvis", Set.of("drop"), "none", null);
        List<Migration> migrations;
        try (Connection connection = project.database().connect()) {
            migrations = new Autogenerate(
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)),
                            settings,
                            new OnlineMigrations(settings, List.of())::of)
                    .run(model, (statement, position) -> "")
                    .migrations();
        }
        new MigrationFiles(
                        new MasterChangelog(folder.resolve("changelog/db.changelog-master.yaml")),
                        folder.resolve("changelog/changes"))
                .write(migrations);
        project.update();
        assertThat(attached()).isEqualTo(before);
        for (int i = 0; i < migrations.size(); i++) {
            project.rollback();
        }
        assertThat(attached()).isEqualTo(before);
    }

    private void run(String... statements) throws Exception {
        for (String statement : statements) {
            project.database().execute(statement);
        }
    }

    private void migrates(List<String> model, String... lines) throws Exception {
        List<String> before = CatalogText.of(project.database());
        var migration = project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none")
                .migration()
                .orElseThrow();
        assertThat(NetChanges.of(migration.operations().upgrade()))
                .map(OperationText::line)
                .contains(lines);
        project.apply(migration);
        assertThat(project.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none")
                        .operations())
                .isEmpty();
        project.rollback();
        assertThat(CatalogText.of(project.database())).isEqualTo(before);
        project.update();
    }

    private List<String> attached() throws Exception {
        return new ArrayList<>(project.database().strings(ATTACHED));
    }
}
