package com.jarvis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, for tests that run its examples.
 *
 * @param name the file's path in the project
 */
public record Page(String name, String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(\\w+)\\n(.*?)^ *```");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    /**
     * A command of a console block.
     *
     * @param command the text after the prompt
     * @param output the output that the page shows below the command; empty if it shows none
     * @param section the last heading above the command
     */
    public record Shown(String command, String output, String section) {}

    /** Reads a page. */
    public static Page of(String name) {
        try {
            return new Page(name, Files.readString(Path.of(name)).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README.md and the pages in docs/, sorted by name. */
    public static List<Page> all() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md"), docs.map(Path::toString).sorted())
                    .map(Page::of)
                    .toList();
        }
    }

    /** The contents of the code blocks in a language, without the indentation of a surrounding list. */
    public List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(2).equals(language))
                .map(block -> block.group(3).replaceAll("(?m)^" + block.group(1), ""))
                .toList();
    }

    /** The commands of the console blocks, in order. */
    public List<Shown> commands() {
        List<Shown> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(2).equals("console")) {
                for (String part : block.group(3).split("(?m)^ *\\$ ")) {
                    String[] lines = part.split("\\n", 2);
                    if (!lines[0].isBlank()) {
                        commands.add(new Shown(lines[0].strip(), lines[1].strip(), section(block.start())));
                    }
                }
            }
        }
        return commands;
    }

    private String section(int position) {
        return text.substring(text.lastIndexOf("\n#", position) + 1)
                .lines()
                .findFirst()
                .orElseThrow();
    }

    /** The rows of each table whose header begins with a cell, each as a list of cells. */
    public List<List<String>> rows(String header) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : text.split("\\n")) {
            inside = line.startsWith("| " + header + " |") || inside && line.startsWith("|");
            if (inside && !line.startsWith("| " + header + " |") && !line.startsWith("| ---")) {
                rows.add(List.of(line.substring(1, line.length() - 1).strip().split(" +\\| +")));
            }
        }
        return rows;
    }

    /** The parts of a text that are enclosed in backticks. */
    public static List<String> code(String text) {
        return CODE.matcher(text).results().map(code -> code.group(1)).toList();
    }
}
