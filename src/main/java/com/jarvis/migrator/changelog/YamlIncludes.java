package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.MasterFormat.UnsuitableForm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The includes in the text of a master changelog in YAML, or in JSON, which is YAML as well. */
final class YamlIncludes {

    private YamlIncludes() {}

    static String replace(String text, List<Integer> replaced, String fileName) throws UnsuitableForm {
        try {
            String bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
            String plain = text.substring(bom.length());
            return bom + IncludeEntry.replace(plain, entries(plain), replaced, fileName, YamlIncludes::quoted);
        } catch (YAMLException | IndexOutOfBoundsException e) {
            throw new UnsuitableForm(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<IncludeEntry> entries(String text) {
        Node list = YamlNodes.root(text)
                .flatMap(root -> YamlNodes.value(root, "databaseChangeLog"))
                .orElseThrow(() -> new YAMLException("there is no databaseChangeLog"));
        boolean isBlock = list instanceof SequenceNode sequence && sequence.getFlowStyle() != FlowStyle.FLOW;
        List<IncludeEntry> entries = new ArrayList<>();
        for (Node entry : YamlNodes.items(list)) {
            YamlNodes.value(entry, "include").ifPresent(include -> entries.add(entry(text, entry, include, isBlock)));
        }
        return entries;
    }

    private static IncludeEntry entry(String text, Node entry, Node include, boolean isBlock) {
        List<NodeTuple> attributes = Stream.concat(Stream.of(include), YamlNodes.items(include).stream())
                .filter(MappingNode.class::isInstance)
                .flatMap(node -> ((MappingNode) node).getValue().stream())
                .toList();
        Set<String> names = new LinkedHashSet<>();
        attributes.forEach(attribute -> names.add(((ScalarNode) attribute.getKeyNode()).getValue()));
        ScalarNode file = attributes.stream()
                .filter(attribute ->
                        ((ScalarNode) attribute.getKeyNode()).getValue().equals("file"))
                .map(attribute -> (ScalarNode) attribute.getValueNode())
                .findFirst()
                .orElseThrow(() -> new YAMLException("there is no file"));
        int start = YamlNodes.index(text, entry.getStartMark());
        return new IncludeEntry(
                isBlock ? text.lastIndexOf('-', start) : start,
                YamlNodes.index(text, last(entry).getEndMark()),
                YamlNodes.index(text, file.getStartMark()),
                YamlNodes.index(text, file.getEndMark()),
                names,
                file.getValue());
    }

    /** The last node inside a node. The end mark of a block itself is where the next token begins. */
    private static Node last(Node node) {
        if (!(node instanceof CollectionNode<?> collection)
                || collection.getFlowStyle() == FlowStyle.FLOW
                || collection.getValue().isEmpty()) {
            return node;
        }
        Object last = collection.getValue().get(collection.getValue().size() - 1);
        return last(last instanceof NodeTuple tuple ? tuple.getValueNode() : (Node) last);
    }

    private static String quoted(String path, String before) {
        return switch (before.charAt(0)) {
            case '"' -> '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case '\'' -> "'" + path.replace("'", "''") + "'";
            default -> Yaml.of(path, 0).strip();
        };
    }
}
