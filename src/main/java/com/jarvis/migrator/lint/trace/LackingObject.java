package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.embedded.Supplies;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object that a statement needs, that the throw-away server does not have and that the live database has, though no migration
 * created it: of an extension for example. So the failure says nothing about the migration.
 */
final class LackingObject {

    /** For each kind of object, as PostgreSQL's messages name it: whether the database has one of that name, in any schema. */
    private static final Map<String, String> EXISTS = new LinkedHashMap<>();

    static {
        EXISTS.put("extension", "pg_available_extensions where name = ?");
        EXISTS.put("type", "pg_type where typname = ?");
        EXISTS.put("collation", "pg_collation where collname = ?");
        EXISTS.put("text search configuration", "pg_ts_config where cfgname = ?");
        EXISTS.put("text search dictionary", "pg_ts_dict where dictname = ?");
        EXISTS.put("operator class", "pg_opclass where opcname = ?");
        EXISTS.put("access method", "pg_am where amname = ?");
        EXISTS.put("language", "pg_language where lanname = ?");
        EXISTS.put("role", "pg_roles where rolname = ?");
        EXISTS.put("schema", "pg_namespace where nspname = ?");
        EXISTS.put("tablespace", "pg_tablespace where spcname = ?");
        EXISTS.put("server", "pg_foreign_server where srvname = ?");
        EXISTS.put("function", "pg_proc where pronamespace <> 'pg_catalog'::regnamespace and proname = ?");
        EXISTS.put("operator", "pg_operator where oprnamespace <> 'pg_catalog'::regnamespace and oprname = ?");
    }

    private static final Pattern MISSING = Pattern.compile("(" + String.join("|", EXISTS.keySet())
            + ") (?:\"(?:[^\"]+\\.)?([^\".]+)\" (?:.* )?(?:does not exist|is not available)"
            + "|(?:\\S+\\.)?\"?([^\\s(\".]+)\"?\\(.*\\) does not exist|does not exist: (?:.* )?([^\\w\\s]+) .*)");

    /** An object or function is not defined (manual, appendix A): a default operator class for a type, for example. */
    private static final Set<String> OF_EXTENSIONS = Set.of("42704", "42883");

    private LackingObject() {}

    /**
     * The object, for a message: {@code type "geometry"}.
     *
     * @param live a connection to the live database; null if that is unknown, which may have any extension
     */
    static Optional<String> of(Connection live, Supplies supplies, Failure failure) throws SQLException {
        Matcher missing = MISSING.matcher(failure.message());
        if (!missing.find()) {
            String extensions = supplies.missing("%s");
            return extensions.isEmpty() || !OF_EXTENSIONS.contains(failure.sqlState())
                    ? Optional.empty()
                    : Optional.of(extensions);
        }
        String kind = missing.group(1);
        String name = missing.group(2) != null
                ? missing.group(2)
                : missing.group(3) != null ? missing.group(3) : missing.group(4);
        boolean exists = live == null
                ? kind.equals("extension")
                : SystemQuery.one(
                        live, "select exists (select from " + EXISTS.get(kind) + ")", row -> row.getBoolean(1), name);
        return exists ? Optional.of(kind + " \"" + name + "\"") : Optional.empty();
    }
}
