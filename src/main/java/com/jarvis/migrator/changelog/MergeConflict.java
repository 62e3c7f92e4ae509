package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The markers that git leaves in a file of a changelog. Restoring the committed version of the file would not help. */
final class MergeConflict {

    private static final Pattern CONFLICT = Pattern.compile("(?ms)^<{7} .*^>{7} ");

    /** The file of an include in YAML, JSON and XML. */
    private static final Pattern INCLUDED =
            Pattern.compile("(?m)^ *(?:- *)?file: *(\\S+)|\"file\" *: *\"([^\"]+)\"|<include [^>]*?file=\"([^\"]+)\"");

    private MergeConflict() {}

    /** @throws MigratorException if a conflict is not resolved yet */
    static void requireNone(String path, String text) throws MigratorException {
        Matcher conflict = CONFLICT.matcher(text);
        if (!conflict.find()) {
            return;
        }
        MasterFormat format = MasterFormat.of(path);
        String both = INCLUDED.matcher(conflict.group())
                .results()
                .map(include ->
                        include.group().replaceFirst("(?s).*?file[=\": ]+", "").replaceFirst("\"$", ""))
                .sorted()
                .map(file -> format.entry(file, true) + "\n")
                .collect(Collectors.joining());
        String fix = both.isEmpty()
                ? "Keep the correct lines of both sides, and delete the markers <<<<<<<, ======= and >>>>>>>. Then:\n"
                : "Each branch added a migration. End the list with both, the older one first:\n%sThen:\n"
                        .formatted(both);
        throw new MigratorException(
                """
                %1$s contains a merge conflict, from line %2$s on. Nothing was run.
                %3$s  git add %1$s""".formatted(path, text.substring(0, conflict.start()).lines().count() + 1, fix));
    }
}
