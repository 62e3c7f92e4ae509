package com.jarvis.migrator.autogenerate;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.autogenerate.RandomModel.Column;
import com.jarvis.migrator.autogenerate.RandomModel.Part;
import com.jarvis.migrator.autogenerate.RandomModel.PartKind;
import com.jarvis.migrator.autogenerate.RandomModel.Table;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.testing.CompiledSources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.boot.Metadata;

/** A random model as the sources of entities, compiled and mapped. */
final class RandomEntities {

    private static final Map<String, String> SETTINGS = Map.of(
            "hibernate.physical_naming_strategy", "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl");

    private static final String IMPORTS = """
            package random;
            import jakarta.persistence.*;
            import jakarta.persistence.Table;
            import jakarta.validation.constraints.*;
            import org.hibernate.annotations.Check;
            import org.hibernate.annotations.ColumnDefault;
            import org.hibernate.annotations.Comment;
            import org.hibernate.annotations.JdbcTypeCode;
            import org.hibernate.type.SqlTypes;
            """;

    /** Java's types for column types, with more elements of {@code @Column}; other columns are strings with a definition. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("integer", "Integer"),
            Map.entry("bigint", "Long"),
            Map.entry("smallint", "Short"),
            Map.entry("varchar(255)", "String"),
            Map.entry("varchar(20)", "String, length = 20"),
            Map.entry("boolean", "Boolean"),
            Map.entry("numeric(10,2)", "java.math.BigDecimal, precision = 10, scale = 2"),
            Map.entry("numeric(38,0)", "java.math.BigInteger, precision = 38"),
            Map.entry("float8", "Double"),
            Map.entry("date", "java.time.LocalDate"),
            Map.entry("timestamp(6)", "java.time.LocalDateTime"),
            Map.entry("timestamp(6) with time zone", "java.time.Instant"),
            Map.entry("time(0)", "java.time.LocalTime, columnDefinition = \"time(0)\""),
            Map.entry("uuid", "java.util.UUID"),
            Map.entry("bytea", "byte[]"),
            Map.entry("varchar(10)[]", "String[], length = 10"),
            Map.entry("bigint[]", "Long[]"));

    private RandomEntities() {}

    /** The model as the migrator reads it, and as an application starts with it. */
    static Evolution.Target target(RandomModel model) throws Exception {
        ClassLoader loader = CompiledSources.loader(sources(model));
        ModelClasses classes = new ModelClasses(
                model.tables().stream()
                        .map(table -> "random." + type(table.name))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
        Metadata metadata = Mapping.of(classes, SETTINGS, loader);
        return new Evolution.Target(
                () -> HibernateModel.of(metadata), new ApplicationStart(classes, SETTINGS, loader).statements());
    }

    /** The sources of the entities, by class name. */
    static Map<String, String> sources(RandomModel model) {
        Map<String, String> sources = new LinkedHashMap<>();
        model.tables().forEach(table -> sources.put("random." + type(table.name), source(table)));
        return sources;
    }

    private static String source(Table table) {
        List<String> indexes = new ArrayList<>();
        List<String> unique = new ArrayList<>();
        for (Part part : table.parts) {
            String columns = part.kind() == PartKind.INDEX_DESC
                    ? quoted(table.id) + ", " + quoted(part.column()) + " desc"
                    : quoted(part.column());
            if (part.kind() == PartKind.INDEX || part.kind() == PartKind.INDEX_DESC) {
                indexes.add("@Index(name = %s, columnList = %s)".formatted(text(plain(part.name())), text(columns)));
            } else if (part.kind() == PartKind.UNIQUE) {
                unique.add("@UniqueConstraint(name = %s, columnNames = {%s, %s})"
                        .formatted(text(plain(part.name())), text(columns), text(quoted(table.id))));
            } else if (part.kind() == PartKind.UNIQUE_ALONE) {
                unique.add("@UniqueConstraint(name = %s, columnNames = %s)"
                        .formatted(text(plain(part.name())), text(columns)));
            }
        }
        return IMPORTS
                + "@Entity%n@Table(name = %s, indexes = {%s}, uniqueConstraints = {%s})%n%spublic class %s {%n%s%s}%n"
                        .formatted(
                                text(quoted(table.name)),
                                String.join(", ", indexes),
                                String.join(", ", unique),
                                comment(table.comment),
                                type(table.name),
                                key(table),
                                table.columns.stream()
                                        .map(column -> attribute(table, column))
                                        .collect(Collectors.joining()));
    }

    private static String key(Table table) {
        String generated = table.idType.contains("identity")
                ? "@GeneratedValue(strategy = GenerationType.IDENTITY) "
                : table.idType.equals("bigserial")
                        ? "@GeneratedValue(generator = \"g\") @SequenceGenerator(name = \"g\", sequenceName = \"%s\") "
                                .formatted("seq" + table.number)
                        : "";
        return "    @Id %s@Column(name = %s) Long key;%n".formatted(generated, text(quoted(table.id)));
    }

    private static String attribute(Table table, Column column) {
        List<Part> parts = table.parts.stream()
                .filter(part -> part.column().equals(column.name))
                .toList();
        String annotations = comment(column.comment)
                + (column.defaultValue == null ? "" : "    @ColumnDefault(" + text(column.defaultValue) + ")\n")
                + (column.constraint == null ? "" : "    " + column.constraint + "\n")
                + parts.stream()
                        .filter(part -> part.kind() == PartKind.CHECK || part.kind() == PartKind.CHECK_POSITIVE)
                        .map(part -> "    @Check(name = %s, constraints = %s)%n"
                                .formatted(text(plain(part.name())), text(check(part))))
                        .collect(Collectors.joining());
        String name = "p%x".formatted(column.name.hashCode());
        for (Part part : parts) {
            if (part.kind() == PartKind.FOREIGN_KEY) {
                return annotations
                        + "    @ManyToOne @JoinColumn(name = %s, nullable = %s, foreignKey = @ForeignKey(name = %s)) %s %s;%n"
                                .formatted(
                                        text(quoted(column.name)),
                                        !column.notNull,
                                        text(plain(part.name())),
                                        type(part.target()),
                                        name);
            }
        }
        String type = column.constants == null
                ? TYPES.getOrDefault(column.kind.type(), "String, columnDefinition = " + text(column.kind.type()))
                : enumType(column);
        int comma = type.indexOf(',') < 0 ? type.length() : type.indexOf(',');
        return annotations
                + (column.constants == null ? "" : "    " + column.kind.type() + "\n")
                + "    @Column(name = %s, nullable = %s%s) %s %s;%n"
                        .formatted(
                                text(quoted(column.name)),
                                !column.notNull,
                                type.substring(comma),
                                type.substring(0, comma),
                                name)
                + (column.constants == null
                        ? ""
                        : "    enum %s { %s }%n".formatted(enumType(column), String.join(", ", column.constants)));
    }

    private static String enumType(Column column) {
        return "N%x".formatted(column.name.hashCode());
    }

    private static String type(String table) {
        return "T%x".formatted(table.hashCode());
    }

    private static String check(Part part) {
        String name = quote(part.column());
        return part.kind() == PartKind.CHECK
                ? name + " is null or " + name + "::text not in ('B', 'isn''t one')"
                : name + " > 0";
    }

    private static String comment(String comment) {
        return comment == null ? "" : "    @Comment(" + text(comment) + ")\n";
    }

    /** A name that needs no quotes, because Hibernate does not quote the names of constraints and indexes. */
    private static String plain(String name) {
        return "k%x".formatted(name.hashCode());
    }

    private static String quoted(String name) {
        return "`" + name + "`";
    }

    private static String text(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
