package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Changelogs as others write them ({@code src/test/resources/changelogs}), in each of Liquibase's formats: Liquibase without the
 * migrator and with it runs them, again, and back, with the same result in the schema, the rows and {@code databasechangelog}.
 */
@Tag(TestSet.SLOW)
class AnyChangelogTest {

    private static final Path CHANGELOGS = Path.of("src/test/resources/changelogs");

    private static final String HISTORY = """
            select format('%s %s::%s::%s %s %s %s %s %s %s %s', orderexecuted, filename, id, author, exectype, md5sum,
              description, comments, tag, contexts, labels)
            from databasechangelog order by orderexecuted""";

    private static final String TABLES = """
            select format('select %1$L || t::text from %1$s t order by 1', c.oid::regclass) from pg_class c
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname !~ '^databasechangelog'
            order by 1""";

    /** @param wayBack how many of the changesets say how to undo them, from the last one on */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "jhipster, config/liquibase/master.xml, 6, 0",
        "nested, master.yaml, 10, 10",
        "json, master.json, 2, 2",
        "sql, master.sql, 7, 7",
        "logical, master.xml, 3, 3",
        "special, master.xml, 8, 8",
        "properties, master.xml, 2, 2",
        "plain, master.yaml, 2, 0"
    })
    void is_run_and_rolled_back_as_by_liquibase_alone(String project, String master, int changeSets, int wayBack)
            throws Exception {
        Path folder = CHANGELOGS.resolve(project);
        try (TestDatabase stock = TestDatabase.create();
                TestDatabase ours = TestDatabase.create()) {
            TestChangelog changelog = new TestChangelog(folder, ours)
                    .with("liquibase.command.changelogFile", master)
                    .with("allow", "drop");

            for (int run = 0; run < 2; run++) { // the second runs what has runAlways
                StockLiquibase.update(folder, master, stock, stock.username(), true);
                changelog.update();
                assertThat(state(ours)).isEqualTo(state(stock));
            }
            assertThat(ours.strings(HISTORY)).hasSize(changeSets);

            if (wayBack > 0) {
                StockLiquibase.rollback(folder, master, stock, stock.username(), true, wayBack);
                changelog.rollback(wayBack);
            } else {
                assertThatThrownBy(() -> changelog.rollback(1))
                        .hasMessageContaining("does not say how to undo its changes, so nothing was rolled back.");
            }
            assertThat(state(ours)).isEqualTo(state(stock));
        }
    }

    private static List<String> state(TestDatabase database) throws SQLException {
        List<String> state = new ArrayList<>(CatalogText.of(database));
        for (String rows : database.strings(TABLES)) {
            state.addAll(database.strings(rows));
        }
        state.addAll(database.strings(HISTORY));
        return state;
    }
}
