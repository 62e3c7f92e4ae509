package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import java.util.List;

/** One step from a catalog to another. It carries all that is needed to take it back. */
public sealed interface Operation {

    /** The step that undoes this one. */
    Operation reverse();

    /** Makes an object. A table is made with its columns and primary key; all else of it has operations of its own. */
    record Create(SchemaObject object) implements Operation {
        @Override
        public Operation reverse() {
            return new Drop(object);
        }
    }

    /** Drops an object. A table goes with all that is still on it. */
    record Drop(SchemaObject object) implements Operation {
        @Override
        public Operation reverse() {
            return new Create(object);
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
        public Operation reverse() {
            return new Alter(after, before, constants);
        }
    }

    /** Gives an object another name, or another schema; both are of the same kind and differ in nothing else. */
    record Rename(SchemaObject before, SchemaObject after) implements Operation {
        @Override
        public Operation reverse() {
            return new Rename(after, before);
        }
    }

    /**
     * An operation that only the way back needs: forth there is a shorter way. PostgreSQL adds a value to an enum type
     * in one statement, but has none that takes a value away.
     */
    record RollbackOnly(Operation operation) implements Operation {
        @Override
        public Operation reverse() {
            return operation.reverse();
        }
    }

    /** Changes values that the next operation could not take; what they were is gone on the way back. */
    record UpdateRows(String sql) implements Operation {
        @Override
        public Operation reverse() {
            return this;
        }
    }

    /** Takes a sequence past the values that there are in the column that owns it. */
    record AdvanceSequence(Sequence sequence) implements Operation {
        @Override
        public Operation reverse() {
            return this;
        }
    }

    /** A word to the author of the migration at this place of it; it does nothing. */
    record AuthorNote(String text) implements Operation {
        @Override
        public Operation reverse() {
            return this;
        }
    }
}
