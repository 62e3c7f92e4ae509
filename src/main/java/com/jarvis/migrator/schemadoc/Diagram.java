package com.jarvis.migrator.schemadoc;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The tables as a Mermaid entity-relationship diagram (mermaid.js.org/syntax/entityRelationshipDiagram.html). Its grammar
 * accepts only letters, digits and a few other characters in an attribute's name and type; others become underscores.
 */
final class Diagram {

    private Diagram() {}

    static String of(Catalog catalog) {
        StringBuilder text = new StringBuilder("erDiagram\n");
        for (Table table : catalog.tables()) {
            text.append("    ").append(entity(table.name())).append(" {\n");
            for (Column column : table.columns()) {
                text.append("        " + type(column.type()) + " " + word(column.name()) + keys(table, column.name())
                        + "\n");
            }
            text.append("    }\n");
        }
        for (Table table : catalog.tables()) {
            for (Constraint key : table.constraints()) {
                if (key.type() == Constraint.Type.FOREIGN_KEY) {
                    text.append("    ").append(relationship(table, key)).append('\n');
                }
            }
        }
        return text.toString();
    }

    /** The cardinality of a foreign key. */
    private static String relationship(Table table, Constraint key) {
        boolean required = key.columns().stream()
                .allMatch(name -> table.column(name).filter(Column::notNull).isPresent());
        return entity(key.referenced()) + (required ? " ||" : " |o") + "--" + (isUnique(table, key) ? "o| " : "o{ ")
                + entity(table.name()) + " : \"" + quoted(String.join(", ", key.columns())) + "\"";
    }

    private static boolean isUnique(Table table, Constraint key) {
        return table.constraints().stream().filter(Constraint::isKey).anyMatch(c -> new HashSet<>(key.columns())
                .containsAll(c.columns()));
    }

    private static String keys(Table table, String column) {
        List<String> keys = new ArrayList<>();
        for (Constraint constraint : table.constraints()) {
            if (constraint.columns().contains(column)) {
                String key =
                        switch (constraint.type()) {
                            case PRIMARY_KEY -> "PK";
                            case FOREIGN_KEY -> "FK";
                            case UNIQUE -> constraint.columns().size() == 1 ? "UK" : null;
                            case CHECK, EXCLUSION, NOT_NULL -> null;
                        };
                if (key != null && !keys.contains(key)) {
                    keys.add(key);
                }
            }
        }
        return keys.isEmpty() ? "" : " " + String.join(", ", keys);
    }

    private static String entity(Name name) {
        String text = name.toString();
        return text.matches("[A-Za-z_][A-Za-z0-9_]*") ? text : '"' + quoted(text) + '"';
    }

    private static String type(String type) {
        return word(Markdown.type(type).replaceAll("\\s*,\\s*", "_"));
    }

    private static String word(String text) {
        String word = text.replaceAll("[^A-Za-z0-9_()\\[\\]-]", "_");
        return word.matches("[A-Za-z_].*") ? word : "_" + word;
    }

    private static String quoted(String text) {
        return Printable.line(text.replace('\n', ' '))
                .replace('"', '\'')
                .replace('%', ' ')
                .replace('\\', '/');
    }
}
