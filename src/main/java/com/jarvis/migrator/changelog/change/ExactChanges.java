package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.changelog.change.Entry.Change;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.ReleaseIndex;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.Replace;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operation.UseIndex;
import java.util.List;

/** The Liquibase changes with exactly the effect of an operation; none if Liquibase has no such changes. */
final class ExactChanges implements Operation.Visitor<List<Change>> {

    @Override
    public List<Change> create(Create create) {
        return create(create.object());
    }

    private static <T extends SchemaObject> List<Change> create(T object) {
        return ObjectChanges.of(object).create().apply(object);
    }

    @Override
    public List<Change> drop(Drop drop) {
        return drop(drop.object());
    }

    private static <T extends SchemaObject> List<Change> drop(T object) {
        return ObjectChanges.of(object).drop().apply(object);
    }

    @Override
    public <T extends SchemaObject> List<Change> alter(Alter<T> alter) {
        return alter instanceof AlterColumn column && !column.constants().isEmpty()
                ? List.of()
                : ObjectChanges.of(alter.after()).alter().apply(alter.before(), alter.after());
    }

    @Override
    public List<Change> rename(Rename rename) {
        return rename(rename.before(), rename.after());
    }

    private static <T extends SchemaObject> List<Change> rename(T before, T after) {
        return ObjectChanges.of(before).rename().apply(before, after);
    }

    @Override
    public List<Change> replace(Replace replace) {
        return List.of();
    }

    @Override
    public List<Change> useIndex(UseIndex use) {
        return List.of();
    }

    @Override
    public List<Change> releaseIndex(ReleaseIndex release) {
        return List.of();
    }

    @Override
    public List<Change> updateRows(UpdateRows update) {
        return List.of();
    }

    @Override
    public List<Change> advanceSequence(AdvanceSequence advance) {
        return List.of();
    }

    @Override
    public List<Change> authorNote(AuthorNote note) {
        return List.of();
    }
}
