package com.jarvis.migrator.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberedKeysTest {

    @TempDir
    Path base;

    @Test
    void a_key_is_numbered_by_the_sequence_of_its_generator() throws Exception {
        Project project = new Project(base)
                .source("shop.Item", "@Entity class Item { @Id @GeneratedValue Long id; }")
                .source("shop.Bill", """
                        @Entity @Table(schema = "MONEY") class Bill {
                            @Id @GeneratedValue(generator = "numbers") @SequenceGenerator(name = "numbers", schema = "money", sequenceName = "NUMBERS")
                            Long number;
                        }""")
                .source(
                        "shop.Tag",
                        "@Entity class Tag { @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id; }")
                .source(
                        "shop.Row",
                        "@Entity class Row { @Id @GeneratedValue(strategy = GenerationType.TABLE) Long id; }")
                .source("shop.Uid", "@Entity class Uid { @Id @GeneratedValue UUID id; }")
                .source("shop.Own", "@Entity class Own { @Id Long id; }");

        assertThat(keys(project))
                .containsExactlyInAnyOrder(
                        key(null, "item_seq", null, "item", "id"), key("money", "numbers", "money", "bill", "number"));
    }

    @Test
    @Tag(TestSet.HIBERNATE7)
    void the_native_generator_of_hibernate_7_uses_a_sequence() throws Exception {
        Project project = new Project(base).source("shop.Item", """
                        @Entity class Item { @Id @GeneratedValue @org.hibernate.annotations.NativeGenerator Long id; }""");

        assertThat(keys(project)).containsExactly(key(null, "item_seq", null, "item", "id"));
    }

    private static NumberedKeys.Key key(
            String schema, String sequence, String tableSchema, String table, String column) {
        return new NumberedKeys.Key(
                new Name(schema, sequence), new Sequence.Owner(new Name(tableSchema, table), column));
    }

    private static List<NumberedKeys.Key> keys(Project project) throws Exception {
        project.compile();
        return NumberedKeys.of(
                new ModelMetadata(List.of("shop"), Map.of(), project.base(), project.classLoader()).read());
    }
}
