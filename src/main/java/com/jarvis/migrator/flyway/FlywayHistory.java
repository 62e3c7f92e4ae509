package com.jarvis.migrator.flyway;

import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table in which Flyway records what it has run. It is only read.
 *
 * @param table its name in SQL
 * @param versions what counts as run, the lowest version first
 * @param failed the descriptions of migrations that failed and were not repaired
 */
public record FlywayHistory(String table, List<Applied> versions, List<String> failed) {

    /** The table's name, if Flyway's settings name no other one. */
    public static final String DEFAULT = "flyway_schema_history";

    private static final String EXISTS = "select count(*) from pg_catalog.pg_class where oid = to_regclass('%s')";

    /** A deleted or undone version has another row after its first one. */
    private static final String VERSIONS = """
            select version, type, script from (
              select distinct on (version) version, type, script, success from %s
              where version is not null order by version, installed_rank desc) latest
            where success and type !~ '^(DELETE|UNDO)' and version ~ '^[0-9]+([.][0-9]+)*$'
            order by string_to_array(version, '.')::numeric[]""";

    /**
     * A version that counts as run.
     *
     * @param type {@code SQL}, {@code JDBC}, {@code BASELINE} and so on
     * @param script the name of the file or class
     */
    public record Applied(String version, String type, String script) {

        /** Whether Flyway ran an SQL file. */
        boolean isSql() {
            return type.equals("SQL");
        }

        /** Whether this version, and all before it, were there before Flyway. */
        boolean isBaseline() {
            return type.endsWith("BASELINE");
        }
    }

    /**
     * Reads the table.
     *
     * @param name as in Flyway's setting {@code flyway.table}
     * @return empty if the default schema has no such table, or it is not one of Flyway
     */
    public static Optional<FlywayHistory> of(Connection connection, String name) throws SQLException {
        Optional<String> table = SystemQuery.first(connection, """
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = current_schema() and c.relname = ? and c.relkind in ('r', 'p')
                  and (select count(*) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
                    and a.attname in ('installed_rank', 'version', 'description', 'type', 'script', 'success')) = 6""", row -> row.getString(1), name);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        List<Applied> versions = SystemQuery.list(
                connection,
                VERSIONS.formatted(table.get()),
                row -> new Applied(row.getString(1), row.getString(2), row.getString(3)));
        List<String> failed = SystemQuery.list(
                connection,
                "select script from %s where not success order by installed_rank".formatted(table.get()),
                row -> row.getString(1));
        return Optional.of(new FlywayHistory(Identifiers.quote(name), versions, failed));
    }

    /** The version that the database is at; empty if none has run. */
    public Optional<String> current() {
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(versions.get(versions.size() - 1).version());
    }

    /** A query whose result is 0 where Flyway never ran, and 1 otherwise. */
    public String exists() {
        return EXISTS.formatted(table.replace("'", "''"));
    }

    /** A query whose result is 1 where Flyway is at the same version as here, and nothing has failed. */
    public String isAtSameVersion() {
        return """
                select count(*) from (%s
                desc limit 1) at where version = '%s' and not exists (select from %s where not success)""".formatted(VERSIONS.formatted(table), current().orElse(""), table);
    }

    /** Whether this is the query of {@link #exists}: what runs only where it returns 0 stands for what Flyway ran. */
    public static boolean isExists(String sql) {
        return of(sql, "to_regclass\\('([^'\\\\]+)'\\)")
                .filter(history -> history.exists().equals(sql))
                .isPresent();
    }

    /** Whether this is one of these two queries, which only read Flyway's table. */
    public static boolean isQuery(String sql) {
        return isExists(sql)
                || of(sql, " from ([^\\s';]+)\\s+where version is not null [^;]* version = '([0-9.]+)'")
                        .filter(history -> history.isAtSameVersion().equals(sql))
                        .isPresent();
    }

    /** The history to which a query belongs, if it is one of them. */
    private static Optional<FlywayHistory> of(String sql, String tableAndVersion) {
        Matcher found = Pattern.compile(tableAndVersion, Pattern.DOTALL).matcher(sql);
        return found.find()
                ? Optional.of(new FlywayHistory(
                        found.group(1),
                        found.groupCount() == 1 ? List.of() : List.of(new Applied(found.group(2), "", "")),
                        List.of()))
                : Optional.empty();
    }
}
