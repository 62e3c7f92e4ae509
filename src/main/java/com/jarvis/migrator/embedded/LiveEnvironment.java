package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.session.DefaultSchema;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the statements of a changelog expect around them: the role and the search path that they run with, and what the live
 * database has that they may not create themselves.
 *
 * @param user the role
 * @param searchPath as {@code SHOW search_path} prints it
 * @param defaultSchema the schema that unqualified objects are created in
 * @param schemas all schemas
 * @param roles all roles
 * @param extensions the statements that create the installed extensions
 * @param collations the collations of the operating system that columns use
 * @param tablespaces all tablespaces
 */
public record LiveEnvironment(
        String user,
        String searchPath,
        String defaultSchema,
        List<String> schemas,
        List<String> roles,
        List<String> extensions,
        List<String> collations,
        List<String> tablespaces)
        implements Serializable {

    /** That of an unknown database: an empty one of PostgreSQL. */
    public static final LiveEnvironment UNKNOWN = new LiveEnvironment(
            "jarvis_migrator", "\"$user\", public", "public", List.of(), List.of(), List.of(), List.of(), List.of());

    private static final String SCHEMAS =
            "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1";
    private static final String TABLESPACES = "select spcname from pg_tablespace where spcname !~ '^pg_' order by 1";
    private static final String ROLES = "select rolname from pg_roles where rolname !~ '^pg_' order by 1";
    private static final String EXTENSIONS = """
            select format('create extension if not exists %I', e.extname)
                   || case when n.nspname ~ '^pg_' then '' else format(' schema %I', n.nspname) end
            from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql' order by e.oid""";
    private static final String COLLATIONS = """
            select distinct l.collname from pg_attribute a join pg_collation l on l.oid = a.attcollation
            where l.collnamespace = 'pg_catalog'::regnamespace and l.collprovider = 'c' and l.collname not in ('C', 'POSIX')""";

    /**
     * Reads it from the live database.
     *
     * @throws MigratorException if the search path has no schema to create tables in
     */
    public static LiveEnvironment of(Connection live) throws SQLException, MigratorException {
        return new LiveEnvironment(
                live.getMetaData().getUserName(),
                strings(live, "select current_setting('search_path')").get(0),
                DefaultSchema.of(live),
                strings(live, SCHEMAS),
                strings(live, ROLES),
                strings(live, EXTENSIONS),
                strings(live, COLLATIONS),
                strings(live, TABLESPACES));
    }

    /** The role on a throw-away server: that of the live database, or another one if the server's superuser has its name. */
    public String role() {
        return user.equals(ScratchServer.USER) ? UNKNOWN.user : user;
    }

    /**
     * Creates the default schema, and lets the role use it. The superuser gets a search path on which the role cannot create
     * functions and operators for it to call.
     */
    public void prepare(Connection superuser) throws SQLException {
        execute(superuser, "set search_path = pg_catalog");
        execute(superuser, "create schema if not exists " + Identifiers.quote(defaultSchema));
        execute(
                superuser,
                "alter schema %s owner to %s".formatted(Identifiers.quote(defaultSchema), Identifiers.quote(role())));
    }

    /** Sets the search path of a connection. */
    public void setSearchPath(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config('search_path', ?, false)")) {
            statement.setString(1, searchPath);
            statement.execute();
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    /**
     * Creates what a server lacks, as far as it can. The role owns the schemas.
     *
     * @return the extensions that it cannot create
     */
    public List<String> supply(Connection superuser) throws SQLException {
        for (String name : schemas) {
            executeIfItWorks(
                    superuser,
                    "create schema %s authorization %s".formatted(Identifiers.quote(name), Identifiers.quote(role())));
        }
        for (String name : roles) {
            if (executeIfItWorks(superuser, "create role " + Identifiers.quote(name))) {
                execute(
                        superuser,
                        "grant %s to %s with admin option"
                                .formatted(Identifiers.quote(name), Identifiers.quote(role())));
                for (String schema : schemas) {
                    execute(
                            superuser,
                            "grant all on schema %s to %s"
                                    .formatted(Identifiers.quote(schema), Identifiers.quote(name)));
                }
            }
        }
        execute(superuser, "set allow_system_table_mods = on");
        for (String name : collations) {
            executeIfItWorks(superuser, "create collation pg_catalog.%s from \"C\"".formatted(Identifiers.quote(name)));
        }
        execute(superuser, "reset allow_system_table_mods");
        execute(superuser, "set allow_in_place_tablespaces = on");
        for (String name : tablespaces) {
            if (executeIfItWorks(superuser, "create tablespace %s location ''".formatted(Identifiers.quote(name)))) {
                execute(
                        superuser,
                        "grant create on tablespace %s to %s"
                                .formatted(Identifiers.quote(name), Identifiers.quote(role())));
            }
        }
        execute(superuser, "reset allow_in_place_tablespaces");
        List<String> missing = new ArrayList<>();
        for (String sql : extensions) {
            if (!executeIfItWorks(superuser, sql + " cascade")) {
                missing.add(sql.replaceFirst("^create extension if not exists (\\S+).*", "$1"));
            }
        }
        return missing;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean executeIfItWorks(Connection connection, String sql) {
        try {
            execute(connection, sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        return SystemQuery.list(connection, query, row -> row.getString(1));
    }
}
