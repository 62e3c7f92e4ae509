package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A file of a changelog in XML. */
final class XmlChangelog {

    private static final String NOT_CHANGELOG = "a changelog: its outermost element must be <databaseChangeLog>";

    private XmlChangelog() {}

    /** Whether a file is in this format, by its name, as for Liquibase. */
    static boolean isNamed(String path) {
        return path.endsWith(".xml");
    }

    /**
     * The attributes of each include.
     *
     * @throws MigratorException if it is not XML, or not a changelog
     */
    static List<Map<?, ?>> includes(String path, String text) throws MigratorException {
        try {
            return includes(text);
        } catch (XMLStreamException e) {
            throw new MigratorException("""
                    %1$s is not %2$s.
                    Nothing was run. Fix the file, or restore the committed version:
                      git checkout -- %1$s""".formatted(path, problem(e)), e);
        }
    }

    /** @throws XMLStreamException if it is not XML, or not a changelog */
    static List<Map<?, ?>> includes(String text) throws XMLStreamException {
        List<Map<?, ?>> includes = new ArrayList<>();
        XMLStreamReader xml = reader(text);
        boolean isRoot = true;
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamReader.START_ELEMENT) {
                continue;
            }
            if (isRoot && !xml.getLocalName().equals("databaseChangeLog")) {
                throw new XMLStreamException(NOT_CHANGELOG);
            }
            isRoot = false;
            if (xml.getLocalName().equals("include")) {
                Map<String, String> attributes = new HashMap<>();
                for (int i = 0; i < xml.getAttributeCount(); i++) {
                    attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
                }
                includes.add(attributes);
            }
        }
        return includes;
    }

    /** What is wrong, after "is not". */
    static String problem(XMLStreamException failure) {
        return failure.getLocation() == null
                ? failure.getMessage()
                : "XML: %s (line %d, column %d)"
                        .formatted(
                                failure.getMessage()
                                        .replaceFirst("(?s)^ParseError at .*?Message: ", "")
                                        .replaceFirst("\\.$", ""),
                                failure.getLocation().getLineNumber(),
                                failure.getLocation().getColumnNumber());
    }

    /** Reads no other file: neither a document type nor an external entity. */
    static XMLStreamReader reader(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(new StringReader(text.replaceFirst("^\uFEFF", "")));
    }
}
