package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.operation.OperationText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.database.core.PostgresDatabase;
import liquibase.datatype.DataTypeFactory;

/**
 * Which PostgreSQL types Liquibase writes unchanged. Its DataTypeFactory replaces some: {@code money} becomes a
 * decimal, {@code varchar(50)[]} loses the array, and a quoted name loses its quotes.
 */
public final class LiquibaseTypes {

    private static final PostgresDatabase POSTGRES = new PostgresDatabase();
    private static final Pattern LENGTH = Pattern.compile("(character varying|numeric)\\((\\d+)(?:,(\\d+))?\\)");

    private static final Pattern TEXT = Pattern.compile("text|character varying(\\(\\d+\\))?");
    private static final Pattern INTEGER = Pattern.compile("smallint|integer|bigint");

    private LiquibaseTypes() {}

    /**
     * The short form of a type, if Liquibase turns that into exactly this type.
     *
     * @param type as {@code format_type()} prints it
     */
    static Optional<String> exact(String type) {
        String written = OperationText.type(type);
        String generated = DataTypeFactory.getInstance()
                .fromDescription(written, POSTGRES)
                .toDatabaseDataType(POSTGRES)
                .toString()
                .toLowerCase(Locale.ROOT)
                .replace(", ", ",")
                .replaceFirst("^varchar", "character varying")
                .replaceFirst("^char\\(", "character(");
        return generated.equals(type) ? Optional.of(written) : Optional.empty();
    }

    /**
     * Whether every value of one type is a value of the other. Liquibase's modifyDataType casts explicitly ({@code
     * USING (c::varchar(10))}), and an explicit cast truncates a longer text without an error (PostgreSQL manual, 8.3);
     * the plain {@code ALTER COLUMN … TYPE} rejects it.
     */
    static boolean widens(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        boolean text = from.startsWith("character varying") && !from.endsWith("[]");
        if (text && (to.equals("text") || to.equals("character varying"))) {
            return true;
        }
        return switch (from) {
            case "smallint" -> to.equals("integer") || to.equals("bigint");
            case "integer" -> to.equals("bigint");
            case "real" -> to.equals("double precision");
            case "text" -> to.equals("character varying");
            default -> longer(LENGTH.matcher(from), LENGTH.matcher(to));
        };
    }

    /** Whether a change of the type either keeps every value or is rejected by PostgreSQL. */
    public static boolean keeps(String from, String to) {
        return widens(from, to)
                || TEXT.matcher(from).matches() && TEXT.matcher(to).matches()
                || INTEGER.matcher(from).matches() && INTEGER.matcher(to).matches();
    }

    private static boolean longer(Matcher from, Matcher to) {
        if (!from.matches() || !to.matches() || !from.group(1).equals(to.group(1))) {
            return false;
        }
        int scale = scale(to) - scale(from);
        return scale >= 0 && precision(to) - precision(from) >= scale;
    }

    private static int precision(Matcher type) {
        return Integer.parseInt(type.group(2));
    }

    private static int scale(Matcher type) {
        return type.group(3) == null ? 0 : Integer.parseInt(type.group(3));
    }
}
