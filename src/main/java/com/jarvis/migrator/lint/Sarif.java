package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.rules.Rules;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Findings as <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>, which code
 * review tools show beside the lines of a change.
 */
public final class Sarif {

    private Sarif() {}

    /**
     * Writes the findings to a file. Creates its folder if need be, and replaces an older file, even if that is a link.
     *
     * @param source the path in the project of a file of the changelog
     */
    public static void write(Path file, List<Finding> findings, UnaryOperator<String> source) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, json(log(findings, source)) + "\n");
    }

    private static Map<String, Object> log(List<Finding> findings, UnaryOperator<String> source) {
        Object driver = object("name", "jarvis-migrator", "rules", rules());
        Object run = object(
                "tool",
                object("driver", driver),
                "results",
                findings.stream().map(finding -> result(finding, source)).toList());
        return object(
                "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", List.of(run));
    }

    private static List<Map<String, Object>> rules() {
        return Rules.ALL.stream()
                .map(rule -> object(
                        "id",
                        rule.id(),
                        "shortDescription",
                        object("text", rule.description()),
                        "defaultConfiguration",
                        object("level", level(rule.severity()))))
                .toList();
    }

    private static Map<String, Object> result(Finding finding, UnaryOperator<String> source) {
        Map<String, Object> physical = object("artifactLocation", object("uri", uri(source.apply(finding.file()))));
        if (finding.line() > 0) {
            physical.put("region", object("startLine", finding.line()));
        }
        return object(
                "ruleId",
                finding.rule(),
                "level",
                level(finding.severity()),
                "message",
                object("text", finding.message() + "\n" + finding.instead()),
                "locations",
                List.of(object("physicalLocation", physical)));
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** Encodes what a URI may not contain, such as blanks. */
    private static String uri(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            return path;
        }
    }

    private static String level(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> json(e.getKey()) + ": " + json(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Sarif::json).collect(Collectors.joining(",\n", "[", "]"));
        }
        return value instanceof Number ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted(c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
