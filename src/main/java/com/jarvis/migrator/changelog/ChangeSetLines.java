package com.jarvis.migrator.changelog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import liquibase.changelog.ChangeSet;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The lines of a changeset in its file, from 1.
 *
 * @param last its last line
 * @param changes the first line of each of its changes
 */
public record ChangeSetLines(String id, String author, int last, List<Integer> changes) {

    /** As {@code AbstractFormattedChangeLogParser} finds a changeset (5.0.4). */
    private static final Pattern SQL_START =
            Pattern.compile("(?i)\\s*--\\s*changeset\\s+(\"[^\"]+\"|[^:]+):\\s*(\"[^\"]+\"|\\S+).*");

    /** Elements of an XML changeset that are no changes. */
    private static final Set<String> NO_CHANGES =
            Set.of("validCheckSum", "preConditions", "comment", "rollback", "modifySql");

    /** The lines of a changeset; none if the text is not well formed, or lacks the changeset. */
    public static Optional<ChangeSetLines> of(ChangeSet changeSet, String path, String text) {
        return own(changeSet, in(path, text));
    }

    private static Optional<ChangeSetLines> own(ChangeSet changeSet, List<ChangeSetLines> all) {
        return all.stream()
                .filter(one -> one.id.equals(changeSet.getId()) && one.author.equals(changeSet.getAuthor()))
                .findFirst();
    }

    /**
     * The text of a file in which the lines of all other changesets are empty. A line between two changesets belongs to the
     * second, where a comment about it stands.
     */
    public static String alone(ChangeSet changeSet, String path, String text) {
        List<ChangeSetLines> all = in(path, text);
        Optional<ChangeSetLines> own = own(changeSet, all);
        if (own.isEmpty() || all.size() == 1) {
            return text;
        }
        int place = all.indexOf(own.get());
        int first = place == 0 ? 1 : all.get(place - 1).last + 1;
        int last = place == all.size() - 1 ? Integer.MAX_VALUE : own.get().last;
        StringBuilder alone = new StringBuilder();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            alone.append(number >= first && number <= last ? line : "").append('\n');
        }
        return alone.toString();
    }

    /** The changesets of a file in their order; none if it is not well formed. */
    private static List<ChangeSetLines> in(String path, String text) {
        try {
            if (XmlChangelog.isNamed(path)) {
                return xml(text);
            }
            return YamlChangelog.isNamed(path) ? yaml(text) : sql(text);
        } catch (YAMLException | XMLStreamException e) {
            return List.of();
        }
    }

    private static List<ChangeSetLines> sql(String text) {
        List<ChangeSetLines> all = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int last = lines.size();
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher start = SQL_START.matcher(lines.get(i));
            if (start.matches()) {
                all.add(0, new ChangeSetLines(plain(start.group(2)), plain(start.group(1)), last, List.of(i + 1)));
                last = i;
            }
        }
        return all;
    }

    private static String plain(String quoted) {
        return quoted.replaceAll("^\"|\"$", "").strip();
    }

    private static List<ChangeSetLines> xml(String text) throws XMLStreamException {
        List<ChangeSetLines> all = new ArrayList<>();
        XMLStreamReader xml = XmlChangelog.reader(text);
        String id = null;
        String author = null;
        List<Integer> changes = new ArrayList<>();
        int depth = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamReader.START_ELEMENT) {
                depth++;
                if (depth == 2 && xml.getLocalName().equals("changeSet")) {
                    id = String.valueOf(xml.getAttributeValue(null, "id"));
                    author = String.valueOf(xml.getAttributeValue(null, "author"));
                } else if (depth == 3 && id != null && !NO_CHANGES.contains(xml.getLocalName())) {
                    changes.add(start(xml, text));
                }
            } else if (event == XMLStreamReader.END_ELEMENT) {
                if (depth == 2 && id != null) {
                    all.add(new ChangeSetLines(id, author, xml.getLocation().getLineNumber(), List.copyOf(changes)));
                    changes.clear();
                    id = null;
                }
                depth--;
            }
        }
        return all;
    }

    /** The line in which a tag starts; the reader is at its end. */
    private static int start(XMLStreamReader xml, String text) {
        List<String> lines = text.lines().toList();
        int line = xml.getLocation().getLineNumber();
        while (line > 1 && !lines.get(line - 1).contains("<" + xml.getLocalName())) {
            line--;
        }
        return line;
    }

    private static List<ChangeSetLines> yaml(String text) {
        List<Node> entries = YamlNodes.root(text).stream()
                .flatMap(root -> YamlNodes.value(root, "databaseChangeLog").stream())
                .flatMap(list -> YamlNodes.items(list).stream())
                .filter(entry -> YamlNodes.value(entry, "changeSet").isPresent())
                .toList();
        List<String> lines = text.lines().toList();
        List<ChangeSetLines> all = new ArrayList<>();
        int last = lines.size();
        for (int i = entries.size() - 1; i >= 0; i--) {
            all.add(0, yaml(YamlNodes.value(entries.get(i), "changeSet").orElseThrow(), last));
            last = entries.get(i).getStartMark().getLine();
            while (last > 0 && lines.get(last - 1).matches("\\s*(#.*)?")) {
                last--;
            }
        }
        return all;
    }

    private static ChangeSetLines yaml(Node changeSet, int last) {
        return new ChangeSetLines(
                YamlNodes.text(changeSet, "id"),
                YamlNodes.text(changeSet, "author"),
                last,
                YamlNodes.value(changeSet, "changes").stream()
                        .flatMap(list -> YamlNodes.items(list).stream())
                        .map(change -> change.getStartMark().getLine() + 1)
                        .toList());
    }
}
