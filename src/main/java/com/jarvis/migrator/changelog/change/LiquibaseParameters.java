package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;

/**
 * Protects text that looks like a changelog parameter. Liquibase replaces {@code ${user.name}} in all text, repeatedly,
 * by a property of the changelog, the system or the environment. Its escape {@code ${:…}} only works if
 * liquibase.supportPropertyEscaping is set.
 */
public final class LiquibaseParameters {

    private LiquibaseParameters() {}

    /** Whether the text contains something that Liquibase may read as a parameter. */
    static boolean in(String text) {
        return text.contains("${");
    }

    /**
     * The same SQL without {@code ${} in string constants: PostgreSQL joins constants that are separated only by a line
     * break (manual, 4.1.2.1).
     */
    static String hide(String sql) {
        return SqlTokens.of(sql).map(LiquibaseParameters::hide);
    }

    private static String hide(Token token) {
        return token.isString() && token.text().endsWith("'") ? hideIn(token.text()) : token.text();
    }

    /**
     * The same SQL for an {@code sql} change, which Liquibase passes through {@code Connection.nativeSQL}: the driver
     * reads {@code ?} as a parameter, and {@code ??} as the jsonb operator. Before that, Liquibase removes all carriage
     * returns ({@code AbstractSQLChange.normalizeLineEndings}).
     */
    public static String ofSqlChange(String sql) {
        return SqlTokens.of(sql).map(LiquibaseParameters::ofSqlChange);
    }

    private static String ofSqlChange(Token token) {
        String text = token.text();
        if (token.kind() == Token.Kind.OPERATOR) {
            return text.replace("?", "??");
        } else if (text.contains("\r")) {
            return withoutCarriageReturn(token);
        }
        return hide(token);
    }

    private static String withoutCarriageReturn(Token token) {
        String text = token.text();
        return switch (token.kind()) {
            case STRING -> hideIn(Identifiers.escapeString(token.value()));
            case QUOTED_NAME -> Identifiers.unicodeName(token.name());
            default -> text.replace("\r\n", "\n").replace("\r", "\n");
        };
    }

    private static String hideIn(String constant) {
        return constant.replace("${", "$'\n'{");
    }
}
