package com.jarvis.migrator.hibernate.application;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** The persistence units in {@code META-INF/persistence.xml} (Jakarta Persistence 3.1, 8.2). */
final class PersistenceXml {

    private static final String FILE = "META-INF/persistence.xml";

    private PersistenceXml() {}

    private record Unit(URL file, Element element) {

        String name() {
            return element.getAttribute("name");
        }

        List<String> texts(String tag) {
            return elements(element, tag)
                    .map(found -> found.getTextContent().strip())
                    .toList();
        }
    }

    static boolean isOn(ClassLoader classLoader) {
        return classLoader.getResource(FILE) != null;
    }

    static ApplicationSettings read(Map<String, String> given, ClassLoader classLoader) throws MigratorException {
        List<Unit> units = units(classLoader);
        String wanted = given.getOrDefault(PersistenceUnit.SETTING, "").strip();
        List<Unit> chosen = wanted.isEmpty()
                ? units
                : units.stream().filter(unit -> unit.name().equals(wanted)).toList();
        if (chosen.isEmpty() && wanted.isEmpty()) {
            return ApplicationSettings.NONE;
        }
        if (chosen.size() != 1) {
            throw choice(wanted, units);
        }
        return settings(chosen.get(0));
    }

    private static MigratorException choice(String wanted, List<Unit> units) {
        if (units.isEmpty()) {
            return new MigratorException("""
                    -D%s=%s names a persistence unit, but there is no %s on the class path, so nothing was compared.
                    Leave the setting out:
                      mvn compile liquibase:diff""".formatted(PersistenceUnit.SETTING, wanted, FILE));
        }
        return PersistenceUnit.choice(
                wanted,
                units.stream()
                        .map(unit -> new PersistenceUnit.Candidate(unit.name(), String.valueOf(unit.file())))
                        .toList());
    }

    private static ApplicationSettings settings(Unit unit) throws MigratorException {
        Map<String, Setting> settings = new TreeMap<>();
        for (String mode : unit.texts("validation-mode")) {
            settings.put("jakarta.persistence.validation.mode", new Setting(mode, origin(unit)));
        }
        elements(unit.element, "property")
                .forEach(property -> settings.put(
                        property.getAttribute("name"), new Setting(property.getAttribute("value"), origin(unit))));
        boolean onlyListed = unit.texts("exclude-unlisted-classes").stream().anyMatch(text -> !text.equals("false"));
        List<URI> roots = new ArrayList<>();
        if (!onlyListed) {
            roots.add(root(unit, ""));
        }
        for (String jar : unit.texts("jar-file")) {
            roots.add(root(unit, jar));
        }
        return new ApplicationSettings(
                settings,
                unit.texts("mapping-file"),
                Optional.of(new PersistenceUnit(unit.name(), FILE, unit.texts("class"), List.of(), roots)));
    }

    private static String origin(Unit unit) {
        return FILE + ", unit " + unit.name();
    }

    /** The directory or jar that the file is in, or another one relative to it. */
    private static URI root(Unit unit, String relative) throws MigratorException {
        String file = unit.file.toString();
        String root = file.substring(0, file.length() - FILE.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        try {
            return new URI(root).resolve(new URI(null, relative, null));
        } catch (URISyntaxException e) {
            throw new MigratorException(unreadable(unit.file, "jar-file " + relative + " is not a path"), e);
        }
    }

    /** Those of the application's own directories; if these have none, those of its jars. */
    private static List<Unit> units(ClassLoader classLoader) throws MigratorException {
        List<Unit> all = new ArrayList<>();
        try {
            for (URL file : Collections.list(classLoader.getResources(FILE))) {
                all.addAll(units(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        List<Unit> own = all.stream()
                .filter(unit -> unit.file.getProtocol().equals("file"))
                .toList();
        return own.isEmpty() ? all : own;
    }

    private static List<Unit> units(URL file) throws MigratorException {
        try (InputStream text = file.openStream()) {
            return elements(parser().parse(text).getDocumentElement(), "persistence-unit")
                    .map(element -> new Unit(file, element))
                    .toList();
        } catch (SAXParseException e) {
            throw new MigratorException(unreadable(file, "line " + e.getLineNumber() + ": " + e.getMessage()), e);
        } catch (IOException | SAXException e) {
            throw new MigratorException(unreadable(file, e.getMessage()), e);
        }
    }

    private static String unreadable(URL file, String why) {
        return """
                %s can't be read: %s
                The model depends on it, so nothing was compared. Fix the file, then run:
                  mvn compile liquibase:diff""".formatted(file, why);
    }

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler()); // by default, errors are also printed
            return parser;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Element> elements(Element parent, String tag) {
        NodeList found = parent.getElementsByTagNameNS("*", tag);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
    }
}
