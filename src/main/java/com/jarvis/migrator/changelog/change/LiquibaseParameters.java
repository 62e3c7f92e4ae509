package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;

/**
 * Keeps Liquibase's hands off text that looks like a changelog parameter. It replaces {@code ${user.name}} in every
 * text, more than once, by a property of the changelog, the system or the environment, and its escape {@code ${:…}} is
 * off unless liquibase.supportPropertyEscaping is set.
 */
final class LiquibaseParameters {

    private LiquibaseParameters() {}

    /** Whether Liquibase could take something in the text for a parameter. */
    static boolean in(String text) {
        return text.contains("${");
    }

    /**
     * The same SQL without {@code ${} in string constants: constants with nothing but a line break between them are one
     * to PostgreSQL (manual, 4.1.2.1).
     */
    static String hide(String sql) {
        return SqlTokens.of(sql).map(LiquibaseParameters::hide);
    }

    private static String hide(Token token) {
        return token.isString() && token.text().endsWith("'") ? token.text().replace("${", "$'\n'{") : token.text();
    }

    /**
     * The same SQL as the text of an {@code sql} change, which Liquibase has the driver translate first
     * ({@code Connection.nativeSQL}): to that, {@code ?} is a parameter, and {@code ??} the operator of jsonb.
     */
    static String ofSqlChange(String sql) {
        return SqlTokens.of(sql)
                .map(token -> token.kind() == Token.Kind.OPERATOR ? token.text().replace("?", "??") : hide(token));
    }
}
