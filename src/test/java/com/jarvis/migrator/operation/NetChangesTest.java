package com.jarvis.migrator.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Replace;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetChangesTest {

    @Test
    void an_object_that_is_dropped_and_created_twice_is_one_change() {
        Constraint key = Constraint.notNull(new Name(null, "notes"), "key", "id");
        List<Operation> steps = List.of(new Drop(key), new Create(key), new Drop(key), new Create(key));

        assertThat(NetChanges.of(steps)).containsExactly(new Replace(key, key));
        assertThat(NetChanges.of(steps.subList(0, 3))).containsExactly(new Drop(key));
    }
}
