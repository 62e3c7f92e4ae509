package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changelogs that change settings of the session ({@code src/test/resources/settings}), run by Liquibase without the migrator
 * and with it: what the former runs, the latter runs with the same result. The first lines of a changelog say who runs it,
 * and whether Liquibase alone fails.
 */
@Tag(TestSet.SLOW)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MigrationSettingsTest {

    private static final Path FOLDER = Path.of("src/test/resources/settings");

    private static final String CATALOG = """
            select format('%s.%s %s owned by %s: %s', n.nspname, c.relname, c.relkind, r.rolname,
              (select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
               from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
            where n.nspname !~ '^pg_|^information_schema' and c.relname !~ '^databasechangelog'
            union all select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_toast|^pg_temp'
            order by 1""";

    private static final String HISTORY = """
            select format('%%s %%s %%s %%s %%s %%s %%s', orderexecuted, id, filename, exectype, md5sum, tag, comments)
            from %s.databasechangelog order by orderexecuted""";

    private static final String TABLES = """
            select format('select %L || t::text from %s t', c.oid::regclass || ': ', c.oid::regclass) from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname in ('public', 'bay', 'harbour', 'pier') and c.relname !~ '^databasechangelog'
            order by 1""";

    static Stream<Arguments> what_stock_liquibase_runs_is_run_with_the_same_result() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
            return TestSet.of("MigrationSettingsTest", names).stream()
                    .flatMap(name -> Stream.of(true, false).map(isQualified -> Arguments.of(name, isQualified)));
        }
    }

    /** @param isQualified whether the name of the history table has its schema: as the jar does, and as Maven does not */
    @ParameterizedTest(name = "{0}, schema named: {1}")
    @MethodSource
    void what_stock_liquibase_runs_is_run_with_the_same_result(String changelog, boolean isQualified) throws Exception {
        List<String> head = Files.readAllLines(FOLDER.resolve(changelog));
        boolean isBeyondStock = head.contains("# stock fails");
        try (TestDatabase stock = prepared();
                TestDatabase ours = prepared()) {
            String user = head.contains("# as superuser") ? stock.username() : "mig";

            Throwable stockFailure =
                    catchThrowable(() -> StockLiquibase.update(FOLDER, changelog, stock, user, isQualified));
            Throwable ourFailure =
                    catchThrowable(() -> run(changelog, ours, user, isQualified, liquibase -> liquibase.update("")));

            assertThat(ourFailure).isNull();
            if (isQualified) {
                assertThat(stockFailure != null).isEqualTo(isBeyondStock);
            }
            boolean isModel = stockFailure == null && history("harbour", stock).isEmpty();
            if (isModel) {
                assertThat(state(ours)).isEqualTo(state(stock));
            }
            int applied = history("public", ours).size();
            assertThat(applied).isEqualTo((int) head.stream()
                    .filter(line -> line.matches("- (changeSet|include):"))
                    .count());
            assertThat(history("harbour", ours)).isEmpty();

            boolean isModelOfRollback = isModel
                    && catchThrowable(
                                    () -> StockLiquibase.rollback(FOLDER, changelog, stock, user, isQualified, applied))
                            == null;
            assertThat(catchThrowable(() ->
                            run(changelog, ours, user, isQualified, liquibase -> liquibase.rollback(applied, ""))))
                    .isNull();
            if (isModelOfRollback) {
                assertThat(state(ours)).isEqualTo(state(stock));
            }
            assertThat(history("public", ours)).isEmpty();
        }
    }

    private static TestDatabase prepared() throws SQLException {
        TestDatabase database = TestDatabase.create();
        database.execute("""
                do $$
                begin
                  if to_regrole('app_owner') is null then
                    create role app_owner nologin;
                    create role mig login password 'password';
                    grant app_owner to mig;
                  end if;
                end
                $$;
                create schema bay;
                create schema harbour;
                create table harbour.databasechangelog (id varchar(255) not null, author varchar(255) not null,
                  filename varchar(255) not null, dateexecuted timestamp not null, orderexecuted int not null,
                  exectype varchar(10) not null, md5sum varchar(35), description varchar(255), comments varchar(255),
                  tag varchar(255), liquibase varchar(20), contexts varchar(255), labels varchar(255),
                  deployment_id varchar(10));
                grant create on database %s to mig;
                grant all on schema public, bay, harbour to mig, app_owner;
                grant all on harbour.databasechangelog to mig, app_owner""".formatted(database.name()));
        return database;
    }

    private static List<String> state(TestDatabase database) throws SQLException {
        List<String> state = new ArrayList<>(database.strings(CATALOG));
        for (String table : database.strings(TABLES)) {
            state.addAll(database.strings(table + " order by 1"));
        }
        state.addAll(history("public", database));
        return state;
    }

    private static List<String> history(String schema, TestDatabase database) throws SQLException {
        return database.strings(HISTORY.formatted(schema));
    }

    @FunctionalInterface
    private interface Command {
        void run(Liquibase liquibase) throws LiquibaseException;
    }

    private static void run(String changelog, TestDatabase database, String user, boolean isQualified, Command command)
            throws Exception {
        var files = new DirectoryResourceAccessor(FOLDER);
        Connection connection = DriverManager.getConnection(
                database.url(), user, user.equals("mig") ? "password" : database.password());
        try (var liquibase = new Liquibase(changelog, files, new JdbcConnection(connection))) {
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            liquibase.getDatabase().setOutputDefaultSchema(isQualified);
            Scope.child(
                    Map.of(
                            CommandLine.IN_SCOPE,
                            Map.of("allow", "drop"),
                            Scope.Attr.ui.name(),
                            new LoggerUIService(),
                            Scope.Attr.resourceAccessor.name(),
                            files),
                    () -> command.run(liquibase));
        }
    }
}
