package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.hibernate.Project;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.operation.OperationText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schemas that belong to the model: Hibernate's default schema, and schemas that entities are or were mapped to. */
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
            Autogenerate.Outcome first = live.diff(autogenerate -> autogenerate.run(model.read()), (String) null);
            assertThat(first.operations()).map(OperationText::line).contains("+ table " + table);

            live.apply(first.migration().orElseThrow());
            assertThat(live.diff(autogenerate -> autogenerate.run(model.read()), (String) null)
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

    private CreatedObjects created() throws Exception {
        var files = new DirectoryResourceAccessor(folder);
        return Scope.child(
                Map.of(Scope.Attr.resourceAccessor.name(), files),
                () -> ChangelogObjects.of(new Changelog(folder, Changelog.DEFAULT).read()));
    }
}
