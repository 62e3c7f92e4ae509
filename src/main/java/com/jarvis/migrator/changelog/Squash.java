package com.jarvis.migrator.changelog;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.AndPrecondition;
import liquibase.precondition.core.ChangeSetExecutedPrecondition;
import liquibase.precondition.core.NotPrecondition;
import liquibase.precondition.core.OrPrecondition;
import liquibase.precondition.core.PreconditionContainer;
import liquibase.precondition.core.PreconditionContainer.FailOption;

/**
 * A changeset that replaces others, for new databases. Its precondition says which: it runs unless the database has run them all
 * ({@code not and changeSetExecuted …}, {@code onFail: MARK_RAN}), so that Liquibase alone does the same.
 */
public final class Squash {

    private final ChangeSet changeSet;
    private final AndPrecondition replaced;
    private final Set<String> keys;

    private Squash(ChangeSet changeSet, AndPrecondition replaced) {
        this.changeSet = changeSet;
        this.replaced = replaced;
        this.keys = leaves(replaced).map(Squash::key).collect(Collectors.toSet());
    }

    /** Reads what a changeset replaces; empty if it is an ordinary one. */
    public static Optional<Squash> of(ChangeSet changeSet) {
        PreconditionContainer conditions = changeSet.getPreconditions();
        return conditions != null
                        && conditions.getOnFail() == FailOption.MARK_RAN
                        && only(conditions) instanceof NotPrecondition not
                        && only(not) instanceof AndPrecondition and
                        && isList(and)
                ? Optional.of(new Squash(changeSet, and))
                : Optional.empty();
    }

    private static Precondition only(PreconditionLogic logic) {
        return logic.getNestedPreconditions().size() == 1
                ? logic.getNestedPreconditions().get(0)
                : null;
    }

    private static boolean isList(PreconditionLogic logic) {
        return !logic.getNestedPreconditions().isEmpty()
                && logic.getNestedPreconditions().stream()
                        .allMatch(nested -> nested instanceof ChangeSetExecutedPrecondition
                                || (nested instanceof AndPrecondition || nested instanceof OrPrecondition)
                                        && isList((PreconditionLogic) nested));
    }

    /** The changeset itself. */
    public ChangeSet changeSet() {
        return changeSet;
    }

    /** What messages call it. */
    public String name() {
        return ChangeSetName.of(changeSet);
    }

    /** How many changesets it replaces; one of another squash in place of those that this one replaced. */
    public int size() {
        return replaced.getNestedPreconditions().size();
    }

    /** The {@linkplain ChangeSetName#key keys} of all that it replaces. */
    public Set<String> keys() {
        return keys;
    }

    /** Whether it replaces what a database has run. */
    public boolean replaces(RanChangeSet ran) {
        return keys.contains(ChangeSetName.key(ran));
    }

    /** Whether a database has run all that it replaces, and so has to mark it as run. */
    public boolean isRunBy(List<RanChangeSet> ran) {
        return isRun(replaced, keys(ran));
    }

    /** Whether a database has run some of what it replaces, but not all. */
    public boolean isHalfRunBy(List<RanChangeSet> ran) {
        return !isRunBy(ran) && ran.stream().anyMatch(this::replaces);
    }

    /** The names of what it replaces and a database has not run. */
    public List<String> missingIn(List<RanChangeSet> ran) {
        return missing(replaced, keys(ran)).toList();
    }

    /** What it is made of, for another squash that replaces this one. */
    AndPrecondition replaced() {
        return replaced;
    }

    private static Set<String> keys(List<RanChangeSet> ran) {
        return ran.stream().map(ChangeSetName::key).collect(Collectors.toSet());
    }

    private static boolean isRun(Precondition condition, Set<String> ran) {
        if (condition instanceof ChangeSetExecutedPrecondition one) {
            return ran.contains(key(one));
        }
        Stream<Precondition> nested = ((PreconditionLogic) condition).getNestedPreconditions().stream();
        return condition instanceof OrPrecondition
                ? nested.anyMatch(one -> isRun(one, ran))
                : nested.allMatch(one -> isRun(one, ran));
    }

    /** Of alternatives, the last: what another squash replaced, which tells more than its name. */
    private static Stream<String> missing(Precondition condition, Set<String> ran) {
        if (isRun(condition, ran)) {
            return Stream.empty();
        } else if (condition instanceof ChangeSetExecutedPrecondition one) {
            return Stream.of(ChangeSetName.of(one.getChangeLogFile(), one.getId(), one.getAuthor()));
        }
        List<Precondition> nested = ((PreconditionLogic) condition).getNestedPreconditions();
        return condition instanceof OrPrecondition
                ? missing(nested.get(nested.size() - 1), ran)
                : nested.stream().flatMap(one -> missing(one, ran));
    }

    private static Stream<ChangeSetExecutedPrecondition> leaves(Precondition condition) {
        return condition instanceof ChangeSetExecutedPrecondition one
                ? Stream.of(one)
                : ((PreconditionLogic) condition)
                        .getNestedPreconditions().stream().flatMap(Squash::leaves);
    }

    private static String key(ChangeSetExecutedPrecondition one) {
        return ChangeSetName.key(one.getId(), one.getAuthor(), one.getChangeLogFile());
    }
}
