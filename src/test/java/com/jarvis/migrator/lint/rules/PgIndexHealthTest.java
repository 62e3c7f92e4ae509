package com.jarvis.migrator.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.lint.LintedMigration;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import io.github.mfvanek.pg.connection.PgConnection;
import io.github.mfvanek.pg.connection.PgConnectionImpl;
import io.github.mfvanek.pg.core.checks.common.DatabaseCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.ColumnsWithFixedLengthVarcharCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.ColumnsWithJsonTypeCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.ColumnsWithSerialTypesCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.ColumnsWithTimestampOrTimetzTypeCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.DuplicatedIndexesCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.ForeignKeysNotCoveredWithIndexCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.IntersectedIndexesCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.PrimaryKeysWithSerialTypesCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.TablesWithoutPrimaryKeyCheckOnHost;
import io.github.mfvanek.pg.model.dbobject.DbObject;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A design rule must report a migration exactly if pg-index-health reports something new in the whole schema after it. */
@Tag(TestSet.SLOW)
class PgIndexHealthTest {

    private static final Map<String, List<Function<PgConnection, DatabaseCheckOnHost<?>>>> CHECKS = Map.of(
            "foreign-key-without-index", List.of(ForeignKeysNotCoveredWithIndexCheckOnHost::new),
            "redundant-index", List.of(DuplicatedIndexesCheckOnHost::new, IntersectedIndexesCheckOnHost::new),
            "table-without-primary-key", List.of(TablesWithoutPrimaryKeyCheckOnHost::new),
            "prefer-jsonb", List.of(ColumnsWithJsonTypeCheckOnHost::new),
            "prefer-timestamptz", List.of(ColumnsWithTimestampOrTimetzTypeCheckOnHost::new),
            "prefer-text-field", List.of(ColumnsWithFixedLengthVarcharCheckOnHost::new),
            "prefer-identity",
                    List.of(ColumnsWithSerialTypesCheckOnHost::new, PrimaryKeysWithSerialTypesCheckOnHost::new));

    /** What pg-index-health says of a partition, too, though only the table that it belongs to can be given what it lacks. */
    private static final Set<String> OF_THE_WHOLE_TABLE = Set.of("table-without-primary-key");

    @RegisterExtension
    private static final ScenarioRunner runner = new ScenarioRunner();

    private static PgConnection connection;

    @BeforeAll
    static void connect() throws SQLException {
        TestDatabase scratch = runner.scratch();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(scratch.url());
        source.setUser(scratch.username());
        source.setPassword(scratch.password());
        connection = PgConnectionImpl.ofUrl(source, scratch.url());
    }

    static Stream<Scenario> scenarios() {
        return Scenario.inFolder("rules").stream().filter(s -> CHECKS.containsKey(s.name()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void a_design_rule_finds_what_pg_index_health_newly_finds_in_the_schema(Scenario scenario) throws SQLException {
        for (List<Scenario.Step> run : scenario.runs()) {
            Map<String, Set<String>> before = new LinkedHashMap<>();
            Collection<LintedMigration> linted = runner.run(scenario.with(run), () -> before.putAll(problems()))
                    .values();
            Map<String, Set<String>> after = problems();

            CHECKS.keySet().forEach(rule -> {
                Set<String> fresh = new HashSet<>(after.get(rule));
                fresh.removeAll(before.get(rule));
                Set<String> found = linted.stream()
                        .flatMap(migration -> migration.findings().stream())
                        .filter(f -> f.rule().equals(rule))
                        .map(Finding::rule)
                        .collect(Collectors.toSet());
                assertThat(found.isEmpty()).as("%s in %s: %s", rule, run, fresh).isEqualTo(fresh.isEmpty());
            });
        }
    }

    private static Map<String, Set<String>> problems() {
        Set<String> partitions = partitions();
        return CHECKS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().stream()
                .flatMap(check -> check.apply(connection).check().stream())
                .filter(problem -> !OF_THE_WHOLE_TABLE.contains(e.getKey()) || !partitions.contains(problem.getName()))
                .map(DbObject::toString)
                .collect(Collectors.toSet())));
    }

    private static Set<String> partitions() {
        try {
            return Set.copyOf(
                    runner.scratch().strings("select oid::regclass::text from pg_class where relispartition"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
