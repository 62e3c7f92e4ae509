package com.jarvis.migrator.liquibase.kill;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must not be lost.
 *
 * @param history the rows of databasechangelog, after its name
 * @param catalog all other objects
 * @param rows a digest of the rows of each table
 */
record State(List<String> history, List<String> catalog, Map<String, String> rows) {

    static State of(TestDatabase database) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        for (String table : database.strings("select relname from pg_class where relkind = 'r'"
                + " and relnamespace = 'public'::regnamespace and relname !~ '^databasechangelog'")) {
            rows.put(
                    table,
                    database.strings("select count(*) || ' ' || md5(string_agg(t::text, ',' order by t::text)) from "
                                    + table + " t")
                            .get(0));
        }
        return new State(CatalogText.history(database), CatalogText.of(database), rows);
    }

    /**
     * Without indexes: a statement outside a transaction may have created or dropped one before its migration is recorded, and
     * the next command finishes that.
     */
    State withoutIndexes() {
        return new State(
                history,
                catalog.stream()
                        .filter(line -> !line.matches("CREATE (UNIQUE )?INDEX .*"))
                        .toList(),
                rows);
    }
}
