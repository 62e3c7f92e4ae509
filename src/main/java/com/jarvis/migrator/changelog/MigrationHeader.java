package com.jarvis.migrator.changelog;

import com.jarvis.migrator.Printable;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The comment at the top of a changelog file, read back: it shows whether {@code diff} wrote the file.
 *
 * @param text the comment in one line; empty if there is none
 */
public record MigrationHeader(String text) {

    private static final String ENTITIES = " Written for entities: ";

    /** The line before the comment in XML and formatted SQL. */
    private static final Pattern FIRST = Pattern.compile("<\\?xml .*\\?>|--liquibase formatted sql");

    /** A line of the comment in YAML, XML and formatted SQL. */
    private static final Pattern COMMENT = Pattern.compile("#(.*)|<!-- (.*) -->|-- (.*)");

    /** @param file the text of the file, in YAML, XML or formatted SQL */
    public static MigrationHeader of(String file) {
        return new MigrationHeader(file.lines()
                .dropWhile(line -> FIRST.matcher(line).matches())
                .map(COMMENT::matcher)
                .takeWhile(Matcher::matches)
                .map(line -> Stream.of(line.group(1), line.group(2), line.group(3))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow()
                        .strip())
                .collect(Collectors.joining(" ")));
    }

    /** The sentence that names what belongs to entities, in a file that has more; see {@link #isOfEntity}. */
    public static String forEntities(Collection<String> names) {
        return ENTITIES + (names.isEmpty() ? "nothing" : String.join(", ", names)) + ".";
    }

    /** The sentence that names the views of entities. */
    public static String views(Collection<String> views) {
        return " Views of entities: %s."
                .formatted(views.stream().map(view -> view.replace("\"", "")).collect(Collectors.joining(", ")));
    }

    /**
     * Whether what a migration of {@code diff} creates belongs to entities: all of it, unless the header names the part.
     *
     * @param name as in the catalog
     */
    public boolean isOfEntity(String name) {
        int names = text.indexOf(ENTITIES);
        return names < 0 || new MigrationHeader(text.substring(names)).names(name);
    }

    /** Whether {@code diff} wrote it for operations, unlike a migration that was written by hand. */
    public boolean isOfDiff() {
        return text.contains(" Rollback restores ");
    }

    /**
     * Whether it names an object, without the parts of tables that it creates.
     *
     * @param name as written in SQL
     */
    public boolean names(String name) {
        String label = Printable.line(name.replace("\"", ""));
        return Pattern.compile("(?<=[ ,])" + Pattern.quote(label) + "(?=[,. ])")
                .matcher(text)
                .find();
    }
}
