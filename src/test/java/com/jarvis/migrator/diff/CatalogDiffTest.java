package com.jarvis.migrator.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.operation.Operations;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two catalogs, without a server. What PostgreSQL makes of the operations is tested by the round trips. */
class CatalogDiffTest {

    private static final Name NOTE = new Name(null, "note");

    @Test
    void equal_catalogs_differ_in_nothing() {
        assertThat(new CatalogDiff(notes("id bigint"), notes("id bigint")).operations())
                .isEqualTo(Operations.NONE);
    }

    @Test
    void a_column_is_added_before_its_index_is_created_and_dropped_after_it() {
        Index index = new Index(
                NOTE,
                new Name(null, "ix_title"),
                false,
                "btree (title)",
                List.of(new Index.Key("title", "")),
                true,
                true,
                null);
        Catalog before = notes("id bigint");
        Catalog after = withIndexes(notes("id bigint", "title text"), index);
        assertThat(lines(new CatalogDiff(before, after).operations().upgrade()))
                .containsExactly("+ column note.title text", "+ index ix_title");
        assertThat(lines(new CatalogDiff(before, after).operations().downgrade()))
                .containsExactly("- index ix_title", "- column note.title");
        assertThat(lines(new CatalogDiff(after, before).operations().upgrade()))
                .containsExactly("- index ix_title", "- column note.title");
    }

    @Test
    void an_index_of_another_name_is_renamed() {
        Index index = new Index(
                NOTE, new Name(null, "ix_a"), false, "btree (id)", List.of(new Index.Key("id", "")), true, true, null);
        Index other =
                new Index(NOTE, new Name(null, "ix_b"), false, index.definition(), index.keys(), true, true, null);
        assertThat(lines(new CatalogDiff(withIndexes(notes("id bigint"), index), withIndexes(notes("id bigint"), other))
                        .operations()
                        .upgrade()))
                .containsExactly("> index ix_a → ix_b");
    }

    @Test
    void an_enum_value_is_added_in_place_and_the_downgrade_alone_rebuilds_the_type() {
        Operations operations = new CatalogDiff(color("RED"), color("RED", "GREEN")).operations();
        assertThat(lines(operations.upgrade())).containsExactly("~ type color RED → RED, GREEN");
        assertThat(lines(operations.downgrade()))
                .containsExactly(
                        "~ type color RED, GREEN → RED",
                        "+ type color_old",
                        "- type color",
                        "> type color_old → color");
    }

    @Test
    void a_removed_enum_value_rebuilds_the_type_in_both_directions() {
        assertThat(lines(new CatalogDiff(color("RED", "GREEN"), color("RED"))
                        .operations()
                        .upgrade()))
                .containsExactly("> type color → color_old", "+ type color", "- type color_old");
    }

    @Test
    void a_partial_index_and_an_exclusion_constraint_are_dropped_only_if_a_migration_created_them() {
        Index index = new Index(
                NOTE,
                new Name(null, "ix_a"),
                true,
                "btree (id) WHERE (id > 0)",
                List.of(new Index.Key("id", "")),
                false,
                true,
                null);
        Constraint exclusion = new Constraint(
                NOTE,
                "ex_a",
                Constraint.Type.EXCLUSION,
                "EXCLUDE USING gist (id WITH &&)",
                null,
                Set.of(),
                List.of("id"),
                null,
                List.of(),
                null,
                null,
                null);
        Catalog live = withIndexes(notes("id bigint"), index);
        live = live.withTables(List.of(live.tables().get(0).withConstraints(List.of(exclusion))));
        CatalogDiff byHand = new CatalogDiff(live, notes("id bigint"));
        assertThat(byHand.operations()).isEqualTo(Operations.NONE);
        assertThat(byHand.leftAlone()).containsExactly("index ix_a", "exclusion constraint note.ex_a");
        CreatedObjects created = new CreatedObjects(
                Set.of(),
                Set.of(),
                Set.of(
                        "create unique index concurrently ix_a on note (id) WHERE (id > 0)",
                        "alter table note add constraint ex_a EXCLUDE USING gist (id WITH &&)"));
        CatalogDiff ofModel = new CatalogDiff(live, notes("id bigint"), created);
        assertThat(lines(ofModel.operations().upgrade()))
                .containsExactly("- index ix_a", "- exclusion constraint note.ex_a");
        assertThat(ofModel.leftAlone()).isEmpty();
    }

    private static Catalog notes(String... columns) {
        List<Column> all = Stream.of(columns)
                .map(column -> column.split(" "))
                .map(column -> new Column(NOTE, column[0], column[1], false, null, null, null, false, null, null))
                .toList();
        return Catalog.EMPTY.withTables(List.of(new Table(NOTE, all, List.of(), List.of(), null, null)));
    }

    private static Catalog withIndexes(Catalog catalog, Index... indexes) {
        return catalog.withTables(catalog.tables().stream()
                .map(table -> new Table(table.name(), table.columns(), List.of(), List.of(indexes), null, null))
                .toList());
    }

    private static Catalog color(String... labels) {
        return Catalog.EMPTY.withEnums(List.of(new EnumType(new Name(null, "color"), List.of(labels), null)));
    }

    private static List<String> lines(List<Operation> operations) {
        return operations.stream().map(OperationText::line).toList();
    }
}
