package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.hibernate.Project;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import liquibase.Scope;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a migration created for entities is dropped when it leaves the model; what was created by hand stays. */
@Tag(TestSet.SLOW)
class RemovedObjectsTest {

    private static final String VIEW =
            "@Entity @org.hibernate.annotations.View(query = \"select id, q from t where q <> ''\") public class V { @Id Long id; String q; }";

    @TempDir
    Path folder;

    private LiveProject live;

    @BeforeEach
    void create_a_database() throws Exception {
        live = LiveProject.in(folder);
    }

    @AfterEach
    void drop_the_database() throws Exception {
        live.close();
    }

    @Test
    void a_view_that_leaves_the_model_is_dropped_and_restored_by_the_rollback() throws Exception {
        migrate(table("q"), VIEW);
        live.database().execute("create view by_hand as select q from t");
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = diff(table("q"));
        assertThat(lines(outcome)).containsExactly("- view v");
        assertThat(outcome.leftAlone()).containsExactly("view by_hand");
        live.apply(outcome.migration().orElseThrow());
        assertThat(diff(table("q")).operations()).isEmpty();
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
    }

    @Test
    void a_view_can_leave_the_model_together_with_a_column_that_it_reads() throws Exception {
        migrate(table("q"), VIEW);
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = diff("@Entity public class T { @Id Long id; }");
        assertThat(lines(outcome)).containsExactly("- view v", "- column t.q");
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
    }

    @Test
    void views_can_leave_the_model_together_with_their_table() throws Exception {
        String other =
                "@Entity @org.hibernate.annotations.View(query = \"select id from v\") public class W { @Id Long id; }";
        migrate(table("q"), VIEW, other);
        live.database().execute("grant select on v to public; comment on view w is 'by hand'");
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = diff("@Entity public class X { @Id Long id; }");
        assertThat(lines(outcome)).containsExactly("- view w", "- view v", "- table t", "+ table x");
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
        assertThat(
                        live.database()
                                .strings(
                                        "select privilege_type from pg_class, aclexplode(relacl) where relname = 'v' and grantee = 0"))
                .containsExactly("SELECT");
    }

