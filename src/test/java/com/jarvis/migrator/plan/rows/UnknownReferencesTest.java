package com.jarvis.migrator.plan.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.scratch.DesiredSchema;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that refer to rows while no foreign key says to which. The default schema is named, as a mapping may name it. */
class UnknownReferencesTest {

    private static final String TEAM = "create table team (id bigint primary key, nr bigint, code text)";
    private static final String TAGS = "create table tags (team bigint, name text)";
    private static final String KEY = "alter table tags add constraint fk foreign key (team) references team (%s)";

    @TempDir
    Path folder;

    private LiveProject live;

    @BeforeEach
    void create_a_project() throws Exception {
        live = LiveProject.in(folder);
    }

    @AfterEach
    void drop_the_database() throws Exception {
        live.close();
    }

    @Test
    void values_are_translated_to_what_the_model_refers_to_without_a_foreign_key() throws Exception {
        live.database().execute(TEAM + ";" + TAGS + ";" + KEY.formatted("id"));
        live.database()
                .execute(
                        "insert into team values (1, 2), (2, 1); insert into tags values (1, 'a'), (2, 'b'), (null, 'c')");

        Autogenerate.Outcome outcome = diff("nr", TEAM, TAGS);
        assertThat(outcome.warnings()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        assertThat(live.database().strings("select team || name from tags where team is not null order by name"))
                .containsExactly("2a", "1b");

        live.rollbackWithoutLoss();
        assertThat(live.database().strings("select team || name from tags where team is not null order by name"))
                .containsExactly("1a", "2b");
    }

    @Test
    void values_are_translated_to_another_type_without_a_foreign_key() throws Exception {
        live.database().execute(TEAM + ";" + TAGS + ";" + KEY.formatted("id"));
        live.database()
                .execute(
                        "insert into team (id, code) values (1, 'x'), (2, '1'); insert into tags values (1, 'a'), (2, 'b')");

        live.apply(diff("code", TEAM, TAGS.replace("team bigint", "team text"))
                .migration()
                .orElseThrow());
        assertThat(live.database().strings("select team || name from tags order by name"))
                .containsExactly("xa", "1b");

        live.rollbackWithoutLoss();
        assertThat(live.database().strings("select team || name from tags order by name"))
                .containsExactly("1a", "2b");
    }

    @Test
    void the_author_translates_values_that_a_rollback_could_not_translate_back() throws Exception {
        live.database().execute(TEAM + ";" + TAGS + ";" + KEY.formatted("id"));
        live.database().execute("insert into team values (1, 7), (2, 7); insert into tags values (1, 'a'), (2, 'b')");

        Autogenerate.Outcome outcome = diff("nr", TEAM, TAGS);

        assertThat(outcome.warnings())
                .containsExactly(
                        "foreign key tags.fk: it is dropped, and what its columns refer to changes from team(id) to team(nr), and the values of 2 rows are not translated");
        assertThat(outcome.migration().orElseThrow().text())
                .contains("# Rollback restores all but the values that you change where a comment asks for it.\n")
                .contains(
                        "    #     sql: update tags set team = (select r.nr from team r where r.id = tags.team) where team is not null\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nr bigint unique", "nr bigint, constraint u unique (nr)"})
    void a_new_foreign_key_is_not_doubted_if_the_values_exist_in_no_other_key(String nr) throws Exception {
        String team = "create table team (id bigint primary key, " + nr + ")";
        live.database().execute(team + ";" + TAGS);
        live.database().execute("insert into team values (1, 2), (2, 3); insert into tags values (1, 'a'), (2, 'b')");
        assertThat(diff("id", team, TAGS, KEY.formatted("id")).warnings()).isEmpty();

        live.database().execute("update tags set team = 2");
        assertThat(diff("id", team, TAGS, KEY.formatted("id")).warnings())
                .containsExactly(
                        "foreign key tags.fk: no foreign key says what the values of 2 rows refer to today, and all of them exist in team(nr); they stay as they are, and will refer to team(id)");
    }

    @Test
    void diff_says_that_values_are_only_converted_if_there_is_no_foreign_key_at_all() throws Exception {
        live.database().execute(TEAM + ";" + TAGS);
        live.database().execute("insert into team values (1, 2, 'x'); insert into tags values (1, 'a')");

        assertThat(diff("code", TEAM, TAGS.replace("team bigint", "team text")).warnings())
                .containsExactly(
                        "column tags.team: no foreign key says what its values refer to; they are converted from bigint to text, and will refer to team(code)");
        assertThat(diff("id", TEAM.replace("id bigint", "id text"), TAGS.replace("team bigint", "team text"))
                        .warnings())
                .isEmpty();
        assertThat(diff("id", TEAM, TAGS.replace("team bigint", "team integer")).warnings())
                .isEmpty();
    }

    private Autogenerate.Outcome diff(String referenced, String... model) throws Exception {
        return live.diff(
                autogenerate -> autogenerate.run(List.of(model), new DesiredSchema.Origin() {
                    @Override
                    public String of(String statement, int position) {
                        return "";
                    }

                    @Override
                    public List<Reference> references() {
                        return List.of(new Reference(
                                new Name("public", "tags"),
                                List.of("team"),
                                new Name("public", "team"),
                                List.of(referenced)));
                    }
                }),
                "none");
    }
}
