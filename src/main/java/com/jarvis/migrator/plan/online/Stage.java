package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.operation.Operation;
import java.util.List;

/**
 * One step of an online change; it becomes a migration of its own.
 *
 * @param part what it is to the change, in words for a file's name; empty for the change itself
 * @param inTransaction false where indexes are created or dropped concurrently, which no transaction allows
 */
public record Stage(String part, List<Operation> operations, boolean inTransaction) {}
