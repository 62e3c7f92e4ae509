package com.jarvis.migrator.lint.trace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates the extensions of the live database, because not every changelog creates its own. */
final class Extensions {

    private static final String INSTALLED = """
            select 'create extension if not exists ' || quote_ident(e.extname)
                   || case when n.nspname = 'public' or n.nspname ~ '^pg_' then '' else ' schema ' || quote_ident(n.nspname) end
            from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql' order by e.oid
            """;

    /** PostgreSQL's message for an extension that the server lacks. */
    private static final Pattern UNAVAILABLE = Pattern.compile("extension \"([^\"]+)\" is not available");

    private final Connection live;
    private final Connection scratch;
    private final TreeSet<String> missing = new TreeSet<>();

    /** @param live null if unknown */
    Extensions(Connection live, Connection scratch) {
        this.live = live;
        this.scratch = scratch;
    }

    /** Creates the extensions, each in a transaction of its own, and remembers those that the server lacks. */
    void create() throws SQLException {
        for (String sql : live == null ? List.<String>of() : installed()) {
            try (Statement statement = scratch.createStatement()) {
                statement.execute(sql);
                commit();
            } catch (SQLException e) {
                scratch.rollback();
                isUnavailable(e.getMessage());
            }
        }
    }

    /** Whether the message is about an extension that the scratch server lacks, which is remembered. */
    boolean isUnavailable(String message) {
        Optional<String> name = unavailable(message);
        name.ifPresent(missing::add);
        return name.isPresent();
    }

    /** The extension that PostgreSQL's message says is not available. */
    static Optional<String> unavailable(String message) {
        Matcher found = UNAVAILABLE.matcher(message);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** A line about the extensions that the scratch server lacks; empty if there are none. */
    String missing() {
        return missing.isEmpty()
                ? ""
                : "The throw-away server does not have the extension%s %s.\n"
                        .formatted(missing.size() == 1 ? "" : "s", String.join(", ", missing));
    }

    private void commit() throws SQLException {
        if (!scratch.getAutoCommit()) {
            scratch.commit();
        }
    }

    private List<String> installed() throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Statement statement = live.createStatement();
                ResultSet rows = statement.executeQuery(INSTALLED)) {
            while (rows.next()) {
                statements.add(rows.getString(1));
            }
        }
        return statements;
    }
}
