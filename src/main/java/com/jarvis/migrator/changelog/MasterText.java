package com.jarvis.migrator.changelog;

import java.util.List;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The text of a master changelog, to which includes can be appended. */
final class MasterText {

    private final String bom;
    private final String text;
    private final String lineBreak;

    MasterText(String text) {
        this.bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
        this.text = text.substring(bom.length());
        this.lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /**
     * The text with another include, in the style of the last one.
     *
     * @param relative the migration's path, relative to the master
     * @param besides the migration's path from the root at which another include starts, for a master whose paths are not relative
     * @throws YAMLException if the list has a form to which no line can be added
     */
    String append(String relative, UnaryOperator<String> besides) {
        NodeTuple list =
                find(YamlNodes.root(text).orElseThrow(() -> new YAMLException("it is empty")), "databaseChangeLog");
        if (list.getValueNode() instanceof SequenceNode sequence
                && !sequence.getValue().isEmpty()) {
            if (sequence.getFlowStyle() == FlowStyle.FLOW) {
                throw new YAMLException("the list is in brackets");
            }
            return afterLast(sequence, relative, besides);
        }
        int key = index(list.getKeyNode().getEndMark());
        int colon = text.indexOf(':', key) + 1;
        boolean brackets = list.getValueNode() instanceof SequenceNode;
        int end = brackets ? index(list.getValueNode().getEndMark()) : colon;
        int line = lineEnd(end);
        String rest = text.substring(end, line);
        String entry = entry(0, 2, 4, "", relative, true);
        return bom + text.substring(0, colon) + rest + terminated(entry, line);
    }

    private String afterLast(SequenceNode sequence, String relative, UnaryOperator<String> besides) {
        List<Node> entries = sequence.getValue();
        int dash = sequence.getStartMark().getColumn();
        MappingNode last = null;
        for (Node entry : entries) {
            if (entry instanceof MappingNode mapping && has(mapping, "include")) {
                last = mapping;
            }
        }
        String include;
        if (last == null) {
            include = entry(dash, 2, 4, "", relative, true);
        } else {
            CollectionNode<?> written =
                    (CollectionNode<?>) find(last, "include").getValueNode();
            List<MappingNode> parts = parts(written);
            int keys = last.getStartMark().getColumn() - dash;
            boolean block = written.getFlowStyle() != FlowStyle.FLOW;
            int attributes = block ? written.getStartMark().getColumn() - dash : 4;
            boolean isRelative = parts.stream()
                    .anyMatch(part -> has(part, "relativeToChangelogFile")
                            && scalar(find(part, "relativeToChangelogFile")).equalsIgnoreCase("true"));
            String file = parts.stream()
                    .filter(part -> has(part, "file"))
                    .map(part -> scalar(find(part, "file")))
                    .findFirst()
                    .orElseThrow(() -> new YAMLException("there is no file"));
            include = entry(
                    dash,
                    keys,
                    attributes,
                    block && written instanceof SequenceNode ? "- " : "",
                    isRelative ? relative : besides.apply(file),
                    isRelative);
        }
        int end = index(lastScalar(entries.get(entries.size() - 1)).getEndMark());
        boolean atLineStart = end > 0 && text.charAt(end - 1) == '\n';
        int line = atLineStart ? end - lineBreak.length() : lineEnd(end);
        return bom + text.substring(0, line) + terminated(include, line);
    }

    /** The lines on lines of their own, and the rest of the text from the position on. */
    private String terminated(String lines, int line) {
        String rest = text.substring(line);
        return lineBreak + lines + rest;
    }

    /** The maps that have the attributes of an include: one, or a list of them. */
    private static List<MappingNode> parts(CollectionNode<?> include) {
        List<?> nodes = include instanceof SequenceNode list ? list.getValue() : List.of(include);
        return nodes.stream()
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .toList();
    }

    /** @param bullet before the first attribute, if they are a list */
    private String entry(int dash, int keys, int attributes, String bullet, String file, boolean relative) {
        String indent = " ".repeat(dash + attributes);
        String path = com.jarvis.migrator.changelog.Yaml.of(file, 0).strip();
        return " ".repeat(dash) + "-" + " ".repeat(keys - 1) + "include:" + lineBreak + indent + bullet + "file: "
                + path
                + (relative ? lineBreak + indent + " ".repeat(bullet.length()) + "relativeToChangelogFile: true" : "");
    }

    private static NodeTuple find(Node node, String key) {
        return YamlNodes.entry(node, key).orElseThrow(() -> new YAMLException("there is no " + key));
    }

    private static boolean has(Node node, String key) {
        return YamlNodes.entry(node, key).isPresent();
    }

    private static String scalar(NodeTuple tuple) {
        return ((ScalarNode) tuple.getValueNode()).getValue();
    }

    /** The last node inside a node. The end mark of a block itself is where the next token begins. */
    private static Node lastScalar(Node node) {
        if (node instanceof MappingNode mapping && mapping.getFlowStyle() != FlowStyle.FLOW) {
            return lastScalar(
                    mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
        } else if (node instanceof SequenceNode list && list.getFlowStyle() != FlowStyle.FLOW) {
            return lastScalar(list.getValue().get(list.getValue().size() - 1));
        }
        return node;
    }

    /** The end of the line at the position: before its line break, or at the end of the text. */
    private int lineEnd(int position) {
        int end = text.indexOf(lineBreak, position);
        return end < 0 ? text.length() : end;
    }

    private int index(Mark mark) {
        return YamlNodes.index(text, mark);
    }
}
