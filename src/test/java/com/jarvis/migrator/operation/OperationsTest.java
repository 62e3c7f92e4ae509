package com.jarvis.migrator.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationsTest {

    private static final Create A = new Create(new Schema("a"));
    private static final Create B = new Create(new Schema("b"));

    @Test
    void the_downgrade_begins_as_the_reverse_of_the_upgrade() {
        assertThat(Operations.reversible(List.of(A, B)).downgrade())
                .containsExactly(new Drop(new Schema("b")), new Drop(new Schema("a")));
    }

    @Test
    void notes_and_updates_of_rows_have_no_counterpart_in_the_downgrade() {
        Operations operations =
                Operations.reversible(List.of(new AuthorNote("fill in"), new UpdateRows("update t set x = 1"), A));
        assertThat(operations.upgrade()).hasSize(3);
        assertThat(operations.downgrade()).containsExactly(new Drop(new Schema("a")));
    }

    @Test
    void what_comes_later_is_undone_first() {
        Operations both = Operations.reversible(List.of(A)).then(Operations.reversible(List.of(B)));
        assertThat(both).isEqualTo(Operations.reversible(List.of(A, B)));
    }

    @Test
    void a_replaced_operation_is_replaced_in_both_directions_and_the_rest_stays_in_its_place() {
        Column nullable = column(false);
        Column required = column(true);
        UpdateRows placeholder = new UpdateRows("update t set c = 0");
        Operations operations = Operations.reversible(List.of(A, new Create(required), B))
                .withInDowngradeAfter(null, List.of(placeholder))
                .replace(operation -> Operations.reversible(
                        operation instanceof Create create && create.object() instanceof Column
                                ? List.of(new Create(nullable), new AlterColumn(nullable, required))
                                : List.of(operation)));
        assertThat(operations.upgrade())
                .containsExactly(A, new Create(nullable), new AlterColumn(nullable, required), B);
        assertThat(operations.downgrade())
                .containsExactly(
                        placeholder,
                        new Drop(new Schema("b")),
                        new AlterColumn(required, nullable),
                        new Drop(nullable),
                        new Drop(new Schema("a")));
    }

    @Test
    void what_only_the_downgrade_needs_stands_behind_the_operation_that_restores_the_object() {
        Drop dropped = new Drop(column(true));
        UpdateRows placeholder = new UpdateRows("update t set c = 0");
        Operations operations =
                Operations.reversible(List.of(dropped, A)).withInDowngradeAfter(dropped, List.of(placeholder));
        assertThat(operations.downgrade())
                .containsExactly(new Drop(new Schema("a")), new Create(column(true)), placeholder);
        assertThat(operations.upgrade()).containsExactly(dropped, A);
    }

    private static Column column(boolean notNull) {
        return new Column(new Name(null, "t"), "c", "integer", notNull, null, null, null, false, null, null);
    }
}
