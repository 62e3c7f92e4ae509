package com.jarvis.migrator.operation;

import java.util.List;

/**
 * One stage of a change. Each becomes a separate migration, and is committed before the next one starts.
 *
 * @param part a description for the file name; empty for the main stage
 * @param inTransaction false if it creates or drops indexes concurrently, which a transaction does not allow
 */
public record Stage(String part, Operations operations, boolean inTransaction) {

    /** A change that is made in one transaction. */
    public Stage(Operations operations) {
        this("", operations, true);
    }

    /** A stage that its reverse undoes. */
    public static Stage inTransaction(String part, List<Operation> upgrade) {
        return new Stage(part, Operations.reversible(upgrade), true);
    }

    /** A stage of one operation outside a transaction. */
    public static Stage outsideTransaction(String part, Operation upgrade) {
        return new Stage(part, Operations.reversible(List.of(upgrade)), false);
    }

    /** The same stage with other operations. */
    public Stage with(Operations other) {
        return new Stage(part, other, inTransaction);
    }
}
