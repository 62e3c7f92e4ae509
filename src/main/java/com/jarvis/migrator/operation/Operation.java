package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import java.util.List;
import java.util.Optional;

/** One step from a catalog to another. It carries all that is needed to undo it. */
public sealed interface Operation {

    /** A question that each operation answers in its own way. */
    interface Visitor<R> {
        R create(Create create);

        R drop(Drop drop);

        <T extends SchemaObject> R alter(Alter<T> alter);

        R rename(Rename rename);

        R replace(Replace replace);

        R useIndex(UseIndex use);

        R releaseIndex(ReleaseIndex release);

        R updateRows(UpdateRows update);

        R advanceSequence(AdvanceSequence advance);

        R authorNote(AuthorNote note);
    }

    /** The step that undoes this one; empty where nothing can or nothing has to. */
    Optional<Operation> reverse();

    /** The schema objects that it is about, the one that it leads to last; none for one that is about rows alone. */
    List<SchemaObject> objects();

    /** Asks the question of its kind. */
    <R> R accept(Visitor<R> visitor);

    /** Creates an object. A table comes with its columns and primary key; everything else on it has operations of its own. */
    record Create(SchemaObject object) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Drop(object));
        }

        @Override
        public List<SchemaObject> objects() {
            return List.of(object);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.create(this);
        }
    }

    /** Drops an object. A table takes with it what is still on it. */
    record Drop(SchemaObject object) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Create(object));
        }

        @Override
        public List<SchemaObject> objects() {
            return List.of(object);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.drop(this);
        }
    }

    /** Turns an object into another of the same kind and name. */
    sealed interface Alter<T extends SchemaObject> extends Operation {

        /** The object as it is. */
        T before();

        /** The object as it is to be. */
        T after();

        @Override
        default List<SchemaObject> objects() {
            return List.of(before(), after());
        }

        @Override
        default <R> R accept(Visitor<R> visitor) {
            return visitor.alter(this);
        }
    }

    /** Changes a table's comment. */
    record AlterTable(Table before, Table after) implements Alter<Table> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterTable(after, before));
        }
    }

    /**
     * Changes a column.
     *
     * @param constants the names of an enum's constants in the order of their ordinals, where a column of ordinals
     *     becomes one of names or the other way round; none otherwise
     */
    record AlterColumn(Column before, Column after, List<String> constants) implements Alter<Column> {

        /** One that is not between ordinals and names. */
        public AlterColumn(Column before, Column after) {
            this(before, after, List.of());
        }

        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterColumn(after, before, constants));
        }
    }

    /** Changes a constraint: validates it, or changes its comment. */
    record AlterConstraint(Constraint before, Constraint after) implements Alter<Constraint> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterConstraint(after, before));
        }
    }

    /** Changes how a sequence counts, whose it is, or its comment. */
    record AlterSequence(Sequence before, Sequence after) implements Alter<Sequence> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterSequence(after, before));
        }
    }

    /** Adds values to an enum type. PostgreSQL cannot remove them again: the reverse does nothing. */
    record AlterEnumType(EnumType before, EnumType after) implements Alter<EnumType> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterEnumType(after, before));
        }
    }

    /** Adds and drops attributes of a composite type. */
    record AlterCompositeType(CompositeType before, CompositeType after) implements Alter<CompositeType> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterCompositeType(after, before));
        }
    }

    /** Changes the default, the constraints or the comment of a domain. Its type stays: PostgreSQL cannot change it. */
    record AlterDomain(Domain before, Domain after) implements Alter<Domain> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterDomain(after, before));
        }
    }

    /** Gives an object another name, or another schema; both are of the same kind and differ in nothing else. */
    record Rename(SchemaObject before, SchemaObject after) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Rename(after, before));
        }

        @Override
        public List<SchemaObject> objects() {
            return List.of(before, after);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rename(this);
        }
    }

    /** Drops an object and creates another of the same kind and name. */
    record Replace(SchemaObject before, SchemaObject after) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Replace(after, before));
        }

        @Override
        public List<SchemaObject> objects() {
            return List.of(before, after);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.replace(this);
        }
    }

    /** Adds a key or unique constraint that takes over a unique index of its name ({@code USING INDEX}). */
    record UseIndex(Index index, Constraint constraint) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new ReleaseIndex(constraint, index));
        }

        @Override
        public List<SchemaObject> objects() {
            return List.of(index, constraint);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.useIndex(this);
        }
    }

    /** Drops a key or unique constraint and creates the unique index again that it had taken over. */
    record ReleaseIndex(Constraint constraint, Index index) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new UseIndex(index, constraint));
        }

        @Override
        public List<SchemaObject> objects() {
            return List.of(constraint, index);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.releaseIndex(this);
        }
    }

    /** One that nothing undoes, or that has nothing to undo. */
    sealed interface Irreversible extends Operation {
        @Override
        default Optional<Operation> reverse() {
            return Optional.empty();
        }

        @Override
        default List<SchemaObject> objects() {
            return List.of();
        }
    }

    /** Changes values that the next operation would reject. Nothing restores them. */
    record UpdateRows(String sql) implements Irreversible {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.updateRows(this);
        }
    }

    /** Moves a sequence past the highest value of the column that owns it ({@code setval}). Nothing moves it back. */
    record AdvanceSequence(Sequence sequence) implements Irreversible {
        @Override
        public List<SchemaObject> objects() {
            return List.of(sequence);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.advanceSequence(this);
        }
    }

    /** A comment for the author of the migration; has no effect. */
    record AuthorNote(String text) implements Irreversible {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.authorNote(this);
        }
    }
}
