package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.hibernate.Project;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas that belong to the model: Hibernate's default schema, and schemas that entities are or were mapped to. */
@Tag(TestSet.SLOW)
class SchemasTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"app, app.item", "public, item"})
    void tables_are_created_in_hibernates_default_schema_and_found_there(String schema, String table) throws Exception {
        Project project = new Project(folder)
                .source(
                        "shop.Item",
                        "@Entity public class Item { @Id @GeneratedValue Long id; @ManyToOne Item parent; }")
                .compile();
        ModelMetadata model = new ModelMetadata(
                List.of("shop"), Map.of("hibernate.default_schema", schema), folder, project.classLoader());

        try (LiveProject live = LiveProject.in(folder)) {
            List<String> empty = live.catalog();
            Autogenerate.Outcome first = live.diff(autogenerate -> autogenerate.run(model.model()), (String) null);
            assertThat(first.operations()).map(OperationText::line).contains("+ table " + table);

            live.apply(first.migration().orElseThrow());
            assertThat(live.diff(autogenerate -> autogenerate.run(model.model()), (String) null)
                            .operations())
                    .isEmpty();

            live.rollback();
            assertThat(live.catalog()).isEqualTo(empty);
        }
    }

    @Test
    void the_tables_of_a_schema_are_dropped_when_its_last_entity_is_removed() throws Exception {
        Project project = new Project(folder)
                .source("shop.Item", "@Entity public class Item { @Id Long id; }")
                .source("shop.Log", "@Entity @Table(schema = \"audit\") public class Log { @Id Long id; }")
                .compile();
        ModelMetadata model = new ModelMetadata(List.of("shop"), Map.of(), folder, project.classLoader());

        try (LiveProject live = LiveProject.in(folder)) {
            live.apply(live.diff(
                            autogenerate -> autogenerate.run(new ModelCache(model), CreatedObjects.NONE), (String) null)
                    .migration()
                    .orElseThrow());
            live.database().execute("create schema elsewhere; create table elsewhere.log (id bigint)");
            List<String> before = live.catalog();

            Files.delete(folder.resolve("src/main/java/shop/Log.java"));
            Files.delete(folder.resolve("target/classes/shop/Log.class"));
            ModelMetadata without = new ModelMetadata(List.of("shop"), Map.of(), folder, project.classLoader());
            Autogenerate.Outcome outcome =
                    live.diff(autogenerate -> autogenerate.run(new ModelCache(without), created()), (String) null);

            assertThat(outcome.operations())
                    .map(OperationText::line)
                    .containsExactly("- table audit.log", "- schema audit");
            live.apply(outcome.migration().orElseThrow());
            assertThat(live.diff(autogenerate -> autogenerate.run(new ModelCache(without), created()), (String) null)
                            .operations())
                    .isEmpty();
            live.rollback();
            assertThat(live.catalog()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create function audit.answer() returns integer language sql as 'select 42'",
                "create view audit.by_hand as select 1 as one",
                "create domain audit.positive as integer",
                "create materialized view audit.copy as select 1 as one",
                "alter default privileges in schema audit grant select on tables to public",
            })
    void a_schema_that_contains_something_else_stays(String sql) throws Exception {
        ModelMetadata with = model("with", "@Entity @Table(schema = \"audit\") public class Log { @Id Long id; }");
        try (LiveProject live = LiveProject.in(folder)) {
            live.apply(live.diff(
                            autogenerate -> autogenerate.run(new ModelCache(with), CreatedObjects.NONE), (String) null)
                    .migration()
                    .orElseThrow());
            live.database().execute(sql);
            ModelMetadata without = model("without", "@Entity public class Item { @Id Long id; }");
            Autogenerate.Outcome outcome =
                    live.diff(autogenerate -> autogenerate.run(new ModelCache(without), created()), "none");
            assertThat(outcome.operations())
                    .map(OperationText::line)
                    .containsExactly("- table audit.log", "+ table item");
        }
    }

    @Test
    void a_schema_that_its_last_table_leaves_is_dropped_and_restored_with_its_privileges() throws Exception {
        ModelMetadata before =
                model("before", "@Entity @Table(schema = \"audit\") public class Log { @Id @GeneratedValue Long id; }");
        try (LiveProject live = LiveProject.in(folder)) {
            live.apply(live.diff(autogenerate -> autogenerate.run(new ModelCache(before), CreatedObjects.NONE), (String)
                            null)
                    .migration()
                    .orElseThrow());
            live.database().execute("grant usage on schema audit to public; comment on schema audit is 'it''s kept'");
            List<String> catalog = schemaAndCatalog(live);
            ModelMetadata after = model("after", "@Entity public class Log { @Id @GeneratedValue Long id; }");
            Autogenerate.Outcome outcome =
                    live.diff(autogenerate -> autogenerate.run(new ModelCache(after), created()), "audit.log:log");
            assertThat(outcome.operations())
                    .map(OperationText::line)
                    .contains("> table audit.log → log", "- schema audit");
            live.apply(outcome.migration().orElseThrow());
            assertThat(live.diff(autogenerate -> autogenerate.run(new ModelCache(after), created()), "none")
                            .operations())
                    .isEmpty();
            live.rollback();
            assertThat(schemaAndCatalog(live)).isEqualTo(catalog);
        }
    }

    private static List<String> schemaAndCatalog(LiveProject live) throws Exception {
        List<String> lines = new ArrayList<>(live.catalog());
        lines.addAll(live.database()
                .strings("select format('%s %s', nspacl, obj_description(oid, 'pg_namespace')) from pg_namespace"
                        + " where nspname = 'audit'"));
        return lines;
    }

    private ModelMetadata model(String name, String entity) throws Exception {
        Path sources = folder.resolve(name);
        Project project = new Project(sources)
                .source("shop." + entity.replaceFirst("(?s).*public class (\\w+) .*", "$1"), entity)
                .compile();
        return new ModelMetadata(List.of("shop"), Map.of(), sources, project.classLoader());
    }

    private CreatedObjects created() throws Exception {
        var files = new DirectoryResourceAccessor(folder);
        return Scope.child(
                Map.of(Scope.Attr.resourceAccessor.name(), files),
                () -> ChangelogObjects.of(new Changelog(folder, Changelog.DEFAULT).read()));
    }
}
