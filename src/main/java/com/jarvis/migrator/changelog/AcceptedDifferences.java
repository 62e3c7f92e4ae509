package com.jarvis.migrator.changelog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The file beside the master changelog with what databases have and entities have not, and what stays: one line for each part of
 * the schema, with a reason. {@code diff} adds lines; the team edits them, and commits the file.
 */
public final class AcceptedDifferences {

    private static final String REASON = "  # ";

    private static final String HEADER = """
            # What databases have and the entities have not, and what diff leaves as it is: a line for each, and the reason.
            # If you delete a line, diff lists the difference again, or drops what a migration has made.
            """;

    private final Path file;

    /** @param master the master changelog */
    public AcceptedDifferences(Path master) {
        this.file = master.resolveSibling("accepted.txt");
    }

    /** The file, which need not exist. */
    public Path file() {
        return file;
    }

    /** Whether the file is there. */
    public boolean exist() {
        return Files.isRegularFile(file);
    }

    /** The parts of the schema that are accepted, in words. */
    public Set<String> parts() throws IOException {
        Set<String> parts = new LinkedHashSet<>();
        if (exist()) {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    parts.add(part(line));
                }
            }
        }
        return parts;
    }

    /** Removes the lines of parts of the schema that are dropped. */
    public void remove(Predicate<String> isDropped) throws IOException {
        if (exist()) {
            List<String> lines = Files.readAllLines(file);
            List<String> left = lines.stream()
                    .filter(line -> line.startsWith("#") || !isDropped.test(part(line)))
                    .toList();
            if (left.size() < lines.size()) {
                AtomicFile.write(file, String.join("\n", left) + "\n");
            }
        }
    }

    /** People may write one space before the reason; a name can contain that. */
    private static String part(String line) {
        int reason = Math.max(line.lastIndexOf(REASON), line.contains(REASON) ? -1 : line.indexOf(" #"));
        return (reason < 0 ? line : line.substring(0, reason)).strip();
    }

    /**
     * Adds what is not accepted yet. What the team has written stays as it is.
     *
     * @param reasons by the parts of the schema, in words
     * @return the parts that were added
     */
    public List<String> add(Map<String, String> reasons) throws IOException {
        Set<String> known = parts();
        List<String> added =
                reasons.keySet().stream().filter(part -> !known.contains(part)).toList();
        if (!added.isEmpty()) {
            List<String> lines = new ArrayList<>();
            added.forEach(part -> lines.add(part + REASON + reasons.get(part).replace(REASON, " # ")));
            String before = exist() ? Files.readString(file) : HEADER;
            String end = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
            AtomicFile.write(file, before + end + String.join("\n", lines) + "\n");
        }
        return added;
    }
}
