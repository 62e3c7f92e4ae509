package com.jarvis.migrator.changelog;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/** A master changelog in XML. */
record XmlMaster() implements MasterFormat {

    private static final Pattern END = Pattern.compile("([ \t]*)</([\\w.-]+:)?databaseChangeLog\\s*>");
    private static final Pattern EMPTY = Pattern.compile("(<([\\w.-]+:)?databaseChangeLog\\b[^>]*?)\\s*/>");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^([ \t]*)<(?:[\\w.-]+:)?include\\b[^>]*>");
    private static final Pattern RELATIVE = Pattern.compile("relativeToChangelogFile\\s*=\\s*[\"'](\\w+)[\"']");

    @Override
    public String master(String entries) {
        return document(entries.isEmpty() ? "" : entries.indent(4));
    }

    /** A changelog with this content, in lines. */
    static String document(String content) {
        String begin = """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                      http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd\"""";
        return begin + (content.isEmpty() ? "/>" : ">\n" + content + "</databaseChangeLog>");
    }

    @Override
    public List<String> includes(String text) throws UnsuitableForm {
        try {
            return XmlChangelog.includes(text).stream()
                    .map(include -> String.valueOf(include.get("file")))
                    .toList();
        } catch (XMLStreamException e) {
            throw new UnsuitableForm(XmlChangelog.problem(e), e);
        }
    }

    @Override
    public String append(String text, String relative, UnaryOperator<String> besides) throws UnsuitableForm {
        String lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> files = includes(text);
        List<MatchResult> includes = INCLUDE.matcher(text).results().toList();
        MatchResult last = includes.isEmpty() ? null : includes.get(includes.size() - 1);
        Matcher flag = RELATIVE.matcher(last == null ? "" : last.group());
        boolean isRelative = files.isEmpty() || flag.find() && flag.group(1).equals("true");
        String file = isRelative ? relative : besides.apply(files.get(files.size() - 1));
        String indent = last == null ? "    " : last.group(1);

        MatchResult end =
                END.matcher(text).results().reduce((first, second) -> second).orElse(null);
        if (end != null) {
            String include = include(
                    prefix(end.group(2)), file, isRelative || flag.reset().find(), isRelative);
            boolean isOwnLine = end.start() == 0 || text.charAt(end.start() - 1) == '\n';
            return text.substring(0, end.start())
                    + (isOwnLine ? "" : lineBreak)
                    + indent
                    + include
                    + lineBreak
                    + text.substring(end.start());
        }
        MatchResult empty = EMPTY.matcher(text)
                .results()
                .reduce((first, second) -> second)
                .orElseThrow(() -> new UnsuitableForm("the end of databaseChangeLog was not found"));
        String prefix = prefix(empty.group(2));
        return text.substring(0, empty.start())
                + empty.group(1) + ">" + lineBreak
                + indent + include(prefix, file, true, true) + lineBreak
                + "</" + prefix + "databaseChangeLog>"
                + text.substring(empty.end());
    }

    @Override
    public String replace(String text, List<Integer> replaced, String fileName) throws UnsuitableForm {
        return IncludeEntry.replace(
                text,
                XmlIncludes.of(text),
                replaced,
                fileName,
                (path, before) -> before.charAt(0) + escaped(path) + before.charAt(0));
    }

    @Override
    public String entry(String file, boolean isRelative) {
        return include("", file, isRelative, isRelative);
    }

    private static String prefix(String found) {
        return found == null ? "" : found;
    }

    private static String escaped(String file) {
        return file.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    private static String include(String prefix, String file, boolean isFlagged, boolean isRelative) {
        String path = escaped(file);
        return "<%sinclude file=\"%s\"%s/>"
                .formatted(prefix, path, isFlagged ? " relativeToChangelogFile=\"" + isRelative + "\"" : "");
    }
}
