package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.operation.Stage;
import java.util.ArrayList;
import java.util.List;

/** Collects the operations of each stage. A stage may depend on what the stages before it have committed. */
final class OnlineStages {

    final List<Stage> firstDrops = new ArrayList<>();
    final List<Operation> main = new ArrayList<>();
    final List<Stage> indexes = new ArrayList<>();
    final List<Operation> fills = new ArrayList<>();
    final List<Operation> constraints = new ArrayList<>();
    final List<Operation> validations = new ArrayList<>();
    final List<Operation> notNulls = new ArrayList<>();
    final List<Stage> primaryKeys = new ArrayList<>();
    final List<Operation> foreignKeys = new ArrayList<>();
    final List<Operation> foreignKeyValidations = new ArrayList<>();
    final List<Stage> lastDrops = new ArrayList<>();

    /**
     * The stages that are not empty, in order. A single stage gets an empty description.
     *
     * @param main the operations of {@link #main}, with their downgrade
     * @param restored what the downgrade restores after all objects
     */
    List<Stage> inOrder(Operations main, List<Operation> restored) {
        List<Stage> stages = new ArrayList<>(firstDrops);
        stages.add(new Stage("", main, true));
        stages.addAll(indexes);
        stages.add(Stage.inTransaction("fill", fills));
        stages.add(Stage.inTransaction("constraints", constraints));
        stages.add(Stage.inTransaction("validate", validations));
        stages.add(Stage.inTransaction("not null", notNulls));
        stages.addAll(primaryKeys);
        stages.add(Stage.inTransaction("foreign keys", foreignKeys));
        stages.add(Stage.inTransaction("validate foreign keys", foreignKeyValidations));
        stages.addAll(lastDrops);
        stages.removeIf(stage -> stage.operations().isEmpty());
        if (!restored.isEmpty()) {
            Stage first = stages.get(0);
            stages.set(0, first.with(first.operations().withLastInDowngrade(restored)));
        }
        return stages.size() > 1
                ? stages
                : stages.stream()
                        .map(stage -> new Stage("", stage.operations(), stage.inTransaction()))
                        .toList();
    }
}
