package com.jarvis.migrator.autogenerate;

import static com.jarvis.migrator.sql.Identifiers.quote;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A random model as the DDL that Hibernate would write for it, and random steps from one model to the next. The statements
 * are in Hibernate's order: sequences and types, tables, comments, indexes, unique constraints, foreign keys.
 */
final class RandomModel {

    private static final List<String> WORDS = List.of(
            "note",
            "title",
            "order",
            "user",
            "Mixed Case",
            "group",
            "größe",
            "a\"quote",
            "semi;colon",
            "dollar$x",
            "UPPER",
            "dash-ed",
            "per%cent",
            "x'y",
            "from",
            "тест",
            "name",
            "a_name_that_is_exactly_as_long_as_postgresql_can_make_of_any_name");

    private static final List<Kind> KINDS = List.of(
            new Kind("integer", "0", "42", "-7"),
            new Kind("bigint", "1", "9000000000"),
            new Kind("smallint", "3"),
            new Kind("varchar(255)", "'it''s'", "'a \\ b'", "''", "'null'", "'${x}'"),
            new Kind("varchar(20)", "'x'", "'now()'"),
            new Kind("text", "'a;b'"),
            new Kind("char(3)", "'abc'"),
            new Kind("boolean", "true", "false"),
            new Kind("numeric(10,2)", "1.50", "-0.25", "100"),
            new Kind("numeric(38,0)", "1"),
            new Kind("float8", "1.5", "-1e10"),
            new Kind("date", "current_date", "'2020-01-01'"),
            new Kind("timestamp(6)", "localtimestamp", "'2020-01-01 10:00:00'"),
            new Kind("timestamp(6) with time zone", "current_timestamp", "now() + interval '1 day'"),
            new Kind("time(0)", "'10:00'"),
            new Kind("uuid", "gen_random_uuid()", "'00000000-0000-4000-8000-000000000000'"),
            new Kind("jsonb", "'{\"a\": [1]}'"),
            new Kind("bytea", "'\\x00ff'"),
            new Kind("varchar(10)[]", "'{a,b}'"),
            new Kind("bigint[]", "'{1}'"),
            new Kind("inet", "'127.0.0.1'"),
            new Kind("interval second(6)", "'00:00:01'"));

    /** Attributes of a Java enum; the type is the annotation that maps them. */
    private static final List<Kind> ENUMS = List.of(
            new Kind("@Enumerated(EnumType.STRING)"),
            new Kind("@Enumerated(EnumType.ORDINAL)"),
            new Kind("@Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.NAMED_ENUM)"));

    private static final List<String> CONSTANTS = List.of("A", "B", "RED", "on", "Größe", "A_LONG_NAME_OF_A_CONSTANT");

    private static final List<List<String>> FAMILIES = List.of(
            List.of("smallint", "integer", "bigint", "numeric(10,2)", "numeric(38,0)", "float8"),
            List.of("varchar(255)", "varchar(20)", "text"),
            List.of("date", "timestamp(6)", "timestamp(6) with time zone"));

    private static final List<String> NUMBERS = FAMILIES.get(0);

    record Kind(String type, List<String> defaults) {
        Kind(String type, String... defaults) {
            this(type, List.of(defaults));
        }
    }

    static final class Column {
        String name;
        Kind kind;
        boolean notNull;
        String defaultValue;
        String comment;

        /** An annotation of Bean Validation, or null. */
        String constraint;

        /** The constants of a Java enum, or null. */
        List<String> constants;

        Column copy() {
            Column copy = new Column();
            copy.name = name;
            copy.kind = kind;
            copy.notNull = notNull;
            copy.defaultValue = defaultValue;
            copy.comment = comment;
            copy.constraint = constraint;
            copy.constants = constants;
            return copy;
        }
    }

    static final class Table {
        /** Unique, and the same in all evolutions. */
        int number;

        String name;
        String id;
        String idType;
        String comment;
        final List<Column> columns = new ArrayList<>();
        /** The unique constraints, indexes, CHECKs and foreign keys; each concerns one column. */
        final List<Part> parts = new ArrayList<>();

