package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One step from one catalog to another. It contains everything that is needed to undo it. */
public sealed interface Operation {

    /** One method for each kind of operation. */
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

    /** The step that undoes this one; empty if nothing can undo it or nothing has to. */
    Optional<Operation> reverse();

    /** The schema objects of the operation, the resulting one last; none if it only changes rows. */
    List<SchemaObject> objects();

    /** Calls the visitor's method for this kind of operation. */
    <R> R accept(Visitor<R> visitor);

    /**
     * Creates an object. A table includes its columns and its primary key; everything else on it is a separate
     * operation. What is attached to an object is dropped along with it.
     */
    record Create(SchemaObject object) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return object instanceof Attached ? Optional.empty() : Optional.of(new Drop(object));
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

    /** Drops an object. A table is dropped with everything that is still on it. */
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

    /** Changes an object, but neither its kind nor its name. */
    sealed interface Alter<T extends SchemaObject> extends Operation {

        /** The object before the change. */
        T before();

        /** The object after the change. */
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
     * @param constants the names of the enum constants by ordinal, if the column changes between ordinals and names;
     *     otherwise none
     */
    record AlterColumn(Column before, Column after, List<String> constants) implements Alter<Column> {

        /** A change that is not between ordinals and names. */
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

    /** Changes the options, the owning column or the comment of a sequence. */
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

    /**
     * Adds and drops attributes of a composite type.
     *
     * @param columns the columns whose values must be taken out meanwhile, because attributes move or keep their values under
     *     another type; none if attributes are only added and dropped at the end
     * @param converted the names of the attributes that keep their values under another type
     */
    record AlterCompositeType(CompositeType before, CompositeType after, List<Column> columns, Set<String> converted)
            implements Alter<CompositeType> {

        @Override
        public Optional<Operation> reverse() {
            return Optional.of(reversed());
        }

        /** As {@link #reverse}. */
        public AlterCompositeType reversed() {
            return new AlterCompositeType(after, before, columns, converted);
        }

        /** The attributes that stay where they are. PostgreSQL drops the others, and adds those of the new version at the end. */
        public List<CompositeType.Attribute> kept() {
            List<CompositeType.Attribute> kept = new ArrayList<>(before.attributes());
            if (columns.isEmpty() && before.becomesInPlace(after)) {
                kept.removeIf(attribute -> !attribute.isIn(after.attributes()));
                return kept;
            }
            kept.removeAll(lost());
            int prefix = 0;
            while (prefix < Math.min(kept.size(), after.attributes().size())
                    && kept.get(prefix).isLike(after.attributes().get(prefix))) {
                prefix++;
            }
            return kept.subList(0, prefix);
        }

        /** The attributes whose values are lost. */
        public List<CompositeType.Attribute> lost() {
            return before.attributes().stream()
                    .filter(attribute -> !attribute.isIn(after.attributes()) && !converted.contains(attribute.name()))
                    .toList();
        }

        @Override
        public List<SchemaObject> objects() {
            return Stream.<SchemaObject>concat(columns.stream(), Stream.of(before, after))
                    .toList();
        }
    }

    /** Changes the default, the constraints or the comment of a domain. Its type stays: PostgreSQL cannot change it. */
    record AlterDomain(Domain before, Domain after) implements Alter<Domain> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterDomain(after, before));
        }
    }

    /** Changes the comments on the columns of a view. */
    record AlterView(View before, View after) implements Alter<View> {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new AlterView(after, before));
        }
    }

    /** Changes the name or the schema of an object, and nothing else. */
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

    /** Adds a primary key or unique constraint based on the unique index of its name ({@code USING INDEX}). */
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

    /** Drops a primary key or unique constraint, and creates its unique index again. */
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

    /** An operation without a reverse: it cannot be undone, or has no effect. */
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

    /**
     * Updates values, for instance because the next operation would reject them. Has no reverse.
     *
     * @param values the existing values that it changes; none if it fills in new ones
     * @param restored whether the rollback restores the values that it changes
     */
    record UpdateRows(String sql, List<NewValue> values, boolean restored) implements Irreversible {

        /**
         * @param column a column as it is at this step
         * @param sql what becomes of each of its values: an expression over the live table; null if nothing has to know, because
         *     the change of the type that follows does the same, or it is the rollback
         */
        public record NewValue(Column column, String sql) {}

        /** Fills in values. */
        public UpdateRows(String sql) {
            this(sql, List.of(), false);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.updateRows(this);
        }
    }

    /** Sets a sequence to continue after the highest value of its column ({@code setval}). Not reversible. */
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

    /**
     * A comment for the author of the migration. It has no effect.
     *
     * @param changesValues whether it asks for changes of values that exist, which the rollback does not restore
     * @param translated the foreign key for which it asks to translate them, so that they cannot be checked yet; null for none
     */
    record AuthorNote(String text, boolean changesValues, Constraint translated) implements Irreversible {

        /** Asks for no translation. */
        public AuthorNote(String text, boolean changesValues) {
            this(text, changesValues, null);
        }

        /** Asks for values that do not exist yet, or for none. */
        public AuthorNote(String text) {
            this(text, false);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.authorNote(this);
        }
    }
}
