package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/** The steps of a change while they are gathered. Each may rest on what the ones before it have committed. */
final class OnlineStages {

    final List<Stage> firstDrops = new ArrayList<>();
    final List<Operation> main = new ArrayList<>();
    final List<Stage> indexes = new ArrayList<>();
    final List<Operation> fills = new ArrayList<>();
    final List<Operation> validations = new ArrayList<>();
    final List<Operation> notNulls = new ArrayList<>();
    final List<Stage> primaryKeys = new ArrayList<>();
    final List<Operation> foreignKeys = new ArrayList<>();
    final List<Operation> foreignKeyValidations = new ArrayList<>();
    final List<Stage> lastDrops = new ArrayList<>();

    /** Those that have something to do, in their order; a change of one step has no part of its own. */
    List<Stage> inOrder() {
        List<Stage> stages = new ArrayList<>(firstDrops);
        stages.add(new Stage("", main, true));
        stages.addAll(indexes);
        stages.add(new Stage("fill", fills, true));
        stages.add(new Stage("validate", validations, true));
        stages.add(new Stage("not null", notNulls, true));
        stages.addAll(primaryKeys);
        stages.add(new Stage("foreign keys", foreignKeys, true));
        stages.add(new Stage("validate foreign keys", foreignKeyValidations, true));
        stages.addAll(lastDrops);
        stages.removeIf(stage -> stage.operations().isEmpty());
        return stages.size() > 1
                ? stages
                : stages.stream()
                        .map(stage -> new Stage("", stage.operations(), stage.inTransaction()))
                        .toList();
    }

    static Stage outsideTransaction(String part, Operation operation) {
        return new Stage(part, List.of(operation), false);
    }
}
