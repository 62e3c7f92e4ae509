package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.MasterFormat.UnsuitableForm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The includes in the text of a master changelog in XML. The offsets of an XMLStreamReader are not those of the text if it has a
 * declaration of its encoding (JDK 17).
 */
final class XmlIncludes {

    /** What may contain the text of an include that is none, and an include. */
    private static final Pattern MARKUP = Pattern.compile(
            "(?s)<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<((?:[\\w.-]+:)?include)(?=[\\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>");

    private static final Pattern ATTRIBUTE = Pattern.compile("([\\w:.-]+)\\s*=\\s*(\"[^\"]*\"|'[^']*')");

    private XmlIncludes() {}

    static List<IncludeEntry> of(String text) throws UnsuitableForm {
        List<IncludeEntry> entries = new ArrayList<>();
        Matcher markup = MARKUP.matcher(text);
        while (markup.find()) {
            if (markup.group(1) != null) {
                entries.add(entry(text, markup));
            }
        }
        return entries;
    }

    private static IncludeEntry entry(String text, Matcher include) throws UnsuitableForm {
        int end = include.end();
        if (!include.group(2).endsWith("/")) {
            Matcher close = Pattern.compile("\\s*</" + Pattern.quote(include.group(1)) + "\\s*>")
                    .matcher(text)
                    .region(end, text.length());
            if (!close.lookingAt()) {
                throw new UnsuitableForm("It is not a plain list of includes");
            }
            end = close.end();
        }
        Set<String> names = new LinkedHashSet<>();
        int[] value = null;
        Matcher attribute = ATTRIBUTE.matcher(text).region(include.start(2), include.end(2));
        while (attribute.find()) {
            names.add(attribute.group(1));
            if (attribute.group(1).equals("file")) {
                value = new int[] {attribute.start(2), attribute.end(2)};
            }
        }
        if (value == null) {
            throw new UnsuitableForm("It is not a plain list of includes");
        }
        String file = text.substring(value[0] + 1, value[1] - 1)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
        return new IncludeEntry(include.start(), end, value[0], value[1], names, file);
    }
}
