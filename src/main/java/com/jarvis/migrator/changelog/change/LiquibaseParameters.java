package com.jarvis.migrator.changelog.change;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps Liquibase's hands off text that looks like a changelog parameter. It replaces {@code ${user.name}} in every
 * text, more than once, by a property of the changelog, the system or the environment, and its escape {@code ${:…}} is
 * off unless liquibase.supportPropertyEscaping is set.
 */
final class LiquibaseParameters {

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]++|\"\")*+\"|'(?:[^']++|'')*+'");
    private static final Pattern QUOTED_OR_MARK = Pattern.compile(QUOTED.pattern() + "|\\?");

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
        return QUOTED.matcher(sql)
                .replaceAll(m -> Matcher.quoteReplacement(
                        m.group().startsWith("'") ? m.group().replace("${", "$'\n'{") : m.group()));
    }

    /**
     * The same SQL as the text of an {@code sql} change, which Liquibase has the driver translate first
     * ({@code Connection.nativeSQL}): to that, {@code ?} is a parameter, and {@code ??} the operator of jsonb.
     */
    static String ofSqlChange(String sql) {
        return QUOTED_OR_MARK
                .matcher(hide(sql))
                .replaceAll(m -> Matcher.quoteReplacement(m.group().equals("?") ? "??" : m.group()));
    }
}