        Table copy() {
            Table copy = new Table();
            copy.number = number;
            copy.name = name;
            copy.id = id;
            copy.idType = idType;
            copy.comment = comment;
            columns.forEach(column -> copy.columns.add(column.copy()));
            copy.parts.addAll(parts);
            return copy;
        }

        void rename(Column column, String after) {
            parts.replaceAll(part -> part.column().equals(column.name)
                    ? new Part(part.kind(), part.name(), after, part.target())
                    : part);
            column.name = after;
        }
    }

    enum PartKind {
        /** On the column and the key, so that no rows violate it. */
        UNIQUE,
        UNIQUE_ALONE,
        INDEX,
        INDEX_DESC,
        CHECK,
        CHECK_POSITIVE,
        FOREIGN_KEY
    }

    /** @param target the referenced table of a foreign key */
    record Part(PartKind kind, String name, String column, String target) {}

    private final Random random;
    private final List<String> words;
    private final List<Kind> kinds;
    private final List<Table> tables = new ArrayList<>();
    private final List<String> sequences = new ArrayList<>();
    private int number;
    private String rename = "none";

    private RandomModel(Random random, List<String> words, List<Kind> kinds) {
        this.random = random;
        this.words = words;
        this.kinds = kinds;
    }

    static RandomModel of(Random random) {
        return of(random, WORDS, KINDS);
    }

    /** A model of entities. Names contain no double quotes, because Hibernate does not escape them. */
    static RandomModel mappable(Random random) {
        return of(
                random,
                WORDS.stream().filter(word -> !word.contains("\"")).toList(),
                Stream.of(KINDS, ENUMS, ENUMS).flatMap(List::stream).toList());
    }

