package com.jarvis.migrator.schemadoc;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import java.util.regex.Pattern;

/** A catalog as a Markdown page: the diagram, a section for each table and view, then types and sequences. */
public final class Markdown {

    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private Markdown() {}

    /**
     * The whole page.
     *
     * @param source the changelog, for the first sentence
     */
    public static String of(Catalog catalog, String source) {
        StringBuilder page = new StringBuilder("""
                # Schema

                The schema that `%s` gives. `mvn liquibase:diff` and `mvn liquibase:update` write this page.
                """.formatted(source));
        if (!catalog.tables().isEmpty()) {
            page.append("\n```mermaid\n").append(Diagram.of(catalog)).append("```\n");
        }
        catalog.tables().forEach(table -> table(page, table));
        for (View view : catalog.views()) {
            page.append("\n## View ").append(escaped(view.label())).append('\n');
            comment(page, view.comment());
            String sql = view.definition().sql().strip();
            String fence = backticks(sql, 3);
            page.append("\n" + fence + "sql\n").append(sql).append("\n" + fence + "\n");
        }
        if (!catalog.enums().isEmpty()) {
            page.append("\n## Types\n\n");
            for (EnumType type : catalog.enums()) {
                item(page, type.label(), String.join(", ", type.labels()), type.comment());
            }
        }
        if (!catalog.sequences().isEmpty()) {
            page.append("\n## Sequences\n\n");
            for (Sequence sequence : catalog.sequences()) {
                item(
                        page,
                        sequence.label(),
                        "%s, start %d, increment %d".formatted(sequence.type(), sequence.start(), sequence.increment()),
                        sequence.comment());
            }
        }
        return page.toString();
    }

    private static void table(StringBuilder page, Table table) {
        page.append("\n## ").append(escaped(table.label())).append('\n');
        comment(page, table.comment());
        if (table.partitionKey() != null) {
            page.append("\nPartitioned by ").append(code(table.partitionKey())).append(".\n");
        }
        page.append("\n| column | type | null | default | comment |\n| --- | --- | --- | --- | --- |\n");
        for (Column column : table.columns()) {
            page.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(
                            escaped(column.name()),
                            escaped(type(column.type())),
                            column.notNull() ? "" : "null",
                            value(column),
                            escaped(column.comment() == null ? "" : column.comment())));
        }
        if (!table.constraints().isEmpty() || !table.indexes().isEmpty()) {
            page.append('\n');
        }
        for (Constraint constraint : table.constraints()) {
            item(page, constraint.name(), constraint.definition().sql(), constraint.comment());
        }
        for (Index index : table.indexes()) {
            item(
                    page,
                    index.name().local(),
                    (index.unique() ? "UNIQUE INDEX " : "INDEX ") + index.definition(),
                    index.comment());
        }
    }

    private static String value(Column column) {
        if (column.identity() != null) {
            return column.identity().always() ? "identity always" : "identity";
        }
        if (column.generated() != null) {
            return "generated as " + code(column.generated().sql());
        }
        return column.defaultValue() == null ? "" : code(column.defaultValue());
    }

    private static void item(StringBuilder page, String name, String definition, String comment) {
        page.append("- ").append(escaped(name)).append(": ").append(code(definition));
        page.append(comment == null ? "\n" : ", " + escaped(comment) + "\n");
    }

    private static void comment(StringBuilder page, String comment) {
        if (comment != null) {
            page.append('\n').append(escaped(comment)).append('\n');
        }
    }

    /** The short form of a type, as users write it. */
    static String type(String type) {
        return type.replaceFirst("^character varying\\b", "varchar")
                .replaceFirst("^(time(?:stamp)?)((?:\\(\\d\\))?) with time zone", "$1tz$2")
                .replaceFirst("^(time(?:stamp)?)((?:\\(\\d\\))?) without time zone", "$1$2");
    }

    private static String code(String sql) {
        String line = Printable.line(sql.strip().replaceAll("\\s+", " ")).replace("|", "\\|");
        String mark = backticks(line, 1);
        return mark.length() == 1 ? mark + line + mark : mark + " " + line + " " + mark;
    }

    /** More backticks than the text has in a row: nothing shorter ends a code span or a fence (CommonMark, 4.5 and 6.1). */
    private static String backticks(String text, int least) {
        int longest = BACKTICKS
                .matcher(text)
                .results()
                .mapToInt(run -> run.group().length())
                .max()
                .orElse(0);
        return "`".repeat(Math.max(least, longest + 1));
    }

    private static String escaped(String text) {
        return Printable.line(text.strip().replaceAll("\\s*\\R\\s*", " ")).replaceAll("([\\\\|*<>\\[\\]`#])", "\\\\$1");
    }
}
