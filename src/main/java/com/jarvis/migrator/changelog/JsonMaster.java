package com.jarvis.migrator.changelog;

import java.io.StringReader;
import java.util.List;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
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
    public String append(String text, String relative, String fileName) throws UnsuitableForm {
        String lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> files = includes(text);
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text.replace('\uFEFF', ' ')));
            SequenceNode list = (SequenceNode) value(root, "databaseChangeLog");
            List<Node> entries = list.getValue();
            if (entries.isEmpty()) {
                int bracket = text.indexOf('[', index(text, list.getStartMark())) + 1;
                return text.substring(0, bracket) + entry(relative, true) + text.substring(bracket);
            }
            Node lastInclude = null;
            for (Node entry : entries) {
                Node include = value(entry, "include");
                lastInclude = include == null ? lastInclude : include;
            }
            boolean isRelative = lastInclude == null
                    || value(lastInclude, "relativeToChangelogFile") instanceof ScalarNode flag
                            && flag.getValue().equals("true");
            String file = isRelative ? relative : MasterFormat.besides(files.get(files.size() - 1), fileName);
            Node last = entries.get(entries.size() - 1);
            int start = index(text, last.getStartMark());
            int end = index(text, last.getEndMark());
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
    public String entry(String file, boolean isRelative) {
        return "{\"include\": {\"file\": \"%s\"%s}}"
                .formatted(
                        file.replace("\\", "\\\\").replace("\"", "\\\""),
                        isRelative ? ", \"relativeToChangelogFile\": true" : "");
    }

    /** Of a map, or of the maps of a list: Liquibase reads the attributes of an include from both. */
    private static Node value(Node node, String key) {
        if (node instanceof SequenceNode list) {
            return list.getValue().stream()
                    .map(part -> value(part, key))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** SnakeYAML counts code points. */
    private static int index(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }
}
