package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.compare.Unchanged;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.hibernate.Project;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A diff after another one with the same classes on the same server. */
@Tag(TestSet.SLOW)
class ModelCacheTest {

    private static final String ITEM = "@Entity public class Item { @Id Long id; @Column(length = 20) String name; }";

    @TempDir
    Path folder;

    private Project project;
    private LiveProject live;

    @BeforeEach
    void create_a_database_with_diff_and_update() throws Exception {
        project = new Project(folder).source("shop.Item", ITEM).compile();
        live = LiveProject.in(folder);
        live.apply(diff().migration().orElseThrow());
    }

    @AfterEach
    void drop_the_database() throws Exception {
        live.close();
    }

    @Test
    void the_cache_shows_right_after_an_update_that_there_is_nothing_to_do() throws Exception {
        assertThat(known("")).contains(new Unchanged(List.of(), List.of()));
        assertThat(diff().operations()).isEmpty();
    }

    @Test
    void objects_that_entities_cannot_describe_are_still_listed() throws Exception {
        live.database().execute("create index item_name on item (lower(name))");

        assertThat(known("")).contains(new Unchanged(List.of("index item_name"), List.of()));
        assertThat(diff().leftAlone()).containsExactly("index item_name");
    }

    @Test
    void a_change_made_to_the_database_by_hand_is_found() throws Exception {
        live.database().execute("alter table item alter name type varchar(30)");

        assertThat(known("")).isEmpty();
        assertThat(lines()).containsExactly("~ column item.name varchar(30) → varchar(20)");
    }

    @Test
    void a_change_of_a_class_is_found() throws Exception {
        project.source("shop.Item", ITEM.replace("length = 20", "length = 40")).compile();

        assertThat(known("")).isEmpty();
        assertThat(lines()).containsExactly("~ column item.name varchar(20) → varchar(40)");
    }

    @Test
    void a_changed_setting_of_hibernate_or_of_the_server_invalidates_the_cache() throws Exception {
        assertThat(known("set timezone to 'Asia/Tokyo'")).isEmpty();
        ModelMetadata other = new ModelMetadata(
                List.of("shop"),
                Map.of("hibernate.id.db_structure_naming_strategy", "legacy"),
                folder,
                project.classLoader());
        try (Connection connection = live.database().connect()) {
            assertThat(new ModelCache(other)
                            .ifSame(connection, Adopting.strict(CreatedObjects.NONE), new ExcludedTables(null)))
                    .isEmpty();
        }
    }

    @Test
    void classes_older_than_their_sources_are_still_refused() throws Exception {
        Files.setLastModifiedTime(
                folder.resolve("src/main/java/shop/Item.java"),
                FileTime.from(Instant.now().plusSeconds(60)));

        assertThatThrownBy(this::diff)
                .isInstanceOf(MigratorException.class)
                .hasMessageContaining("changed after it was compiled: src/main/java/shop/Item.java");
    }

    @Test
    void a_truncated_cache_file_is_ignored() throws Exception {
        Path file = folder.resolve("target/jarvis-model.bin");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertThat(known("")).isEmpty();
        assertThat(diff().operations()).isEmpty();
        assertThat(Files.readAllBytes(file)).hasSameSizeAs(whole);
    }

    private Autogenerate.Outcome diff() throws Exception {
        return live.diff(
                autogenerate -> autogenerate.run(new ModelCache(source()), CreatedObjects.NONE), (String) null);
    }

    private List<String> lines() throws Exception {
        return diff().operations().stream().map(OperationText::line).toList();
    }

    private ModelMetadata source() {
        return new ModelMetadata(List.of("shop"), Map.of(), folder, project.classLoader());
    }

    private Optional<Unchanged> known(String setting) throws Exception {
        try (Connection connection = live.database().connect();
                var statement = connection.createStatement()) {
            statement.execute(setting);
            return new ModelCache(source())
                    .ifSame(connection, Adopting.strict(CreatedObjects.NONE), new ExcludedTables(null));
        }
    }
}
