package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import java.util.List;

/**
 * One step of an online change; it becomes a migration of its own.
 *
 * @param part what it is to the change, in words for a file's name; empty for the change itself
 * @param inTransaction false where indexes are created or dropped concurrently, which no transaction allows
 */
public record Stage(String part, Operations operations, boolean inTransaction) {

    static Stage inTransaction(String part, List<Operation> upgrade) {
        return new Stage(part, Operations.reversible(upgrade), true);
    }

    static Stage outsideTransaction(String part, Operation upgrade) {
        return new Stage(part, Operations.reversible(List.of(upgrade)), false);
    }
}
