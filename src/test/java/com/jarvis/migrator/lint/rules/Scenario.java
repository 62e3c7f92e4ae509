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
 * A schema and bad and good migrations of it, from a file in {@code src/test/resources/lint}:
 *
 * <pre>
 * == setup                     the schema before each migration
 * == live                      rows of the live database, after the setup
 * == bad [no transaction]      a migration that the rule reports
 * == rollback                  its rollback, or the word none
 * == finds                     the complete text of its findings
 * == good [also other-rule]    a migration that no rule reports, except the named ones
 * == then                      another good migration after the previous one, pending in the same run
 * </pre>
 *
 * {@code [no timeout]} runs a migration without a lock_timeout.
 *
 * @param name that of the file, or that of the scenario in a file with several
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
     * @param also rules that report a good migration all the same
     * @param finds the expected text for a bad migration
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

        /** The same statements, each in a DO block. */
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

    /** The migrations, each with those that follow in the same run. */
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

    /** The scenarios in the files of a folder, one in each. */
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

    /** The scenarios in one file, each after a line {@code === name}. */
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

    /** Splits at semicolons at the end of a line, except inside dollar quotes. */
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
