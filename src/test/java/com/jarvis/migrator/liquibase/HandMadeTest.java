package com.jarvis.migrator.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.diff.Condensed;
import com.jarvis.migrator.diff.Words;
import com.jarvis.testing.CatalogText;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a live database has that no entity says. */
class HandMadeTest {

    private static final List<String> MODEL = List.of(
            "create table person (id integer not null, email varchar(320) not null, primary key (id),"
                    + " constraint uq_person_email unique (email))",
            "create table note (id integer not null, person_id integer not null,"
                    + " kind varchar(20) check (kind in ('A','B')), primary key (id))",
            "create index ix_note_kind on note (kind)",
            "create index ix_note_person on note (person_id)",
            "alter table if exists note add constraint fk_note_person foreign key (person_id) references person");

    @TempDir
    private Path folder;

    private LiveProject project;

    @BeforeEach
    void make_the_model_in_a_database() throws Exception {
        project = LiveProject.in(folder);
        run(MODEL.toArray(String[]::new));
    }

    @AfterEach
    void drop_the_database() throws Exception {
        project.close();
    }

    @Test
    void is_left_alone_and_listed() throws Exception {
        run(
                "create function answer() returns integer language sql as 'select 42'",
                "create domain positive as integer check (value > 0)",
                "create table extra (id positive default answer(), t tsrange, exclude using gist (t with &&))",
                "create materialized view mv as select * from person",
                "create view v1 as select * from mv",
                "create view v2 as select email from person",
                "create trigger tr before update on person for each row execute function suppress_redundant_updates_trigger()",
                "create policy p on person using (true)",
                "create index ix_part on person (lower(email)) where id > 0",
                "create table alembic_version (version_num varchar(32))");
        Autogenerate.Outcome outcome = project.diff(
                autogenerate -> autogenerate.run(MODEL, (statement, position) -> ""),
                new Settings(null, "jarvis", Set.of(), null, "ext*"));
        assertThat(outcome.migration()).isEmpty();
        assertThat(outcome.leftAlone())
                .containsExactly(
                        "domain positive",
                        "function answer",
                        "materialized view mv",
                        "policy person.p",
                        "trigger person.tr",
                        "view v1",
                        "view v2",
                        "index ix_part");
    }

    @Test
    void is_built_again_where_it_is_in_the_way() throws Exception {
        run(
                "alter table person alter email type varchar(100)",
                "create view v1 as select id, email from person",
                "create view v2 as select email from v1",
                "create index ix_part on person (email) where email like 'a%'");
        changesAndComesBack(
                "~ column person.email varchar(100) → varchar(320)",
                "~ view v1 (made again)",
                "~ view v2 (made again)");
    }

    @Test
    void goes_and_comes_back_with_its_column() throws Exception {
        run("alter table person add nick text", "create index ix_part on person (lower(nick)) where nick is not null");
        changesAndComesBack("- index ix_part", "- column person.nick");
    }

    @Test
    void a_view_over_a_dropped_column_is_named() throws Exception {
        run("alter table person add nick text", "create view nicks as select nick from person");
        assertThatThrownBy(this::diff).isInstanceOf(MigratorException.class).hasMessage("""
                View nicks reads person.nick, which the model does not have.
                The view is not the model's, so it is neither dropped nor changed, and nothing was written. Drop
                it, or let it do without the column, in a migration by hand first:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop view nicks\"""");
    }

    @Test
    void constraints_that_were_not_validated_are() throws Exception {
        run(
                "alter table note drop constraint fk_note_person, drop constraint note_kind_check",
                "alter table note add constraint fk_note_person foreign key (person_id) references person not valid",
                "alter table note add constraint note_kind_check check (kind in ('A','B')) not valid");
        changesAndComesBack(
                "~ check constraint note.note_kind_check check (kind in ('A', 'B')) not valid → check (kind in ('A', 'B'))",
                "~ foreign key note.fk_note_person FOREIGN KEY (person_id) REFERENCES person(id) NOT VALID → FOREIGN KEY (person_id) REFERENCES person(id)");
    }

    @Test
    void indexes_that_trade_names_are_renamed() throws Exception {
        run(
                "alter index ix_note_kind rename to other",
                "alter index ix_note_person rename to ix_note_kind",
                "alter index other rename to ix_note_person");
        changesAndComesBack(
                "> index ix_note_kind → jarvis_rename_0",
                "> index ix_note_person → ix_note_kind",
                "> index jarvis_rename_0 → ix_note_person");
    }

    @Test
    void another_spelling_of_the_same_check_is_no_change() throws Exception {
        run(
                "alter table note drop constraint note_kind_check",
                "alter table note add constraint note_kind_check check"
                        + " ((kind)::text = any (array[('A'::varchar)::text, ('B'::varchar)::text]))");
        assertThat(diff().migration()).isEmpty();
    }

    private Autogenerate.Outcome diff() throws Exception {
        return project.diff(autogenerate -> autogenerate.run(MODEL, (statement, position) -> ""), "none");
    }

    private void changesAndComesBack(String... lines) throws Exception {
        List<String> before = CatalogText.of(project.database());
        var migration = diff().migration().orElseThrow();
        assertThat(Condensed.of(migration.operations())).map(Words::line).containsExactlyInAnyOrder(lines);
        project.apply(migration);
        assertThat(diff().migration()).isEmpty();
        project.rollback();
        assertThat(CatalogText.of(project.database())).isEqualTo(before);
    }

    private void run(String... statements) throws Exception {
        try (Connection connection = project.database().connect()) {
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        }
    }
}
