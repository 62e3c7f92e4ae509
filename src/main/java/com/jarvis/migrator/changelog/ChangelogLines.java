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

/** A file of a changelog and where its changesets are, from line 1; none if it is not well formed. */
public final class ChangelogLines {

    /** As {@code AbstractFormattedChangeLogParser} finds a changeset (5.0.4). */
    private static final Pattern SQL_START =
            Pattern.compile("(?i)\\s*--\\s*changeset\\s+(\"[^\"]+\"|[^:]+):\\s*(\"[^\"]+\"|\\S+).*");

    /** Elements of an XML changeset that are no changes. */
    private static final Set<String> NO_CHANGES =
            Set.of("validCheckSum", "preConditions", "comment", "rollback", "modifySql");

    /**
     * The lines of a changeset.
     *
     * @param last its last line
     * @param changes the first line of each of its changes
     */
    private record Lines(String id, String author, int last, List<Integer> changes) {}

    private final String text;
    private final List<String> lines;
    private final List<Lines> changeSets;

    /** @param path the name of the file, which says its format */
    public ChangelogLines(String path, String text) {
        this.text = text;
        this.lines = text.lines().toList();
        this.changeSets = changeSets(path);
    }

    /** The first line of each change of a changeset; none if the file lacks the changeset. */
    public List<Integer> changes(ChangeSet changeSet) {
        return own(changeSet).map(Lines::changes).orElse(List.of());
    }

    private Optional<Lines> own(ChangeSet changeSet) {
        return changeSets.stream()
                .filter(one -> one.id.equals(changeSet.getId()) && one.author.equals(changeSet.getAuthor()))
                .findFirst();
    }

    /**
     * The text of the file in which the lines of all other changesets are empty. A line between two changesets belongs to the
     * second, where a comment about it stands.
     */
    public String alone(ChangeSet changeSet) {
        Optional<Lines> own = own(changeSet);
        if (own.isEmpty() || changeSets.size() == 1) {
            return text;
        }
        int place = changeSets.indexOf(own.get());
        int first = place == 0 ? 1 : changeSets.get(place - 1).last + 1;
        int last = place == changeSets.size() - 1 ? Integer.MAX_VALUE : own.get().last;
        StringBuilder alone = new StringBuilder();
        int number = 0;
        for (String line : lines) {
            number++;
            alone.append(number >= first && number <= last ? line : "").append('\n');
        }
        return alone.toString();
    }

    private List<Lines> changeSets(String path) {
        try {
            if (XmlChangelog.isNamed(path)) {
                return xml();
            }
            return YamlChangelog.isNamed(path) ? yaml() : sql();
        } catch (YAMLException | XMLStreamException e) {
            return List.of();
        }
    }

    private List<Lines> sql() {
        List<Lines> all = new ArrayList<>();
        int last = lines.size();
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher start = SQL_START.matcher(lines.get(i));
            if (start.matches()) {
                all.add(0, new Lines(plain(start.group(2)), plain(start.group(1)), last, List.of(i + 1)));
                last = i;
            }
        }
        return all;
    }

    private static String plain(String quoted) {
        return quoted.replaceAll("^\"|\"$", "").strip();
    }

    private List<Lines> xml() throws XMLStreamException {
        List<Lines> all = new ArrayList<>();
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
                    changes.add(start(xml));
                }
            } else if (event == XMLStreamReader.END_ELEMENT) {
                if (depth == 2 && id != null) {
                    all.add(new Lines(id, author, xml.getLocation().getLineNumber(), List.copyOf(changes)));
                    changes.clear();
                    id = null;
                }
                depth--;
            }
        }
        return all;
    }

    /** The line in which a tag starts; the reader is at its end. */
    private int start(XMLStreamReader xml) {
        int line = xml.getLocation().getLineNumber();
        while (line > 1 && !lines.get(line - 1).contains("<" + xml.getLocalName())) {
            line--;
        }
        return line;
    }

    private List<Lines> yaml() {
        List<Node> entries = YamlNodes.root(text).stream()
                .flatMap(root -> YamlNodes.value(root, "databaseChangeLog").stream())
                .flatMap(list -> YamlNodes.items(list).stream())
                .filter(entry -> YamlNodes.value(entry, "changeSet").isPresent())
                .toList();
        List<Lines> all = new ArrayList<>();
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

    private static Lines yaml(Node changeSet, int last) {
        return new Lines(
                YamlNodes.text(changeSet, "id"),
                YamlNodes.text(changeSet, "author"),
                last,
                YamlNodes.value(changeSet, "changes").stream()
                        .flatMap(list -> YamlNodes.items(list).stream())
                        .map(change -> change.getStartMark().getLine() + 1)
                        .toList());
    }
}
