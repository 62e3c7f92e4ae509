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

/** The extensions of the live database, as far as the scratch server has them: not every changelog makes its own. */
final class Extensions {

    private static final String THERE = """
            select 'create extension if not exists ' || quote_ident(e.extname)
                   || case when n.nspname = 'public' or n.nspname ~ '^pg_' then '' else ' schema ' || quote_ident(n.nspname) end
            from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql' order by e.oid
            """;

    /** PostgreSQL's words for an extension that the server's files have not. */
    private static final Pattern UNAVAILABLE = Pattern.compile("extension \"([^\"]+)\" is not available");

    private final Connection live;
    private final Connection scratch;
    private final TreeSet<String> missing = new TreeSet<>();

    /** @param live null if there is none to ask */
    Extensions(Connection live, Connection scratch) {
        this.live = live;
        this.scratch = scratch;
    }

    /** Makes those that it can, each in a transaction of its own, and remembers the others. */
    void create() throws SQLException {
        for (String sql : live == null ? List.<String>of() : there()) {
            try (Statement statement = scratch.createStatement()) {
                statement.execute(sql);
                commit();
            } catch (SQLException e) {
                scratch.rollback();
                isUnavailable(e.getMessage());
            }
        }
    }

    /** Whether that is the message of an extension that the scratch server does not have; it is remembered. */
    boolean isUnavailable(String message) {
        Optional<String> name = unavailable(message);
        name.ifPresent(missing::add);
        return name.isPresent();
    }

    /** The extension that is not there, by PostgreSQL's message. */
    static Optional<String> unavailable(String message) {
        Matcher found = UNAVAILABLE.matcher(message);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** A sentence about what the scratch server does not have; empty if that is nothing. */
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

    private List<String> there() throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Statement statement = live.createStatement();
                ResultSet rows = statement.executeQuery(THERE)) {
            while (rows.next()) {
                statements.add(rows.getString(1));
            }
        }
        return statements;
    }
}