    @Test
    void a_table_can_take_the_name_of_a_view_that_leaves_the_model() throws Exception {
        migrate(table("q"), VIEW);
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = diff(table("q"), "@Entity public class V { @Id Long id; }");
        assertThat(lines(outcome)).containsExactly("- view v", "+ table v");
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Entity public class S { @Id @GeneratedValue @SequenceGenerator(name = \"g\", sequenceName = \"v\", allocationSize = 1) Long id; }",
                "@Entity public class S { @Id Long id; @Enumerated @org.hibernate.annotations.JdbcTypeCode(org.hibernate.type.SqlTypes.NAMED_ENUM) V v; enum V { A, B } }",
                "@Entity public class S { @Id Long id; @Embedded A a; @Embeddable @org.hibernate.annotations.Struct(name = \"v\") public static class A { int one; int two; } }",
                "@Entity public class S { @Id Long id; @OneToMany @JoinTable(name = \"v\") java.util.Set<T> ts; }",
                "@Entity @Table(indexes = @Index(name = \"v\", columnList = \"n\")) public class S { @Id Long id; int n; }",
                "@Entity @org.hibernate.annotations.View(query = \"select id from t\") @Table(name = \"v\") public class S { @Id Long id; }",
            })
    void another_object_takes_the_name_of_a_view_and_gives_it_back(String entity) throws Exception {
        String other =
                "@Entity @org.hibernate.annotations.View(query = \"select id from v\") public class W { @Id Long id; }";
        migrate(table("q"), VIEW, other);
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = diff(table("q"), entity);
        assertThat(lines(outcome)).contains("- view w", "- view v");
        live.apply(outcome.migration().orElseThrow());
        assertThat(diff(table("q"), entity).operations()).isEmpty();
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
        live.update();
        Autogenerate.Outcome back = diff(table("q"), VIEW, other);
        List<String> after = live.catalog();
        live.apply(back.migration().orElseThrow());
        assertThat(live.catalog()).isEqualTo(before);
        live.rollback();
        assertThat(live.catalog()).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Entity public class S { @Id @GeneratedValue @SequenceGenerator(name = \"g\", sequenceName = \"v\", allocationSize = 1) Long id; }",
                "@Entity public class V { @Id Long id; String q; }",
            })
    void another_object_does_not_take_the_name_of_a_view_that_a_view_by_hand_reads(String entity) throws Exception {
        migrate(table("q"), VIEW);
        live.database().execute("create view by_hand as select q from v");
        assertThatThrownBy(() -> diff(table("q"), entity))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                View by_hand reads view v, which the model does not have.
                No entity maps the view, so diff does not change it, and nothing was written. Drop the view, or create it
                again without the other view, in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop view by_hand\"""");
    }

    @Test
    void a_view_takes_the_name_of_a_table_that_a_view_by_hand_reads() throws Exception {
        migrate(table("q"), "@Entity public class V { @Id Long id; String q; }");
        live.database().execute("create view by_hand as select q from v");
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = diff(table("q"), VIEW);
        assertThat(lines(outcome)).containsExactly("- view by_hand", "- table v", "+ view v", "+ view by_hand");
        assertThat(outcome.leftAlone()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
    }

    @Test
    void a_view_that_was_created_again_in_between_is_still_one_of_the_model() throws Exception {
        migrate(table("q"), VIEW);
        migrate(table("q", "length = 400"), VIEW);
        assertThat(lines(diff(table("q", "length = 400")))).containsExactly("- view v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create view v as select id, q from t where q <> ''",
                "CREATE OR REPLACE VIEW public.v AS SELECT id FROM t",
            })
    void a_view_of_a_migration_that_was_written_by_hand_stays(String sql) throws Exception {
        migrate(table("q"));
        byHand(sql);
        Autogenerate.Outcome outcome = diff(table("q"));
        assertThat(outcome.operations()).isEmpty();
        assertThat(outcome.leftAlone()).containsExactly("view v");
    }

    @Test
    void a_view_by_hand_that_a_generated_migration_created_again_stays() throws Exception {
        migrate(table("q"));
        byHand("create view v as select id, q from t where q <> ''");
        migrate(table("q", "length = 400"));
        assertThat(diff(table("q", "length = 400")).leftAlone()).containsExactly("view v");
    }

    @Test
    void a_view_that_is_excluded_stays() throws Exception {
        migrate(table("q"), VIEW);
        Autogenerate.Outcome outcome = diff(new Settings(null, "jarvis", Set.of("drop"), "none", "v"), table("q"));
        assertThat(outcome.operations()).isEmpty();
    }

    @Test
    void a_view_by_hand_that_reads_a_view_which_leaves_the_model_is_reported() throws Exception {
        migrate(table("q"), VIEW);
        live.database().execute("create view by_hand as select q from v");
        assertThatThrownBy(() -> diff(table("q")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                View by_hand reads view v, which the model does not have.
                No entity maps the view, so diff does not change it, and nothing was written. Drop the view, or create it
                again without the other view, in a hand-written migration first:
                  mvn compile liquibase:diff -Dempty -Dmessage="drop view by_hand\"""");
    }

    @Test
    void an_expression_index_that_leaves_the_model_is_dropped_and_one_by_hand_stays() throws Exception {
        migrate(indexed("@Table(indexes = @Index(name = \"ix_q\", columnList = \"(lower(q))\"))"));
        live.database().execute("create index by_hand on t (upper(q))");
        List<String> before = live.catalog();
        Autogenerate.Outcome outcome = diff(indexed(""));
        assertThat(lines(outcome)).containsExactly("- index ix_q");
        assertThat(outcome.leftAlone()).containsExactly("index by_hand");
        live.apply(outcome.migration().orElseThrow());
        live.rollback();
        assertThat(live.catalog()).isEqualTo(before);
    }

    @Test
    void an_expression_index_of_a_migration_that_was_written_by_hand_stays() throws Exception {
        migrate(indexed(""));
        byHand("create index ix_q on t (lower((q)::text))");
        assertThat(diff(indexed("")).leftAlone()).containsExactly("index ix_q");
    }

    private static String table(String... column) {
        return "@Entity public class T { @Id Long id; " + (column.length > 1 ? "@Column(" + column[1] + ") " : "")
                + "String " + column[0] + "; }";
    }

    private static String indexed(String annotation) {
        return "@Entity " + annotation + " public class T { @Id Long id; String q; }";
    }

    private void migrate(String... entities) throws Exception {
        live.apply(diff(entities).migration().orElseThrow());
    }

    private void byHand(String sql) throws Exception {
        Migration empty = new Migration("20990101000000_by_hand", "jarvis", Operations.NONE);
        String text = empty.text().replace("    changes:\n", "    changes:\n    - sql:\n        sql: " + sql + "\n");
        Path changes = folder.resolve("changelog/changes");
        Files.writeString(changes.resolve(empty.fileName()), text);
        Path master = folder.resolve("changelog/db.changelog-master.yaml");
        Files.writeString(
                master,
                Files.readString(master) + "- include:\n    file: changes/" + empty.fileName()
                        + "\n    relativeToChangelogFile: true\n");
        live.update();
    }

    private Autogenerate.Outcome diff(String... entities) throws Exception {
        return diff(new Settings(null, "jarvis", Set.of("drop"), "none", null), entities);
    }

    private Autogenerate.Outcome diff(Settings settings, String... entities) throws Exception {
        Path sources = Files.createTempDirectory(folder, "model");
        Project project = new Project(sources);
        for (String entity : entities) {
            String name = entity.replaceFirst("(?s).*public class (\\w+) .*", "$1");
            project.source("shop." + name, entity);
        }
        project.compile();
        ModelMetadata model = new ModelMetadata(List.of("shop"), Map.of(), sources, project.classLoader());
        return live.diff(autogenerate -> autogenerate.run(new ModelCache(model), created()), settings);
    }

    private CreatedObjects created() throws Exception {
        return Scope.child(
                Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder)),
                () -> ChangelogObjects.of(new Changelog(folder, Changelog.DEFAULT).read()));
    }

    private static List<String> lines(Autogenerate.Outcome outcome) {
        return outcome.operations().stream().map(OperationText::line).toList();
    }
}
