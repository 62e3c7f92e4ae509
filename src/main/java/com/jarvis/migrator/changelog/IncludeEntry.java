package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.MasterFormat.UnsuitableForm;
import java.util.List;
import java.util.Set;

/**
 * An include in the text of a master changelog.
 *
 * @param start where it begins, with its dash
 * @param end where it ends, without a comma after it
 * @param valueStart where the path of the file begins, with its quotes
 * @param valueEnd where the path ends
 * @param attributes the names of its attributes
 * @param file the path as written, unquoted
 */
record IncludeEntry(int start, int end, int valueStart, int valueEnd, Set<String> attributes, String file) {

    private static final Set<String> PLAIN = Set.of("file", "relativeToChangelogFile");

    /** Quotes a path as the one that it replaces is quoted. */
    @FunctionalInterface
    interface Quoting {
        /** @param before the replaced path with its quotes */
        String quoted(String path, String before);
    }

    /**
     * The text in which one include, in the place of the last of several, stands for all of them; no other byte is changed.
     *
     * @param entries the includes of the text
     * @param replaced the numbers of those that go, ascending
     * @param fileName the name of the new file; its folder is that of the last one
     * @throws UnsuitableForm if an include has more than a file
     */
    static String replace(
            String text, List<IncludeEntry> entries, List<Integer> replaced, String fileName, Quoting quoting)
            throws UnsuitableForm {
        for (int number : replaced) {
            IncludeEntry entry = entries.get(number);
            if (!PLAIN.containsAll(entry.attributes)) {
                throw new UnsuitableForm("The include of %s has more than a file: %s"
                        .formatted(
                                entry.file,
                                String.join(
                                        ", ",
                                        entry.attributes.stream()
                                                .filter(name -> !PLAIN.contains(name))
                                                .sorted()
                                                .toList())));
            }
        }
        IncludeEntry last = entries.get(replaced.get(replaced.size() - 1));
        String path = quoting.quoted(besides(last.file, fileName), text.substring(last.valueStart, last.valueEnd));
        String after = text.substring(0, last.valueStart) + path + text.substring(last.valueEnd);
        for (int i = replaced.size() - 2; i >= 0; i--) {
            after = entries.get(replaced.get(i)).removedFrom(after);
        }
        return after;
    }

    /** A path in the place of that of another include, whose folder it gets. */
    static String besides(String other, String fileName) {
        return other.substring(0, other.lastIndexOf('/') + 1) + fileName;
    }

    /** With the lines that it has for itself, and the comma behind it. */
    private String removedFrom(String text) {
        int from = start;
        int to = end;
        if (text.startsWith(",", blankEnd(text, to))) {
            to = blankEnd(text, to) + 1;
        }
        int line = text.lastIndexOf('\n', from - 1) + 1;
        int rest = blankEnd(text, to);
        boolean isComment = rest < text.length() && text.charAt(rest) == '#';
        int lineEnd = text.indexOf('\n', to);
        boolean endsLine = isComment || rest == text.length() || "\r\n".indexOf(text.charAt(rest)) >= 0;
        if (text.substring(line, from).isBlank() && endsLine) {
            from = line;
            to = lineEnd < 0 ? text.length() : lineEnd + 1;
        } else {
            to = rest;
        }
        return text.substring(0, from) + text.substring(to);
    }

    private static int blankEnd(String text, int from) {
        int end = from;
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return end;
    }
}
