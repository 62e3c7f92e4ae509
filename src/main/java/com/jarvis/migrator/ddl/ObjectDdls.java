package com.jarvis.migrator.ddl;

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

/** Which class has the statements for a kind of object. */
record ObjectDdls(IndexDdl indexes) implements SchemaObject.Visitor<ObjectDdl<? extends SchemaObject>> {

    @Override
    public ObjectDdl<Schema> schema(Schema schema) {
        return new SchemaDdl();
    }

    @Override
    public ObjectDdl<EnumType> enumType(EnumType type) {
        return new EnumTypeDdl();
    }

    @Override
    public ObjectDdl<CompositeType> compositeType(CompositeType type) {
        return new CompositeTypeDdl();
    }

    @Override
    public ObjectDdl<Domain> domain(Domain domain) {
        return new DomainDdl();
    }

    @Override
    public ObjectDdl<Cast> cast(Cast cast) {
        return new CastDdl();
    }

    @Override
    public ObjectDdl<Sequence> sequence(Sequence sequence) {
        return new SequenceDdl();
    }

    @Override
    public ObjectDdl<Table> table(Table table) {
        return new TableDdl();
    }

    @Override
    public ObjectDdl<Column> column(Column column) {
        return new ColumnDdl();
    }

    @Override
    public ObjectDdl<Constraint> constraint(Constraint constraint) {
        return new ConstraintDdl();
    }

    @Override
    public ObjectDdl<Index> index(Index index) {
        return indexes;
    }

    @Override
    public ObjectDdl<View> view(View view) {
        return new ViewDdl();
    }

    @Override
    public ObjectDdl<Attached> attached(Attached attached) {
        return new AttachedDdl();
    }
}
