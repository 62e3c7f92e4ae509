package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.changelog.Migration;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A comparison leaves no trace in the live database and does not block other sessions. */
class LiveDatabaseTest {

    private static final List<String> MODEL = List.of(
            "create type color as enum ('BLUE','GREEN','RED')",
            "create table person (id bigint not null, title text, primary key (id))",
            "create table note (id bigint not null, title varchar(20) not null, color color,"
                    + " kind smallint check (kind < 3), person_id bigint, primary key (id))",
            "create index ix_note on note (title desc)",
            "alter table note add constraint fk_note foreign key (person_id) references person on delete cascade");

    private static final String LOCKS = """
            select distinct c.relname || ' ' || l.mode
            from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
            where l.pid = pg_backend_pid() and n.nspname = 'public'""";

    private TestDatabase database;

    @BeforeEach
    void create_a_live_database_with_rows() throws SQLException {
        database = TestDatabase.create();
        database.execute("""
                create type color as enum ('BLUE', 'RED');
                create table person (id bigint primary key, name text);
                create table note (id bigint primary key, title varchar(100), color color default 'RED',
                  kind smallint check (kind < 2), person_id bigint references person);
                create table gone (id bigint primary key);
                create index ix_note on note (title);
                insert into person values (1, 'Ann');
                insert into note select n, 'title ' || n, 'BLUE', 1, 1 from generate_series(1, 50) n;
                insert into gone values (1)""");
    }

    @AfterEach
    void drop_the_database() throws SQLException {
        database.close();
    }

    @Test
    void a_comparison_leaves_catalog_and_rows_unchanged() throws Exception {
        List<String> before = everything();
        try (Connection connection = database.connect()) {
            assertThat(compare(connection, () -> {}).migration()).isPresent();
        }
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void a_crash_during_a_comparison_leaves_catalog_and_rows_unchanged() throws Exception {
        List<String> before = everything();
        try (Connection connection = database.connect()) {
            String process = lines(connection, "select pg_backend_pid()").get(0);
            assertThatThrownBy(() ->
                            compare(connection, () -> database.execute("select pg_terminate_backend(" + process + ")")))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void a_comparison_takes_no_lock_on_a_table_stronger_than_access_share() throws Exception {
        Set<String> locks = new TreeSet<>();
        try (Connection connection = database.connect()) {
            compare(noting(locks, connection), () -> {});
        }
        assertThat(locks).contains("note AccessShareLock").allMatch(lock -> lock.endsWith(" AccessShareLock"));
    }

    private interface Interruption {
        void run() throws Exception;
    }

    /** Compares, and runs the interruption between the comparison and the proof of the migration. */
    private static Autogenerate.Outcome compare(Connection connection, Interruption interruption) throws Exception {
        Database live = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        Settings settings = new Settings(null, "jarvis", Set.of("drop"), "none", null);
        return new Autogenerate(live, settings, operations -> {
                    try {
                        interruption.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return new Migration("20260101000000_x", "jarvis", operations);
                })
                .run(MODEL, (statement, position) -> "");
    }

    /** A proxy of the connection that records the locks it holds before each rollback. */
    private static Connection noting(Set<String> locks, Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                LiveDatabaseTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("rollback") && !connection.getAutoCommit()) {
                        try {
                            locks.addAll(lines(connection, LOCKS));
                        } catch (SQLException e) {
                            // The transaction has already failed, because a statement in a scratch schema did.
                            assertThat(e.getSQLState()).isEqualTo("25P02");
                        }
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The catalog, and for each row its transaction and its position. */
    private List<String> everything() throws SQLException {
        List<String> everything = new ArrayList<>(CatalogText.of(database));
        try (Connection connection = database.connect()) {
            for (String table : List.of("person", "note", "gone")) {
                everything.addAll(
                        lines(connection, "select format('%s %s %s', t.xmin, t.ctid, t) from " + table + " t"));
            }
            everything.addAll(lines(connection, """
                    select format('%s has oid %s, file %s, xmin %s', relname, oid, relfilenode, xmin)
                    from pg_class where relnamespace = 'public'::regnamespace order by 1"""));
        }
        return everything;
    }

    private static List<String> lines(Connection connection, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
