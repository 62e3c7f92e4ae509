package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangeSetNames;
import com.jarvis.migrator.execution.loss.Loss;
import com.jarvis.migrator.execution.loss.LossGuard;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import liquibase.Scope;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.change.custom.CustomTaskChange;
import liquibase.change.custom.CustomTaskRollback;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/**
 * Rolls back migrations, all of them or none, and none if that would destroy data. A changeset with {@code runInTransaction:
 * false} divides them: those before it are committed, its statements are guarded one by one, and so are those after it.
 */
public final class GuardedRollback {

    /** In Liquibase's scope: what it means that a migration fails, for the message. */
    private static final String STATE = "jarvis.rollbackState";

    /** Liquibase's rollback. */
    @FunctionalInterface
    public interface Command {
        /** @param only the changesets to roll back */
        void run(ChangeSetFilter only) throws Exception;
    }

    private final Database database;
    private final boolean allowed;
    private final IntFunction<String> forced;
    private final RollbackReport report;
    private final List<String> done = new ArrayList<>();

    /**
     * @param allowed whether data may be destroyed ({@code -Dallow=drop})
     * @param forced the command that destroys data, for the message; given the number of migrations rolled back before
     * @param listener of the command, which receives an event for each changeset
     */
    public GuardedRollback(
            Database database, boolean allowed, IntFunction<String> forced, ChangeExecListener listener) {
        this.database = database;
        this.allowed = allowed;
        this.forced = forced;
        this.report = new RollbackReport(connection());
        if (listener instanceof DefaultChangeExecListener listeners) {
            listeners.addListener(report);
        }
    }

    /** What it means for the others that a migration cannot be rolled back; null outside of a guarded rollback. */
    static String state() {
        return Scope.getCurrentScope().get(STATE, String.class);
    }

    /**
     * @param undone what the command rolls back, the newest first
     * @param isOneScript whether the command runs one script for all of them
     * @throws MigratorException if data would be destroyed or a statement fails
     */
    public void run(List<ChangeSet> undone, boolean isOneScript, Command command) throws Exception {
        for (List<ChangeSet> part : isOneScript ? List.of(undone) : parts(undone)) {
            ChangeSetFilter only = changeSet ->
                    new ChangeSetFilterResult(part.contains(changeSet), "rolled back together", ChangeSetFilter.class);
            if (isOneScript || part.isEmpty() || part.get(0).isRunInTransaction()) {
                inTransaction(part, () -> command.run(only));
            } else {
                StatementGuard guard = new StatementGuard(
                        connection(), GuardedTransaction.history(database), losses -> refusal(losses, part.get(0)));
                Scope.child(allowed ? Map.of() : Map.of(StatementGuard.IN_SCOPE, guard), () -> command.run(only));
            }
            part.forEach(changeSet -> done.add(ChangeSetName.of(changeSet)));
        }
    }

    private Connection connection() {
        return ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
    }

    private static List<List<ChangeSet>> parts(List<ChangeSet> undone) {
        List<List<ChangeSet>> parts = new ArrayList<>();
        for (ChangeSet changeSet : undone) {
            List<ChangeSet> last = parts.isEmpty() ? List.of() : parts.get(parts.size() - 1);
            if (!last.isEmpty() && last.get(0).isRunInTransaction() && changeSet.isRunInTransaction()) {
                last.add(changeSet);
            } else {
                parts.add(new ArrayList<>(List.of(changeSet)));
            }
        }
        return parts.isEmpty() ? List.of(undone) : parts;
    }

    private void inTransaction(List<ChangeSet> part, LossGuard.Work work) throws Exception {
        String name = part.size() == 1
                ? ChangeSetName.of(part.get(0))
                : "The rollback of "
                        + ChangeSetNames.counted(
                                part.stream().map(ChangeSetName::of).toList());
        String state = done.isEmpty()
                ? "to roll back, so nothing was rolled back"
                : "to roll back, so only these are rolled back: " + String.join(", ", done);
        try {
            List<String> dropped =
                    Scope.child(Map.of(STATE, state), () -> new GuardedTransaction(database, allowed, this::refusal)
                            .run(
                                    name,
                                    () -> {
                                        GuardedTransaction.execute(report::clear);
                                        work.run();
                                    },
                                    part.stream().allMatch(GuardedRollback::isSql)));
            report.lines().forEach(Console.out()::println);
            if (!dropped.isEmpty()) {
                Console.out()
                        .println(Printable.line(
                                "Dropped without counting (-Dallow=drop): " + String.join(", ", dropped)));
            }
        } catch (Exception e) {
            ChangeSet failed = report.current();
            throw failed == null
                    ? e
                    : new RunFailure(ChangeSetName.place(failed), state, CommandHint.ROLLBACK, true)
                            .explain(e, connection());
        }
    }

    /** Whether all that it does in the database are statements; a task of the user's works on the connection itself. */
    private static boolean isSql(ChangeSet changeSet) {
        return (changeSet.hasCustomRollbackChanges() ? changeSet.getRollback().getChanges() : changeSet.getChanges())
                .stream()
                        .noneMatch(change -> change instanceof CustomChangeWrapper custom
                                && (custom.getCustomChange() instanceof CustomTaskChange
                                        || custom.getCustomChange() instanceof CustomTaskRollback));
    }

    private MigratorException refusal(List<Loss> losses) {
        return refusal(losses, done.isEmpty() ? "so nothing was done" : stopped());
    }

    /** Of a statement of a changeset outside a transaction. */
    private MigratorException refusal(List<Loss> losses, ChangeSet at) {
        return refusal(
                losses,
                "%s in %s, whose statements before this one were run"
                        .formatted(done.isEmpty() ? "so it stopped" : stopped() + ",", ChangeSetName.of(at)));
    }

    private String stopped() {
        return "so it stopped after it had rolled back " + String.join(", ", done);
    }

    private MigratorException refusal(List<Loss> losses, String state) {
        return DataLossRefusal.of("This rollback would destroy", database, state, losses, forced.apply(done.size()));
    }
}
