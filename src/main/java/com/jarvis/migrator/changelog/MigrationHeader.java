package com.jarvis.migrator.changelog;

import com.jarvis.migrator.Printable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The comment at the top of a changelog file, read back: it shows whether {@code diff} wrote the file.
 *
 * @param text the comment in one line; empty if there is none
 */
public record MigrationHeader(String text) {

    /** @param file the text of the file */
    public static MigrationHeader of(String file) {
        return new MigrationHeader(file.lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .collect(Collectors.joining(" ")));
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
