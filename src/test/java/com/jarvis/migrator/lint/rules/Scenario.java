package com.jarvis.migrator.lint.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schema and migrations of it, bad and good ones, as a file in {@code src/test/resources/lint} has them:
 *
 * <pre>
 * == setup                     what is there before; for every migration anew
 * == live                      rows of the live database, on top of the setup
 * == bad [no transaction]      a migration that the rule finds something in
 * == rollback                  its rollback; the word none if it has none
 * == finds                     what the rule says of it, all of it
 * == good [also other-rule]    a migration that no rule finds anything in, but for the ones named
 * == then                      one more migration after the one before it, pending in the same run, found good likewise
 * </pre>
 *
 * {@code [no timeout]} runs a migration without a lock_timeout.
 *
 * @param name the file's, or the scenario's in a file of several
 */
record Scenario(String name, String setup, String live, List<Step> steps) {

    private static final Path FOLDER = Path.of("src/test/resources/lint");
    private static final Pattern HEADER = Pattern.compile("(?m)^== (\\w+)((?: \\[[^]]*])*)[ \\t]*$\\n?");
    private static final Pattern OPTION = Pattern.compile("\\[([^]]*)]");

    enum Kind {
        BAD,
        GOOD,
        THEN
    }

    /**
     * A migration.
     *
     * @param also rules that find something in a good one all the same
     * @param finds what is expected of a bad one
     */
    record Step(
            Kind kind,
            List<String> statements,
            boolean inTransaction,
            boolean timeout,
            Set<String> also,
            Optional<String> rollback,
            String finds) {

        Step withRollback(String sql) {
            return new Step(kind, statements, inTransaction, timeout, also, Optional.of(sql), finds);
        }

        /** The same statements, each run by code. */
        Step inDoBlocks() {
            List<String> blocks = statements.stream()
                    .map(sql -> "do $block$ begin execute $sql$%s$sql$; end $block$".formatted(sql))
                    .toList();
            return new Step(kind, blocks, inTransaction, timeout, also, rollback, finds);
        }

        Step withFinds(String text) {
            return new Step(kind, statements, inTransaction, timeout, also, rollback, text);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    Scenario with(List<Step> others) {
        return new Scenario(name, setup, live, others);
    }

    /** The migrations, each with those that follow it. */
    List<List<Step>> runs() {
        List<List<Step>> runs = new ArrayList<>();
        for (Step step : steps) {
            if (step.kind() != Kind.THEN) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(step);
        }
        return runs;
    }

    /** The scenarios in a folder's files, one a file. */
    static List<Scenario> inFolder(String folder) {
        try (var files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(".txt"))
                    .sorted()
                    .map(f -> parse(f.getFileName().toString().replace(".txt", ""), read(f)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The scenarios in one file, each below a line {@code === name}. */
    static List<Scenario> inFile(String file) {
        return Arrays.stream(read(FOLDER.resolve(file)).split("(?m)^=== "))
                .filter(text -> !text.isBlank())
                .map(text -> parse(text.lines().findFirst().orElseThrow().strip(), text))
                .toList();
    }

    private static Scenario parse(String name, String text) {
        String setup = "";
        String live = "";
        List<Step> steps = new ArrayList<>();
        Matcher header = HEADER.matcher(text);
        while (header.find()) {
            int from = header.end();
            Matcher next = HEADER.matcher(text);
            String body = (next.find(from) ? text.substring(from, next.start()) : text.substring(from)).strip();
            switch (header.group(1)) {
                case "setup" -> setup = body;
                case "live" -> live = body;
                case "rollback" -> steps.set(steps.size() - 1, last(steps).withRollback(body));
                case "finds" -> steps.set(steps.size() - 1, last(steps).withFinds(body));
                case "bad" -> steps.add(step(Kind.BAD, header.group(2), body));
                case "good" -> steps.add(step(Kind.GOOD, header.group(2), body));
                case "then" -> steps.add(step(Kind.THEN, header.group(2), body));
                default -> throw new IllegalArgumentException(name + ": " + header.group());
            }
        }
        return new Scenario(name, setup, live, steps);
    }

    private static Step last(List<Step> steps) {
        return steps.get(steps.size() - 1);
    }

    private static Step step(Kind kind, String header, String body) {
        List<String> options =
                OPTION.matcher(header).results().map(m -> m.group(1)).toList();
        Set<String> also = Set.copyOf(options.stream()
                .filter(o -> o.startsWith("also "))
                .flatMap(o -> Arrays.stream(o.substring(5).split(" ")))
                .toList());
        return new Step(
                kind,
                statements(body),
                !options.contains("no transaction"),
                !options.contains("no timeout"),
                also,
                Optional.empty(),
                "");
    }

    /** Statements end with a semicolon at the end of a line, but not between dollar quotes. */
    static List<String> statements(String body) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : body.lines().toList()) {
            statement.append(line).append('\n');
            boolean open = statement.toString().split("\\$\\$", -1).length % 2 == 0;
            if (line.stripTrailing().endsWith(";") && !open) {
                statements.add(statement.toString().strip().replaceFirst(";$", ""));
                statement.setLength(0);
            }
        }
        if (!statement.toString().isBlank()) {
            throw new IllegalArgumentException("a statement does not end with a semicolon: " + statement);
        }
        return statements;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
