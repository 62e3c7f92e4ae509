package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** The names of all relations, types and constraints in the live schemas, whether they are compared or not. */
final class TakenNames {

    private static final String NAMES = """
            select n.nspname, found.name from (
              select relnamespace, relname::text from pg_class
              union select typnamespace, typname from pg_type
              union select connamespace, conname from pg_constraint) found (namespace, name)
            join pg_namespace n on n.oid = found.namespace where n.nspname = any (?)""";

    private TakenNames() {}

    /** @param schemas the real schemas */
    static Set<Name> of(Connection connection, Schemas schemas) throws SQLException {
        return Set.copyOf(SystemQuery.list(
                connection, NAMES, row -> schemas.name(row.getString(1), row.getString(2)), schemas.onServer()));
    }
}
