package com.jarvis.migrator.advice;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parts of a changeset, as a file of its format has them: YAML, XML, JSON or formatted SQL, by the file's name. */
public final class ChangeSetText {

    private static final Pattern SQL_CHANGE = Pattern.compile("(?m)^- sql:\\n {4}sql: (.*)$");

    private ChangeSetText() {}

    /** A text in which examples of {@code sql} changes are in YAML, with these in the format of the file. */
    public static String examples(String file, String text) {
        return SQL_CHANGE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(change(file, match.group(1))));
    }

    private static String change(String file, String sql) {
        if (file.endsWith(".sql")) {
            return sql + ";";
        }
        return file.endsWith(".xml") ? "<sql>" + xml(sql) + "</sql>" : "- sql:\n    sql: " + sql;
    }

    /** The end of a changeset that says how to undo it. */
    public static String rollback(String file, String sql) {
        if (file.endsWith(".sql")) {
            return "--rollback " + sql + ";";
        }
        if (file.endsWith(".xml")) {
            return "<rollback>" + xml(sql) + "</rollback>";
        }
        return file.endsWith(".json")
                ? "\"rollback\": [{\"sql\": {\"sql\": \"" + json(sql) + "\"}}]"
                : "rollback:\n- sql:\n    sql: " + sql;
    }

    /** What a changeset consists of that runs one statement outside a transaction. */
    public static String outsideTransaction(String file, String sql, String rollback) {
        if (file.endsWith(".sql")) {
            return "--changeset <author>:<id> runInTransaction:false\n" + sql + ";\n" + rollback(file, rollback);
        }
        if (file.endsWith(".xml")) {
            return """
                    <changeSet id="…" author="…" runInTransaction="false">
                      <sql>%s</sql>
                      %s
                    </changeSet>""".formatted(xml(sql), rollback(file, rollback));
        }
        return file.endsWith(".json")
                ? "\"runInTransaction\": false,\n\"changes\": [{\"sql\": {\"sql\": \"" + json(sql) + "\"}}],\n"
                        + rollback(file, rollback)
                : "runInTransaction: false\nchanges:\n- sql:\n    sql: " + sql + "\n" + rollback(file, rollback);
    }

    /** An {@code sql} change that is not split at its semicolons. */
    public static String unsplit(String file) {
        if (file.endsWith(".sql")) {
            return "--changeset <author>:<id> splitStatements:false";
        }
        if (file.endsWith(".xml")) {
            return "<sql splitStatements=\"false\">…</sql>";
        }
        return file.endsWith(".json")
                ? "{\"sql\": {\"splitStatements\": false, \"sql\": \"…\"}}"
                : "- sql:\n    splitStatements: false\n    sql: …";
    }

    /**
     * The comment that suppresses a rule of {@code validate}. JSON has no comments but a changeset's own.
     *
     * @param rule the rule's name, and what may follow it
     */
    public static String silence(String file, String rule) {
        if (file.endsWith(".sql")) {
            return "-- lint:ignore " + rule;
        }
        if (file.endsWith(".xml")) {
            return "<!-- lint:ignore " + rule + " -->";
        }
        return file.endsWith(".json") ? "\"comment\": \"lint:ignore " + rule + "\"" : "# lint:ignore " + rule;
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
