package com.jarvis.migrator.changelog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.reader.StreamReader;

/** YAML as a careful person writes it: blocks, two spaces, dashes under their key, quotes only where they are needed. */
final class Yaml {

    private static final Pattern PARAMETER = Pattern.compile("\\$\\{([^{}]*|[^{}]*\\$\\{[^{}]*}[^{}]*)}");

    private Yaml() {}

    /** The value at that depth, each line ended by a line break. Texts come out of Liquibase's parser as they are. */
    static String of(Object value, int indent) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new org.yaml.snakeyaml.Yaml(options)
                .dump(literally(value))
                .lines()
                .map(l -> l.isEmpty() ? l : " ".repeat(indent) + l)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The entries as a list at that depth. */
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

    /** The text as comment lines at that depth; what YAML does not allow even there becomes a question mark. */
    static String comment(String text, int indent) {
        String printable = text.codePoints()
                .map(c -> c == '\n' || StreamReader.isPrintable(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return printable
                .lines()
                .map(l -> (" ".repeat(indent) + "# " + l).stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Object literally(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, e -> literally(e.getValue()), (a, b) -> a, LinkedHashMap::new));
        } else if (value instanceof List<?> list) {
            return list.stream().map(Yaml::literally).toList();
        }
        return value instanceof String text ? withoutParameters(text) : value;
    }

    /** Changelog parameters are written ${name}; ${:name} is Liquibase's escape for the text itself. */
    private static String withoutParameters(String text) {
        Matcher matcher = PARAMETER.matcher(text);
        return matcher.replaceAll(m -> Matcher.quoteReplacement("${:" + withoutParameters(m.group(1)) + "}"));
    }
}
