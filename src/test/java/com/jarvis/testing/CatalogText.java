package com.jarvis.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * All objects in the schemas of a database except Liquibase's tables, one line for each object, as PostgreSQL prints them.
 * Two databases with equal texts have equal schemas. The order of a table's columns is not included, because a rollback cannot
 * restore the position of a column.
 */
public final class CatalogText {

    private static final String SCHEMAS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";
    private static final String TABLES = SCHEMAS + " and c.relname !~ '^databasechangelog'";

    /** {@code $schemas} and {@code $tables} stand for the conditions above. */
    private static final List<String> QUERIES = List.of(
            "select 'schema ' || n.nspname from pg_namespace n where $schemas",
            """
            select format('%s %s.%s.%s%s %s%s%s%s%s',
                     case c.relkind when 'v' then 'view' when 'c' then 'composite type' else 'table' end, n.nspname,
                     c.relname, a.attname,
                     case when c.relkind = 'c' then format(' (%s)', rank() over (partition by c.oid order by attnum)) end,
                     format_type(a.atttypid, a.atttypmod),
                     case when a.attcollation <> t.typcollation then format(' collate %s', a.attcollation::regcollation) end,
                     case when a.attnotnull then ' not null' end,
                     case a.attidentity when 'a' then ' identity always' when 'd' then ' identity by default' end,
                     case when a.attgenerated <> '' then format(' generated %s ', a.attgenerated)
                       when d.adbin is not null then ' default ' end || pg_get_expr(d.adbin, d.adrelid))
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relkind in ('r', 'p', 'v', 'm', 'c') and $tables""",
            """
            select format('constraint %s on %s.%s %s', k.conname, n.nspname, c.relname, pg_get_constraintdef(k.oid))
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            where $tables and k.contype <> 'n'""",
            """
            select pg_get_indexdef(i.indexrelid)
            from pg_index i
            join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            where $tables""",
            """
            select format('sequence %s.%s %s start %s increment %s from %s to %s cache %s%s%s', n.nspname, c.relname,
                     format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                     case when s.seqcycle then ' cycle' end,
                     case when a.attname is not null then format(' owned by %s.%s', d.refobjid::regclass, a.attname) end)
            from pg_sequence s
            join pg_class c on c.oid = s.seqrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
                 and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
            left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
            where $schemas""",
            """
            select format('comment on %s: %s', pg_describe_object(o.classoid, o.objoid, o.objsubid), o.description)
            from pg_description o
            join pg_class c on c.oid = o.objoid and o.classoid = 'pg_class'::regclass
            join pg_namespace n on n.oid = c.relnamespace
            where $schemas""",
            """
            select format('enum %s.%s (%s)', n.nspname, t.typname, string_agg(e.enumlabel, ', ' order by e.enumsortorder))
            from pg_type t
            join pg_enum e on e.enumtypid = t.oid
            join pg_namespace n on n.oid = t.typnamespace
            where $schemas
            group by n.nspname, t.typname""",
            """
            select format('domain %s.%s as %s%s%s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
              case when t.typnotnull then ' not null' end, ' default ' || pg_get_expr(t.typdefaultbin, 0))
            from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'd' and $schemas""",
            """
            select format('constraint %s on domain %s %s', k.conname, k.contypid::regtype, pg_get_constraintdef(k.oid))
            from pg_constraint k join pg_type t on t.oid = k.contypid join pg_namespace n on n.oid = t.typnamespace
            where k.contype = 'c' and $schemas""",
            """
            select format('cast from %s to %s', format_type(castsource, null), format_type(casttarget, null))
            from pg_cast
            where oid >= 16384""",
            """
            select format('definition of %s.%s %s', n.nspname, c.relname, pg_get_viewdef(c.oid))
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('v', 'm') and $schemas""");

    private CatalogText() {}

    /** @return the lines, sorted within each kind of object */
    public static List<String> of(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return of(connection);
        }
    }

    /** @return the lines as the connection's transaction sees them, sorted within each kind of object */
    public static List<String> of(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (var statement = connection.createStatement()) {
            for (String query : QUERIES) {
                try (var rows = statement.executeQuery(
                        query.replace("$tables", TABLES).replace("$schemas", SCHEMAS) + " order by 1")) {
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                }
            }
        }
        return lines;
    }

    /** @return whether databasechangeloglock is marked as locked; false if there is no such table */
    public static boolean isLocked(TestDatabase database) throws SQLException {
        return rows(database, "databasechangeloglock", "lockedby", "locked").size() > 1;
    }

    /** @return one line for each changeset that the database has run, in order, with its checksum and tag */
    public static List<String> history(TestDatabase database) throws SQLException {
        return rows(
                database,
                "databasechangelog",
                "format('%s::%s::%s %s tag %s', filename, id, author, md5sum, tag)",
                "true order by orderexecuted");
    }

    /** The table's name and the values of an expression; empty if there is no such table. */
    private static List<String> rows(TestDatabase database, String table, String expression, String condition)
            throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("select to_regclass('%s')".formatted(table))) {
                found.next();
                if (found.getString(1) == null) {
                    return lines;
                }
            }
            lines.add(table);
            try (var rows =
                    statement.executeQuery("select %s from %s where %s".formatted(expression, table, condition))) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
        }
        return lines;
    }
}
