package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import java.util.List;

/**
 * One stage of an online change. Each becomes a separate migration.
 *
 * @param part a description for the file name; empty for the main stage
 * @param inTransaction false if it creates or drops indexes concurrently, which a transaction does not allow
 */
public record Stage(String part, Operations operations, boolean inTransaction) {

    static Stage inTransaction(String part, List<Operation> upgrade) {
        return new Stage(part, Operations.reversible(upgrade), true);
    }

    static Stage outsideTransaction(String part, Operation upgrade) {
        return new Stage(part, Operations.reversible(List.of(upgrade)), false);
    }
}
