package com.jarvis.migrator.autogenerate;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.autogenerate.RandomModel.Column;
import com.jarvis.migrator.autogenerate.RandomModel.Part;
import com.jarvis.migrator.autogenerate.RandomModel.PartKind;
import com.jarvis.migrator.autogenerate.RandomModel.Table;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.migrator.hibernate.ModelDdl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.Metadata;

/**
 * A random model as entities that Hibernate reads: a mapping file of {@code dynamic-map} entities, which need no class. What
 * such a file cannot describe, for example an index on several columns, is replaced by something similar.
 */
final class RandomMapping {

    /** Hibernate's types for column types; other columns are mapped by the name of their type. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("integer", "type='integer'"),
            Map.entry("bigint", "type='long'"),
            Map.entry("smallint", "type='short'"),
            Map.entry("varchar(255)", "type='string'"),
            Map.entry("varchar(20)", "type='string' length='20'"),
            Map.entry("boolean", "type='boolean'"),
            Map.entry("numeric(10,2)", "type='big_decimal' precision='10' scale='2'"),
            Map.entry("float8", "type='double'"),
            Map.entry("date", "type='java.time.LocalDate'"),
            Map.entry("timestamp(6)", "type='java.time.LocalDateTime'"),
            Map.entry("timestamp(6) with time zone", "type='java.time.Instant'"),
            Map.entry("uuid", "type='java.util.UUID'"),
            Map.entry("bytea", "type='binary'"));

    private RandomMapping() {}

    /**
     * The statements that Hibernate's schema export runs for the model.
     *
     * @param folder the folder for the mapping file
     */
    static List<String> ddl(RandomModel model, Path folder) throws Exception {
        ModelClasses mapping = new ModelClasses(
                List.of(), List.of(), List.of(write(model, folder).toUri().toURL()), List.of());
        Metadata metadata = Mapping.of(
                mapping,
                Map.of(
                        "hibernate.physical_naming_strategy",
                        "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl"),
                RandomMapping.class.getClassLoader());
        return ModelDdl.of(metadata).commands();
    }

    private static Path write(RandomModel model, Path folder) throws IOException {
        StringBuilder xml = new StringBuilder("""
                <?xml version="1.0"?>
                <!DOCTYPE hibernate-mapping PUBLIC "-//Hibernate/Hibernate Mapping DTD 3.0//EN"
                  "http://www.hibernate.org/dtd/hibernate-mapping-3.0.dtd">
                <hibernate-mapping>
                """);
        model.tables().forEach(table -> xml.append(entity(table)));
        return Files.writeString(folder.resolve("random.hbm.xml"), xml.append("</hibernate-mapping>\n"));
    }

    private static String entity(Table table) {
        StringBuilder properties = new StringBuilder();
        for (Column column : table.columns) {
            properties.append(property(table, column));
        }
        return """
                <class entity-name="%s" table="%s">%s
                <id name="key" type="long" column="%s"><generator class="%s"/></id>
                %s</class>
                """.formatted(
                        escaped(table.name),
                        quoted(table.name),
                        comment(table.comment),
                        quoted(table.id),
                        table.idType.contains("identity") ? "identity" : "assigned",
                        properties);
    }

    private static String property(Table table, Column column) {
        List<Part> parts = table.parts.stream()
                .filter(part -> part.column().equals(column.name))
                .toList();
        String type = TYPES.getOrDefault(column.kind.type(), "type='string'");
        String kind = type.substring(0, type.indexOf("' ") < 0 ? type.length() : type.indexOf("' ") + 1);
        String details = """
                <column name="%s"%s not-null="%s"%s%s%s%s>%s</column>""".formatted(
                        quoted(column.name),
                        type.substring(kind.length())
                                + (TYPES.containsKey(column.kind.type())
                                        ? ""
                                        : " sql-type=\"" + escaped(column.kind.type()) + "\""),
                        column.notNull,
                        column.defaultValue == null ? "" : " default=\"" + escaped(column.defaultValue) + "\"",
                        named(parts, PartKind.UNIQUE, "unique-key"),
                        named(parts, PartKind.INDEX, "index"),
                        parts.stream().anyMatch(part -> part.kind() == PartKind.CHECK)
                                ? " check=\"" + escaped(check(column.name)) + "\""
                                : "",
                        comment(column.comment));
        for (Part part : parts) {
            if (part.kind() == PartKind.FOREIGN_KEY) {
                return "<many-to-one name=\"p%x\" entity-name=\"%s\" foreign-key=\"%s\">%s</many-to-one>%n"
                        .formatted(column.name.hashCode(), escaped(part.target()), plain(part.name()), details);
            }
        }
        return "<property name=\"p%x\" %s>%s</property>%n".formatted(column.name.hashCode(), kind, details);
    }

    private static String check(String column) {
        String name = quote(column);
        return name + " is null or " + name + "::text not in ('B', 'isn''t one')";
    }

    private static String named(List<Part> parts, PartKind kind, String attribute) {
        return parts.stream()
                .filter(part -> part.kind() == kind)
                .findFirst()
                .map(part -> " " + attribute + "=\"" + plain(part.name()) + "\"")
                .orElse("");
    }

    private static String comment(String text) {
        return text == null ? "" : "<comment>" + escaped(text.replace("'", "")) + "</comment>";
    }

    /** A name that needs no quotes, because Hibernate does not quote the names of constraints and indexes. */
    private static String plain(String name) {
        return "k%x".formatted(name.hashCode());
    }

    private static String quoted(String name) {
        return "`" + escaped(name) + "`";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("\n", "&#10;");
    }
}