    private static RandomModel of(Random random, List<String> words, List<Kind> kinds) {
        RandomModel model = new RandomModel(random, words, kinds);
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            model.addTable();
        }
        return model;
    }

    /** Another model, some random steps away from this one. Objects in both models have the same name. */
    RandomModel evolved() {
        RandomModel model = copy();
        int steps = 2 + random.nextInt(7);
        for (int i = 0; i < steps; i++) {
            model.step();
        }
        return model;
    }

    /** This model with one table or column renamed. */
    RandomModel renamed() {
        RandomModel model = copy();
        if (!tables.isEmpty()) {
            Table table = model.pick(model.tables);
            String before = table.name;
            if (random.nextBoolean()) {
                Column column = model.any(table);
                model.rename = before + "." + column.name + ":";
                table.rename(column, model.name());
                model.rename += column.name;
            } else {
                table.name = model.name();
                model.rename = before + ":" + table.name;
                model.tables.forEach(other -> other.parts.replaceAll(part -> before.equals(part.target())
                        ? new Part(part.kind(), part.name(), part.column(), table.name)
                        : part));
            }
        }
        return model;
    }

    /** The value of {@code -Drename} that leads to this model. */
    String rename() {
        return rename;
    }

    private RandomModel copy() {
        RandomModel model = new RandomModel(random, words, kinds);
        tables.forEach(table -> model.tables.add(table.copy()));
        model.sequences.addAll(sequences);
        model.number = number;
        return model;
    }

    private void step() {
        if (tables.isEmpty() || random.nextInt(10) == 0) {
            addTable();
            return;
        }
        Table table = pick(tables);
        switch (random.nextInt(16)) {
            case 0 -> table.columns.add(column());
            case 1 -> drop(table);
            case 2 -> retype(table);
            case 3 -> any(table).notNull ^= true;
            case 4 -> {
                Column column = any(table);
                column.defaultValue = column.defaultValue == null ? defaultValue(column.kind) : null;
            }
            case 5 -> any(table).comment = comment();
            case 6 -> table.comment = comment();
            case 7, 8 -> addPart(table);
            case 9 -> {
                if (!table.parts.isEmpty()) {
                    table.parts.remove(random.nextInt(table.parts.size()));
                }
            }
            case 10 -> renamePart(table);
            case 11 -> sequences.add(name());
            case 12 -> {
                Column column = any(table);
                column.constraint = column.constraint == null ? constraint(table, column) : null;
            }
            case 13, 14 ->
                table.columns.stream()
                        .filter(column -> column.constants != null)
                        .forEach(column -> column.constants = constants());
            default -> {
                if (random.nextInt(3) == 0) {
                    tables.remove(table);
                    tables.forEach(other -> other.parts.removeIf(part -> table.name.equals(part.target())));
                } else if (!sequences.isEmpty()) {
                    sequences.remove(0);
                }
            }
        }
    }

    private void addTable() {
        Table table = new Table();
        table.name = name();
        table.number = number;
        table.id = random.nextInt(4) == 0 ? name() : "id";
        table.idType = pick(List.of(
                "bigint",
                "bigint generated by default as identity",
                "bigint generated always as identity",
                "bigserial"));
        int size = 1 + random.nextInt(5);
        for (int i = 0; i < size; i++) {
            table.columns.add(column());
        }
        tables.add(table);
        for (int i = random.nextInt(3); i > 0; i--) {
            addPart(table);
        }
    }

    private Column column() {
        Column column = new Column();
        column.name = name();
        column.kind = pick(kinds);
        column.constants = ENUMS.contains(column.kind) ? constants() : null;
        column.notNull = random.nextInt(3) == 0;
        column.defaultValue = random.nextInt(3) == 0 ? defaultValue(column.kind) : null;
        column.comment = random.nextInt(6) == 0 ? comment() : null;
        return column;
    }

    private void retype(Table table) {
        Column column = any(table);
        table.parts.removeIf(part -> part.column().equals(column.name) && part.kind() == PartKind.FOREIGN_KEY);
        table.parts.removeIf(part -> part.column().equals(column.name)
                && (part.kind() == PartKind.CHECK || part.kind() == PartKind.CHECK_POSITIVE));
        column.kind = pick(family(column.kind));
        column.defaultValue = random.nextBoolean() ? defaultValue(column.kind) : null;
        column.constraint = null;
        if (List.of("jsonb", "json").contains(column.kind.type())) {
            table.parts.removeIf(part -> part.column().equals(column.name));
        }
    }

    /** The kinds that values can be converted to and back. */
    private static List<Kind> family(Kind kind) {
        if (ENUMS.contains(kind)) {
            return ENUMS;
        }
        return FAMILIES.stream()
                .map(family -> KINDS.stream()
                        .filter(other -> family.contains(other.type()))
                        .toList())
                .filter(family -> family.contains(kind))
                .findFirst()
                .orElse(List.of(kind));
    }

    private String defaultValue(Kind kind) {
        return kind.defaults().isEmpty() ? null : pick(kind.defaults());
    }

    private List<String> constants() {
        List<String> constants = new ArrayList<>(CONSTANTS);
        Collections.shuffle(constants, random);
        return List.copyOf(constants.subList(0, 1 + random.nextInt(constants.size())));
    }

    private String constraint(Table table, Column column) {
        boolean isKey = table.parts.stream()
                .anyMatch(part ->
                        part.kind() == PartKind.FOREIGN_KEY && part.column().equals(column.name));
        if (isKey || column.constants != null) {
            return "@NotNull";
        }
        return pick(
                switch (column.kind.type()) {
                    case "integer", "bigint", "smallint" ->
                        List.of(
                                "@NotNull",
                                "@Min(0)",
                                "@Max(100)",
                                "@Min(1) @Max(50)",
                                "@Positive",
                                "@Digits(integer = 3, fraction = 0)");
                    case "numeric(10,2)", "numeric(38,0)" ->
                        List.of("@NotNull", "@Digits(integer = 5, fraction = 1)", "@DecimalMin(\"0.5\")", "@Max(1000)");
                    case "varchar(255)", "varchar(20)" ->
                        List.of(
                                "@NotNull",
                                "@NotBlank",
                                "@NotEmpty",
                                "@Size(max = 2)",
                                "@Size(min = 1, max = 30)",
                                "@Email");
                    default -> List.of("@NotNull");
                });
    }

    private void drop(Table table) {
        Column column = any(table);
        if (table.columns.size() > 1) {
            table.columns.remove(column);
            table.parts.removeIf(part -> part.column().equals(column.name));
        }
    }

    private void addPart(Table table) {
        PartKind kind = pick(List.of(PartKind.values()));
        Column column = any(table);
        if (kind == PartKind.FOREIGN_KEY) {
            if (!column.kind.type().equals("bigint") || random.nextBoolean() || isKey(table, column)) {
                column = new Column();
                column.name = name();
                column.kind = new Kind("bigint", "1");
                table.columns.add(column);
            }
            table.parts.add(new Part(kind, name(), column.name, pick(tables).name));
        } else if (kind == PartKind.CHECK_POSITIVE && !NUMBERS.contains(column.kind.type())) {
            table.parts.add(new Part(PartKind.CHECK, name(), column.name, null));
        } else {
            table.parts.add(new Part(kind, name(), column.name, null));
        }
    }

    private static boolean isKey(Table table, Column column) {
        return table.parts.stream()
                .anyMatch(part ->
                        part.kind() == PartKind.FOREIGN_KEY && part.column().equals(column.name));
    }

    private void renamePart(Table table) {
        if (!table.parts.isEmpty()) {
            int i = random.nextInt(table.parts.size());
            Part part = table.parts.get(i);
            table.parts.set(i, new Part(part.kind(), name(), part.column(), part.target()));
        }
    }

    private Column any(Table table) {
        return pick(table.columns);
    }

    private String comment() {
        return random.nextInt(4) == 0 ? null : pick(List.of("What it's for", " \\ ${x} ; -- ", "größe", "a\nb", "%s"));
    }

    /** A unique name with special characters, at most 63 bytes long. */
    private String name() {
        String suffix = "_" + ++number;
        String word = pick(words);
        return word.substring(0, Math.min(word.length(), 63 - suffix.length())) + suffix;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    List<Table> tables() {
        return tables;
    }

    List<String> sequences() {
        return sequences;
    }

    /** The statements that create the model in an empty database. */
    List<String> ddl() {
        List<String> ddl = new ArrayList<>();
        sequences.forEach(sequence -> ddl.add("create sequence " + quote(sequence) + " start with 1 increment by 50"));
        tables.forEach(table -> ddl.add(create(table)));
        for (Table table : tables) {
            if (table.comment != null) {
                ddl.add("comment on table " + quote(table.name) + " is " + text(table.comment));
            }
            table.columns.stream()
                    .filter(column -> column.comment != null)
                    .forEach(column -> ddl.add("comment on column " + quote(table.name) + "." + quote(column.name)
                            + " is " + text(column.comment)));
        }
        for (PartKind kind : PartKind.values()) {
            tables.forEach(table -> table.parts.stream()
                    .filter(part -> part.kind() == kind)
                    .forEach(part -> ddl.add(create(table, part))));
        }
        return ddl;
    }

    private static String create(Table table) {
        List<String> parts = new ArrayList<>();
        table.columns.forEach(column -> parts.add(quote(column.name) + " " + column.kind.type()
                + (column.defaultValue == null ? "" : " default " + column.defaultValue)
                + (column.notNull ? " not null" : "")));
        parts.add(random(table), quote(table.id) + " " + table.idType + " not null");
        parts.add("primary key (" + quote(table.id) + ")");
        return "create table " + quote(table.name) + " (" + String.join(", ", parts) + ")";
    }

    private static int random(Table table) {
        return table.name.length() % (table.columns.size() + 1);
    }

    private static String create(Table table, Part part) {
        String alter = "alter table " + quote(table.name) + " add constraint " + quote(part.name()) + " ";
        String column = quote(part.column());
        return switch (part.kind()) {
            case UNIQUE -> alter + "unique (" + column + ", " + quote(table.id) + ")";
            case UNIQUE_ALONE -> alter + "unique (" + column + ")";
            case INDEX -> "create index " + quote(part.name()) + " on " + quote(table.name) + " (" + column + ")";
            case INDEX_DESC ->
                "create index " + quote(part.name()) + " on " + quote(table.name) + " (" + quote(table.id) + ", "
                        + column + " desc)";
            case CHECK -> alter + "check (" + column + " is null or " + column + "::text not in ('B', 'isn''t one'))";
            case CHECK_POSITIVE -> alter + "check (" + column + " > 0)";
            case FOREIGN_KEY -> alter + "foreign key (" + column + ") references " + quote(part.target());
        };
    }

    private static String text(String comment) {
        return com.jarvis.migrator.sql.Identifiers.literal(comment);
    }
}
