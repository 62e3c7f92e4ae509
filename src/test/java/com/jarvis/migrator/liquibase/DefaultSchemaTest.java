package com.jarvis.migrator.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.diff.Words;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.hibernate.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entities without a schema, where Hibernate's own setting says which one they are in. */
class DefaultSchemaTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"app, app.item", "public, item"})
    void tables_are_made_in_hibernates_default_schema_and_found_there(String schema, String table) throws Exception {
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
            assertThat(first.operations()).map(Words::line).contains("+ table " + table);

            live.apply(first.migration().orElseThrow());
            assertThat(live.diff(autogenerate -> autogenerate.run(model.read()), (String) null)
                            .operations())
                    .isEmpty();

            live.rollback();
            assertThat(live.catalog()).isEqualTo(empty);
        }
    }
}
