package com.jarvis.migrator.compare;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The privileges that a role lacks for operations. In PostgreSQL, only the owner can change or drop an object. */
public final class MissingPrivileges {

    private static final String MISSING = """
            select format(command, name, quote_ident(current_user)) as command, quote_ident(pg_get_userbyid(owner)) as owner
            from (select format('alter %s %%s owner to %%s', case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end)
                           as command, c.oid::regclass::text as name, c.relowner as owner
                  from unnest(?) n (name) join pg_class c on c.oid = to_regclass(n.name)
                  where not pg_has_role(c.relowner, 'usage')
                  union all
                  select 'alter type %s owner to %s', t.oid::regtype::text, t.typowner
                  from unnest(?) n (name) join pg_type t on t.oid = to_regtype(n.name)
                  where not pg_has_role(t.typowner, 'usage')
                  union all
                  select 'alter schema %s owner to %s', quote_ident(n.name), s.nspowner
                  from unnest(?) n (name) join pg_namespace s on s.nspname = n.name
                  where not pg_has_role(s.nspowner, 'usage')
                  union all
                  select 'grant references on %s to %s', c.oid::regclass::text, c.relowner
                  from unnest(?) n (name) join pg_class c on c.oid = to_regclass(n.name)
                  where not has_table_privilege(c.oid, 'references')) missing
            order by 1""";

    private MissingPrivileges() {}

    /**
     * A warning, with the statements that fix it, if the role of the connection cannot run the operations.
     *
     * @param connection in a transaction, its search path as it is for the migrations
     */
    public static Optional<String> warning(Connection connection, List<Operation> operations) throws SQLException {
        Set<Name> relations = new HashSet<>();
        Set<Name> types = new HashSet<>();
        Set<Name> referenced = new HashSet<>();
        for (Operation operation : operations) {
            operation.objects().forEach(object -> add(object, relations, types));
            if (operation instanceof Operation.Create create
                    && create.object() instanceof Constraint key
                    && key.referenced() != null) {
                referenced.add(key.referenced());
            }
        }
        List<String> schemas = operations.stream()
                .filter(operation -> operation instanceof Operation.Drop drop && drop.object() instanceof Schema)
                .map(operation -> ((Schema) ((Operation.Drop) operation).object()).name())
                .toList();
        NamesBefore names = new NamesBefore(operations);
        Set<String> commands = new LinkedHashSet<>();
        Set<String> owners = new TreeSet<>();
        SystemQuery.list(
                connection,
                MISSING,
                row -> commands.add(Printable.line(row.getString("command")))
                        | owners.add(Printable.line(row.getString("owner"))),
                texts(relations.stream().map(names::of)),
                texts(types.stream()),
                schemas,
                texts(referenced.stream().map(names::of)));
        return commands.isEmpty()
                ? Optional.empty()
                : Optional.of("""
                        role %s lacks privileges for these changes, so update would fail. Run update as %s, or have a superuser run:
                            %s""".formatted(
                                Printable.line(connection.getMetaData().getUserName()),
                                String.join(", ", owners),
                                String.join(";\n    ", commands)));
    }

    private static List<String> texts(Stream<Name> names) {
        return names.map(Name::sql).toList();
    }

    private static void add(SchemaObject object, Set<Name> relations, Set<Name> types) {
        CatalogSubset.addRelation(object, relations);
        if (object instanceof Sequence sequence && sequence.owner() == null) {
            relations.add(sequence.name());
        } else if (object instanceof EnumType type) {
            types.add(type.name());
        } else if (object instanceof CompositeType type) {
            types.add(type.name());
        } else if (object instanceof Domain domain) {
            types.add(domain.name());
        }
    }
}
