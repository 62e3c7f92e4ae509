package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.changelog.change.Entry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A migration in XML: what is a key in YAML is an attribute, and what is a map is an element. SQL is the text of its element, as
 * in Liquibase's schema (dbchangelog-latest.xsd), in which a tag cannot stand beside other changes; so there is none.
 */
record XmlMigration() implements MigrationFormat {

    private static final List<String> TEXTS = List.of("sql", "selectQuery");

    @Override
    public String extension() {
        return ".xml";
    }

    @Override
    public String text(Migration migration) throws MigratorException {
        StringBuilder changes = new StringBuilder();
        PreConditions preConditions = migration.preConditions();
        if (!preConditions.isEmpty()) {
            changes.append(
                    element("preConditions", preConditions.options(), conditions(preConditions.conditions(), 6), 4));
        }
        if (migration.operations().isEmpty()) {
            changes.append(comment("Write the changes here: https://docs.liquibase.com/change-types", 4));
        }
        changes.append(list(migration.changes(), 4));
        String rollback = list(migration.rollback(), 6);
        if (rollback.isEmpty() && migration.isForTheAuthor()) {
            changes.append(comment("Write the changes that undo them into the rollback, the last one first.", 4));
        }
        changes.append(rollback.isEmpty() ? "    <rollback/>\n" : "    <rollback>\n" + rollback + "    </rollback>\n");
        String text = XmlMaster.document(element("changeSet", migration.attributes(), changes.toString(), 2));
        String header =
                migration.header().stream().map(line -> comment(line, 0)).collect(Collectors.joining());
        requireXml(text, migration);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + header + text + "\n";
    }

    private static String conditions(List<?> conditions, int indent) {
        StringBuilder text = new StringBuilder();
        for (Object condition : conditions) {
            ((Map<?, ?>) condition)
                    .forEach((name, value) -> text.append(
                            value instanceof List<?> nested
                                    ? element(name.toString(), Map.of(), conditions(nested, indent + 2), indent)
                                    : element(name.toString(), strings(value), "", indent)));
        }
        return text.toString();
    }

    private static String list(List<Entry> entries, int indent) {
        return entries.stream()
                .map(entry -> entry instanceof Entry.Change change
                        ? element(change.name(), change.attributes(), "", indent)
                        : comment(ChangeSetText.examples(".xml", ((Entry.Comment) entry).text()), indent))
                .collect(Collectors.joining());
    }

    /** @param content elements inside of it, in lines; may be empty */
    private static String element(String name, Map<String, Object> values, String content, int indent) {
        StringBuilder attributes = new StringBuilder();
        StringBuilder inside = new StringBuilder(content);
        String text = "";
        for (Map.Entry<String, Object> value : values.entrySet()) {
            if (value.getValue() instanceof List<?> list) {
                list.forEach(one -> ((Map<?, ?>) one)
                        .forEach((key, map) -> inside.append(element(key.toString(), strings(map), "", indent + 2))));
            } else if (value.getValue() instanceof Map<?, ?> map) {
                inside.append(element(value.getKey(), strings(map), "", indent + 2));
            } else if (TEXTS.contains(value.getKey())) {
                text = escaped(value.getValue().toString(), false);
            } else {
                attributes.append(" %s=\"%s\""
                        .formatted(value.getKey(), escaped(value.getValue().toString(), true)));
            }
        }
        String margin = " ".repeat(indent);
        String start = margin + "<" + name + attributes;
        if (inside.isEmpty()) {
            return text.isEmpty()
                    ? start + "/>\n"
                    : "%s>%s</%s>%n".formatted(start, text, name).replace("\r\n", "\n");
        }
        return start + ">\n" + inside + margin + "</" + name + ">\n";
    }

    @SuppressWarnings("unchecked") // the keys of all maps of an entry are strings
    private static Map<String, Object> strings(Object map) {
        return (Map<String, Object>) map;
    }

    /** A reader replaces a line break in an attribute by a space, and \r\n by \n (XML 1.0, 2.11 and 3.3.3). */
    private static String escaped(String text, boolean isAttribute) {
        String escaped = text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "&#13;");
        return isAttribute
                ? escaped.replace("\"", "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
                : escaped;
    }

    /** Two hyphens are not allowed in a comment (XML 1.0, 2.5). */
    private static String comment(String text, int indent) {
        return Printable.text(text)
                .lines()
                .map(line -> " ".repeat(indent) + "<!-- "
                        + line.replaceAll("-(?=-)", "- ").strip() + " -->\n")
                .collect(Collectors.joining());
    }

    /** @throws MigratorException if a text has a character that XML does not have (XML 1.0, 2.2) */
    private static void requireXml(String text, Migration migration) throws MigratorException {
        if (text.codePoints().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' || c == 0xFFFE || c == 0xFFFF)) {
            throw new MigratorException("""
                    %s has a control character, which XML cannot express, so no migration was written. Write it in YAML:
                      mvn compile liquibase:diff -Dmigration.format=yaml""".formatted(migration.revision()));
        }
    }
}
