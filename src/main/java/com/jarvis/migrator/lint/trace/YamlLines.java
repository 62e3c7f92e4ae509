package com.jarvis.migrator.lint.trace;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the lines of the changes of a changeset in a YAML changelog. */
final class YamlLines {

    private YamlLines() {}

    /** The line of each change of the changeset, from 1; empty if the file is not YAML or lacks the changeset. */
    static List<Integer> ofChanges(String text, String changeSet) {
        try {
            return Stream.ofNullable(new Yaml(new LoaderOptions()).compose(new StringReader(text)))
                    .flatMap(root -> value(root, "databaseChangeLog").stream())
                    .flatMap(YamlLines::items)
                    .flatMap(item -> value(item, "changeSet").stream())
                    .filter(set ->
                            value(set, "id").filter(id -> isText(id, changeSet)).isPresent())
                    .flatMap(set -> value(set, "changes").stream())
                    .flatMap(YamlLines::items)
                    .map(change -> change.getStartMark().getLine() + 1)
                    .toList();
        } catch (YAMLException e) {
            return List.of();
        }
    }

    private static Stream<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue().stream() : Stream.empty();
    }

    private static Optional<Node> value(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> isText(entry.getKeyNode(), key))
                        .map(entry -> entry.getValueNode())
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isText(Node node, String text) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(text);
    }
}
