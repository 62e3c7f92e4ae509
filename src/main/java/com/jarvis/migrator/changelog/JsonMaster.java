package com.jarvis.migrator.changelog;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A master changelog in JSON, which is read as the YAML that it is as well (YAML 1.2, 1.2). */
record JsonMaster() implements MasterFormat {

    @Override
    public String master(String entries) {
        return "{\"databaseChangeLog\": [" + entries.replace("\n", ", ") + "]}";
    }

    @Override
    public List<String> includes(String text) throws UnsuitableForm {
        return new YamlMaster().includes(text.replace('\uFEFF', ' '));
    }

    @Override
    public String append(String text, String relative, UnaryOperator<String> besides) throws UnsuitableForm {
        String lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> files = includes(text);
        try {
            SequenceNode list = (SequenceNode) YamlNodes.root(text.replace('\uFEFF', ' '))
                    .flatMap(root -> YamlNodes.value(root, "databaseChangeLog"))
                    .orElseThrow();
            List<Node> entries = list.getValue();
            if (entries.isEmpty()) {
                int bracket = text.indexOf('[', YamlNodes.index(text, list.getStartMark())) + 1;
                return text.substring(0, bracket) + entry(relative, true) + text.substring(bracket);
            }
            Optional<Node> lastInclude = entries.stream()
                    .flatMap(entry -> YamlNodes.value(entry, "include").stream())
                    .reduce((first, second) -> second);
            boolean isRelative = lastInclude.isEmpty()
                    || lastInclude
                            .flatMap(include -> attribute(include, "relativeToChangelogFile"))
                            .filter(flag -> flag instanceof ScalarNode scalar
                                    && scalar.getValue().equals("true"))
                            .isPresent();
            String file = isRelative ? relative : besides.apply(files.get(files.size() - 1));
            Node last = entries.get(entries.size() - 1);
            int start = YamlNodes.index(text, last.getStartMark());
            int end = YamlNodes.index(text, last.getEndMark());
            int line = text.lastIndexOf('\n', start) + 1;
            String indent = text.substring(line, start);
            boolean isOwnLine = indent.isBlank();
            return text.substring(0, end)
                    + (isOwnLine ? "," + lineBreak + indent : ", ")
                    + entry(file, isRelative)
                    + text.substring(end);
        } catch (YAMLException | ClassCastException e) {
            throw new UnsuitableForm(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String replace(String text, List<Integer> replaced, String fileName) throws UnsuitableForm {
        return YamlIncludes.replace(text, replaced, fileName);
    }

    @Override
    public String entry(String file, boolean isRelative) {
        return "{\"include\": {\"file\": \"%s\"%s}}"
                .formatted(
                        file.replace("\\", "\\\\").replace("\"", "\\\""),
                        isRelative ? ", \"relativeToChangelogFile\": true" : "");
    }

    /** The attribute of an include: Liquibase reads it from a map, and from the maps of a list. */
    private static Optional<Node> attribute(Node include, String key) {
        return Stream.concat(Stream.of(include), YamlNodes.items(include).stream())
                .flatMap(node -> YamlNodes.value(node, key).stream())
                .findFirst();
    }
}
