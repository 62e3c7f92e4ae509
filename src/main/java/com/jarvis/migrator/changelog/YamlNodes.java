package com.jarvis.migrator.changelog;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The nodes of a YAML or JSON text, which know their places in it. */
final class YamlNodes {

    private YamlNodes() {}

    /**
     * The root; empty for an empty text.
     *
     * @throws org.yaml.snakeyaml.error.YAMLException if it is not YAML
     */
    static Optional<Node> root(String text) {
        return Optional.ofNullable(new Yaml(new LoaderOptions()).compose(new StringReader(text)));
    }

    /** A key of a map and its value. */
    static Optional<NodeTuple> entry(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> entry.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key))
                        .findFirst()
                : Optional.empty();
    }

    /** The value of a key of a map. */
    static Optional<Node> value(Node node, String key) {
        return entry(node, key).map(NodeTuple::getValueNode);
    }

    /** The text of a key of a map; empty if it is missing or has no text. */
    static String text(Node node, String key) {
        return value(node, key)
                .map(value -> value instanceof ScalarNode scalar ? scalar.getValue() : "")
                .orElse("");
    }

    /** The items of a list; none for another node. */
    static List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /** The index of a place in the text. SnakeYAML counts code points. */
    static int index(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }
}
