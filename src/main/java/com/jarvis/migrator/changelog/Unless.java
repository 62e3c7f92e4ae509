package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.change.Entry;
import java.util.Map;

/** The preconditions of a changeset that counts as run where Flyway was: where a query does not return 0. */
public final class Unless {

    private static final String REASON = "Flyway has done it";

    private Unless() {}

    /** In YAML and XML, by name. */
    static Map<String, Object> preConditions(String query) {
        return Entry.attributes(
                "onFail", "MARK_RAN", "onFailMessage", REASON, "onSqlOutput", "TEST", "sqlCheck", check(0, query));
    }

    /** An {@code sqlCheck}. */
    static Map<String, Object> check(int expected, String query) {
        return Entry.attributes("expectedResult", expected, "sql", query);
    }

    /** In formatted SQL, as lines. */
    public static String formattedSql(String query) {
        return """
                --preconditions onFail:MARK_RAN onFailMessage:"%s" onSqlOutput:TEST
                --precondition-sql-check expectedResult:0 %s
                """.formatted(REASON, query);
    }
}
