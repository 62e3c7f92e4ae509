package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import java.util.List;
import java.util.Optional;

/** One step from a catalog to another. It carries all that is needed to undo it. */
public sealed interface Operation {

    /** The step that undoes this one; empty where nothing can or nothing has to. */
    Optional<Operation> reverse();

    /** Creates an object. A table comes with its columns and primary key; everything else on it has operations of its own. */
    record Create(SchemaObject object) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Drop(object));
        }
    }

    /** Drops an object. A table takes with it what is still on it. */
    record Drop(SchemaObject object) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Create(object));
        }
    }

    /**
     * Turns an object into another of the same kind and name.
     *
     * @param constants the names of an enum's constants in the order of their ordinals, where a column of ordinals
     *     becomes one of names or the other way round; none otherwise
     */
    record Alter(SchemaObject before, SchemaObject after, List<String> constants) implements Operation {

        /** One that is not between ordinals and names. */
        public Alter(SchemaObject before, SchemaObject after) {
            this(before, after, List.of());
        }

        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Alter(after, before, constants));
        }
    }

    /** Gives an object another name, or another schema; both are of the same kind and differ in nothing else. */
    record Rename(SchemaObject before, SchemaObject after) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.of(new Rename(after, before));
        }
    }

    /** Changes values that the next operation would reject. Nothing restores them. */
    record UpdateRows(String sql) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.empty();
        }
    }

    /** Moves a sequence past the highest value of the column that owns it ({@code setval}). Nothing moves it back. */
    record AdvanceSequence(Sequence sequence) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.empty();
        }
    }

    /** A comment for the author of the migration; has no effect. */
    record AuthorNote(String text) implements Operation {
        @Override
        public Optional<Operation> reverse() {
            return Optional.empty();
        }
    }
}
