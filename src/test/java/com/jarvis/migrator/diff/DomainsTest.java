package com.jarvis.migrator.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.operation.OperationText;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domains, which a model defines in an auxiliary database object of its mapping. */
class DomainsTest {

    private static final List<String> BEFORE = List.of(
            "create domain email as varchar(100) default 'x@example.org' check (value like '%@%')",
            "create domain rank as integer check (value in (1, 2, 3))",
            "create table person (id bigint not null, email email, rank rank, primary key (id))");

    private static final List<String> AFTER = List.of(
            "create domain email as varchar(100) not null check (value like '%@%')",
            "create domain rank as integer default 1 check (value between 1 and 9)",
            "create table person (id bigint not null, email email, rank rank, primary key (id))");

    @TempDir
    private Path folder;

    private LiveProject live;

    @BeforeEach
    void create() throws Exception {
        live = LiveProject.in(folder);
    }

    @AfterEach
    void drop() throws Exception {
        live.close();
    }

    @Test
    void a_domain_of_the_model_is_created_altered_and_rolled_back_with_the_rows_that_use_it() throws Exception {
        List<String> empty = live.catalog();
        migrate(BEFORE, "+ domain email", "+ domain rank", "+ table person");
        List<String> before = live.catalog();
        live.database().execute("insert into person values (1, 'ada@example.org', 2)");

        migrate(
                AFTER,
                "~ domain email null → not null, default 'x@example.org'::character varying → none",
                "~ domain rank default none → 1, check (VALUE in (1, 2, 3)) → check ((VALUE >= 1) AND (VALUE <= 9))");
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
        assertThat(live.database().strings("select email || rank from person")).containsExactly("ada@example.org2");
        live.rollback();
        assertThat(live.catalog()).isEqualTo(empty);
    }

    @Test
    void a_domain_that_the_model_does_not_define_is_left_alone_and_a_column_may_use_it() throws Exception {
        live.database().execute("create domain email as text check (value <> '')");
        Autogenerate.Outcome outcome =
                diff(List.of("create table person (id bigint not null, email email, primary key (id))"));
        assertThat(outcome.leftAlone()).containsExactly("domain email");
        live.apply(outcome.migration().orElseThrow());
        assertThat(diff(List.of("create table person (id bigint not null, email email, primary key (id))"))
                        .migration())
                .isEmpty();
    }

    @Test
    void a_change_of_the_type_of_a_domain_is_refused() throws Exception {
        migrate(BEFORE, "+ domain email", "+ domain rank", "+ table person");
        List<String> wider = List.of("create domain email as varchar(320)", BEFORE.get(1), BEFORE.get(2));
        assertThatThrownBy(() -> diff(wider))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                Domain email has the type varchar(100) in the database and varchar(320) in the model.
                PostgreSQL cannot change the type of a domain, so nothing was written. Create a domain with another name, and
                convert the columns to it in a hand-written migration:
                  mvn compile liquibase:diff -Dempty -Dmessage="replace domain email\"""");
    }

    private void migrate(List<String> model, String... lines) throws Exception {
        Autogenerate.Outcome outcome = diff(model);
        assertThat(outcome.operations().stream().map(OperationText::line)).containsExactly(lines);
        live.apply(outcome.migration().orElseThrow());
        assertThat(diff(model).migration()).as("a second diff").isEmpty();
    }

    private Autogenerate.Outcome diff(List<String> model) throws Exception {
        return live.diff(autogenerate -> autogenerate.run(model, (statement, position) -> ""), "none");
    }
}
