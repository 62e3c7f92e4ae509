package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The Liquibase changes for one kind of schema object. A list is empty if Liquibase has no change with exactly that
 * effect.
 *
 * @param create the changes that create an object
 * @param drop the changes that drop it
 * @param alter the changes that alter it, but not its name
 * @param rename the changes that rename it
 */
record ObjectChanges<T extends SchemaObject>(
        Function<T, List<Change>> create,
        Function<T, List<Change>> drop,
        BiFunction<T, T, List<Change>> alter,
        BiFunction<T, T, List<Change>> rename) {

    private static final OfKind OF_KIND = new OfKind();

    /** The changes for the kind of the object. */
    @SuppressWarnings("unchecked") // T's accept() calls the method that returns those for T.
    static <T extends SchemaObject> ObjectChanges<T> of(T object) {
        return (ObjectChanges<T>) object.accept(OF_KIND);
    }

    private static <T extends SchemaObject> List<Change> none(T before, T after) {
        return List.of();
    }

    private static <T extends SchemaObject> ObjectChanges<T> none() {
        return new ObjectChanges<>(o -> List.of(), o -> List.of(), ObjectChanges::none, ObjectChanges::none);
    }

    private static final class OfKind implements SchemaObject.Visitor<ObjectChanges<? extends SchemaObject>> {

        @Override
        public ObjectChanges<Schema> schema(Schema schema) {
            return none();
        }

        @Override
        public ObjectChanges<EnumType> enumType(EnumType type) {
            return none();
        }

        @Override
        public ObjectChanges<CompositeType> compositeType(CompositeType type) {
            return none();
        }

        @Override
        public ObjectChanges<Domain> domain(Domain domain) {
            return none();
        }

        @Override
        public ObjectChanges<Cast> cast(Cast cast) {
            return none();
        }

        @Override
        public ObjectChanges<Sequence> sequence(Sequence sequence) {
            return new ObjectChanges<>(
                    SequenceChanges::create,
                    // dropSequence is DROP SEQUENCE … CASCADE, which takes the defaults of other tables along.
                    dropped -> List.of(),
                    SequenceChanges::alter,
                    (before, after) -> TableChanges.rename(before.name(), after.name(), "Sequence"));
        }

        @Override
        public ObjectChanges<Table> table(Table table) {
            return new ObjectChanges<>(
                    TableChanges::create,
                    TableChanges::drop,
                    TableChanges::alter,
                    (before, after) -> TableChanges.rename(before.name(), after.name(), "Table"));
        }

        @Override
        public ObjectChanges<Column> column(Column column) {
            return new ObjectChanges<>(
                    ColumnChanges::create, ColumnChanges::drop, ColumnChanges::alter, ColumnChanges::rename);
        }

        @Override
        public ObjectChanges<Constraint> constraint(Constraint constraint) {
            return new ObjectChanges<>(KeyChanges::create, KeyChanges::drop, ObjectChanges::none, ObjectChanges::none);
        }

        @Override
        public ObjectChanges<Index> index(Index index) {
            return new ObjectChanges<>(
                    IndexChanges::create, IndexChanges::drop, ObjectChanges::none, ObjectChanges::none);
        }

        @Override
        public ObjectChanges<View> view(View view) {
            return new ObjectChanges<>(
                    ViewChanges::create,
                    ViewChanges::drop,
                    ObjectChanges::none,
                    (before, after) -> TableChanges.rename(before.name(), after.name(), "View"));
        }

        @Override
        public ObjectChanges<Attached> attached(Attached attached) {
            return none();
        }
    }
}
