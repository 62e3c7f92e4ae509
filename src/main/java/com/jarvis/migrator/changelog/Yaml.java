package com.jarvis.migrator.changelog;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.change.Entry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.representer.Representer;

/** YAML in the style of a careful author: blocks, two spaces, dashes below their key, quotes only if needed. */
final class Yaml {

    private Yaml() {}

    /** The value, indented; each line ends with a line break. Liquibase's parser reads all text back unchanged. */
    static String of(Object value, int indent) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new org.yaml.snakeyaml.Yaml(new Texts(options), options)
                .dump(value)
                .lines()
                .map(l -> l.isEmpty() ? l : " ".repeat(indent) + l)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The entries as an indented list. */
    static String list(List<Entry> entries, int indent) {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Comment comment) {
                text.append(comment(comment.text(), indent));
            } else if (entry instanceof Entry.Change change) {
                text.append(of(List.of(Map.of(change.name(), change.attributes())), indent));
            }
        }
        return text.toString();
    }

    /**
     * The text as indented comment lines. Characters that an editor does not show are escaped, so that nothing hides in a
     * comment or begins a line after it; others that YAML does not allow become question marks.
     */
    static String comment(String text, int indent) {
        String printable = Printable.text(text)
                .codePoints()
                .map(c -> c == '\n' || StreamReader.isPrintable(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Stream.of(printable.split("\\R"))
                .map(l -> (" ".repeat(indent) + "# " + l).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    /** Several lines become a block. Line breaks other than \n and unprintable characters are escaped. */
    private static final class Texts extends Representer {

        private Texts(DumperOptions options) {
            super(options);
            representers.put(String.class, text -> representScalar(Tag.STR, text.toString(), style(text.toString())));
        }

        private static ScalarStyle style(String text) {
            if (!StreamReader.isPrintable(text) || text.matches("(?s).*[\\r\\x{85}\\x{2028}\\x{2029}\\x{FEFF}].*")) {
                return ScalarStyle.DOUBLE_QUOTED;
            }
            return text.contains("\n") ? ScalarStyle.LITERAL : ScalarStyle.PLAIN;
        }
    }
}
