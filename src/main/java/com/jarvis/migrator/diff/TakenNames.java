package com.jarvis.migrator.diff;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.diff.Operation.Alter;
import com.jarvis.migrator.diff.Operation.Create;
import com.jarvis.migrator.diff.Operation.Drop;
import com.jarvis.migrator.diff.Operation.Rename;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The names that operations give, where something that is no part of what is compared has them already. */
final class TakenNames {

    private static final String QUERY = """
            select coalesce(pg_describe_object('pg_class'::regclass, to_regclass(?), 0), pg_describe_object('pg_type'::regclass, to_regtype(?), 0))""";

    private TakenNames() {}

    /** @throws MigratorException when a name is taken, with what has it */
    static void requireNone(Connection connection, Schemas schemas, List<Operation> operations)
            throws SQLException, MigratorException {
        Set<Name> free = new HashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop) {
                identities(drop.object()).forEach(free::add);
                name(drop.object()).ifPresent(free::add);
            } else if (operation instanceof Alter alter
                    && alter.before() instanceof Column column
                    && column.identity() != null) {
                free.add(column.identity().sequence().name());
            } else if (operation instanceof Rename rename) {
                name(rename.before()).ifPresent(free::add);
            }
        }
        for (Operation operation : operations) {
            if (operation instanceof Create create) {
                Name name = name(create.object()).orElse(null);
                String owner = name == null || free.contains(name) ? null : owner(connection, schemas, name);
                if (owner != null) {
                    throw new MigratorException("""
                            The model's %s can't be made: the name is that of %s, which is not the model's.
                            It is neither dropped nor changed, and nothing was written. Drop or rename it in a migration by hand first:
                              mvn compile liquibase:diff -Dempty -Dmessage="make room for %s\"""".formatted(Words.what(create.object()), owner, name.local()));
                }
            }
        }
    }

    private static Stream<Name> identities(SchemaObject object) {
        Stream<Column> columns = object instanceof Table table
                ? table.columns().stream()
                : object instanceof Column column ? Stream.of(column) : Stream.of();
        return columns.filter(column -> column.identity() != null)
                .map(column -> column.identity().sequence().name());
    }

    private static String owner(Connection connection, Schemas schemas, Name name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            String schema = name.schema() == null ? schemas.defaultSchema() : name.schema();
            String qualified = new Name(schema, name.local()).sql();
            statement.setString(1, qualified);
            statement.setString(2, qualified);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getString(1);
        }
    }

    /** The name among relations and types that the object has; a key has one by its index. */
    private static Optional<Name> name(SchemaObject object) {
        if (object instanceof Table table) {
            return Optional.of(table.name());
        } else if (object instanceof View view) {
            return Optional.of(view.name());
        } else if (object instanceof Index index) {
            return Optional.of(index.name());
        } else if (object instanceof Sequence sequence) {
            return Optional.of(sequence.name());
        } else if (object instanceof EnumType type) {
            return Optional.of(type.name());
        } else if (object instanceof CompositeType type) {
            return Optional.of(type.name());
        } else if (object instanceof Constraint key
                && (key.type() == Constraint.Type.PRIMARY_KEY || key.type() == Constraint.Type.UNIQUE)) {
            return Optional.of(key.table().sibling(key.name()));
        }
        return Optional.empty();
    }
}
