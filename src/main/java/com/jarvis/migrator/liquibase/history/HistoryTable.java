package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.session.OthersFunctions;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/**
 * The table databasechangelog of a database: what the role may do with it, and whether another schema has one.
 *
 * @param connection of the command
 * @param schema of the table
 * @param name of the table
 */
public record HistoryTable(Connection connection, String schema, String name) {

    private static final String RIGHTS = """
            select format('%I.%I', n.nspname, c.relname), quote_ident(n.nspname), quote_ident(current_user),
                   quote_ident(pg_get_userbyid(c.relowner)), has_schema_privilege(n.oid, 'usage'), p.privilege
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join unnest(?::text[]) with ordinality p (privilege, place)
            where n.nspname = ? and lower(c.relname) = lower(?) and c.relkind in ('r', 'p', 'v')
              and (not has_schema_privilege(n.oid, 'usage') or not has_table_privilege(c.oid, p.privilege))
            order by p.place""";

    /**
     * What lets another role act with the rights of this one when it writes to the table: the first thing found, with the
     * statement that ends it. Trusted are this role and those that it is a member of, superusers, and the owners of the database
     * and the schema.
     */
    private static final String CONTROL = OthersFunctions.TRUSTED + """
            ,
            history as (
              select c.*, n.nspowner, format('%I.%I', n.nspname, c.relname) as label
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = ? and lower(c.relname) = lower(?) and c.relkind in ('r', 'p', 'v', 'm', 'f'))
            select label, reason, remedy, quote_ident(current_user) from (
              select 1, label, case relkind when 'p' then 'is a partitioned table' when 'f' then 'is a foreign table' else 'is a view' end,
                format('drop %s %s', case relkind when 'p' then 'table' when 'f' then 'foreign table' when 'm' then 'materialized view' else 'view' end, label)
                from history where relkind <> 'r'
              union all select 2, label, format('belongs to the role %I', pg_get_userbyid(relowner)),
                format('alter table %s owner to %I', label, current_user)
                from history where relowner <> nspowner and relowner not in (select oid from trusted)
              union all select 3, label, format('has the trigger %I, whose function belongs to the role %I', t.tgname, pg_get_userbyid(p.proowner)),
                format('drop trigger %I on %s', t.tgname, label)
                from history h join pg_trigger t on t.tgrelid = h.oid join pg_proc p on p.oid = t.tgfoid
                where not t.tgisinternal and p.proowner <> h.nspowner and p.proowner not in (select oid from trusted)
              union all select 4, label, format('has the rule %I', r.rulename), format('drop rule %I on %s', r.rulename, label)
                from history h join pg_rewrite r on r.ev_class = h.oid where relkind = 'r'
              union all select 5, label, 'has policies that may hide rows', format('alter table %s disable row level security', label)
                from history where row_security_active(oid)
              order by 1, 3 limit 1) found (place, label, reason, remedy)""";

    private static final String ELSEWHERE = """
            select quote_ident(n.nspname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where lower(c.relname) = lower(?) and c.relkind in ('r', 'p') and not n.nspname = ?
            order by n.nspname""";

    /** The table that Liquibase uses, whether or not it exists. */
    public static HistoryTable of(Database database) {
        return new HistoryTable(
                ((JdbcConnection) database.getConnection()).getUnderlyingConnection(),
                database.getLiquibaseSchemaName(),
                database.getDatabaseChangeLogTableName());
    }

    /**
     * Checks the role's rights on the table, if it exists: Liquibase would find out after it ran a migration, and a migration
     * outside a transaction would then be applied but not recorded.
     *
     * <p>Checks as well that no other role decides what happens when a row is written.
     *
     * @param command the name of the Liquibase command
     * @throws MigratorException with the right that is missing and the statement that grants it, or with what another role
     *     controls
     * @throws SQLException if the connection fails
     */
    public void requireRights(String command) throws SQLException, MigratorException {
        requireControl();
        refuse(SystemQuery.first(connection, RIGHTS, row -> missing(row, command), rights(command), schema, name));
    }

    private void requireControl() throws SQLException, MigratorException {
        refuse(SystemQuery.first(connection, CONTROL, HistoryTable::controlled, schema, name));
    }

    private static void refuse(Optional<MigratorException> reason) throws MigratorException {
        if (reason.isPresent()) {
            throw reason.get();
        }
    }

    private static MigratorException controlled(ResultSet row) throws SQLException {
        return new MigratorException("""
                %1$s records the migrations that have run, but it %2$s, so nothing was done.
                Whoever controls this table decides what happens with the rights of the role %4$s. Find out who created it. If it is
                safe to do so, have a superuser run:
                  %3$s""".formatted(text(row, 1), text(row, 2), text(row, 3), text(row, 4)));
    }

    private static MigratorException missing(ResultSet row, String command) throws SQLException {
        String table = text(row, 1);
        String role = text(row, 3);
        String owner = text(row, 4);
        String usage = row.getBoolean(5) ? "" : "\n  grant usage on schema %s to %s;".formatted(text(row, 2), role);
        List<String> missing = new ArrayList<>();
        do {
            missing.add(row.getString(6));
        } while (row.next());
        return new MigratorException("""
                The role %s may not %s %s, which records the migrations that have run, so nothing was done.
                Have its owner, %s, or a superuser run:%s
                  grant %s on %s to %s""".formatted(
                        role,
                        String.join(", ", missing),
                        table,
                        owner,
                        usage,
                        String.join(", ", rights(command)),
                        table,
                        role));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Printable.line(row.getString(column));
    }

    /** What a command does with the table. */
    private static List<String> rights(String command) {
        if (command.endsWith("Sql")) {
            return List.of("select");
        }
        if (command.startsWith("update") || command.startsWith("changelogSync")) {
            return List.of("select", "insert", "update");
        }
        if (command.startsWith("rollback")) {
            return List.of("select", "update", "delete");
        }
        return List.of("tag", "clearChecksums").contains(command) ? List.of("select", "update") : List.of("select");
    }

    /**
     * The table in other schemas of the database.
     *
     * @return a warning with the way out; empty if no other schema has such a table
     */
    public Optional<String> elsewhere() throws SQLException {
        List<String> schemas = SystemQuery.list(connection, ELSEWHERE, row -> text(row, 1), name, schema);
        if (schemas.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("""
                Warning: no migration is recorded in the schema %s, which this command uses, so all are pending here.
                But this database has a %s in the schema %s. If that is the right one, name it in the URL:
                  …?currentSchema=%s""".formatted(
                Printable.line(schema), name.toLowerCase(Locale.ROOT), String.join(", ", schemas), schemas.get(0)));
    }
}
