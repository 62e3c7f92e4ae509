package com.jarvis.migrator.flyway;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SQL file of Flyway: {@code V<version>__<description>.sql}, {@code B<version>__<description>.sql} for one that an empty database
 * runs in place of all up to this version, or {@code R__<description>.sql} for a repeatable one.
 *
 * @param path where it is
 * @param version null if it is repeatable
 */
public record FlywayFile(Path path, FlywayVersion version) {

    private static final Pattern NAME = Pattern.compile("(?:[VB](.+?)|R)__.*\\.sql");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    /** What cannot run in a transaction, besides CONCURRENTLY, by the first words of a statement (PostgreSQL manual, part VI). */
    private static final List<List<String>> OUTSIDE_TRANSACTIONS = List.of(
            List.of("vacuum"),
            List.of("alter", "system"),
            List.of("create", "database"),
            List.of("drop", "database"),
            List.of("create", "tablespace"),
            List.of("drop", "tablespace"),
            List.of("create", "subscription"),
            List.of("drop", "subscription"),
            List.of("reindex", "schema"),
            List.of("reindex", "database"),
            List.of("reindex", "system"));

    /** The file, if its name is one of Flyway's. */
    static Optional<FlywayFile> of(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        return name.group(1) == null
                ? Optional.of(new FlywayFile(path, null))
                : FlywayVersion.of(name.group(1)).map(version -> new FlywayFile(path, version));
    }

    /** The name without extension, as in {@code V1__create_users}. */
    public String name() {
        return path.getFileName().toString().replaceFirst("\\.sql$", "");
    }

    /** The version as in the history or, if it is repeatable, its name. */
    public String id() {
        return version == null ? name() : version.text();
    }

    /** Whether Flyway runs it again whenever its text changes. */
    public boolean isRepeatable() {
        return version == null;
    }

    /** Whether it stands for all files up to its version. */
    boolean isBaseline() {
        return name().startsWith("B");
    }

    /**
     * The text that Flyway runs.
     *
     * @param placeholders their values, by name
     * @throws MigratorException if the file cannot be read, or a placeholder has no value
     */
    public String sql(Map<String, String> placeholders) throws MigratorException {
        String text;
        try {
            text = Files.readString(path).replaceFirst("^\\x{FEFF}", "");
        } catch (IOException e) {
            throw new MigratorException(
                    path + " cannot be read (" + e + ").\nMake it a file in UTF-8 that this user may read.", e);
        }
        StringBuilder sql = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!placeholders.containsKey(name)) {
                throw new MigratorException("""
                        %s has the placeholder %s, so nothing was written. Give the value that Flyway has for it:
                          mvn compile liquibase:diff -Dflyway=files -Dflyway.placeholders.%s=<value>""".formatted(path.getFileName(), placeholder.group(), name));
            }
            placeholder.appendReplacement(sql, Matcher.quoteReplacement(placeholders.get(name)));
        }
        return placeholder.appendTail(sql).toString();
    }

    /** Whether Flyway runs this text in a transaction: it has no statement that cannot run in one, and no file says otherwise. */
    public boolean isInTransaction(String sql) {
        Path settings = path.resolveSibling(path.getFileName() + ".conf");
        try {
            if (Files.exists(settings)
                    && Files.readString(settings).matches("(?s).*executeInTransaction\\s*=\\s*false.*")) {
                return false;
            }
        } catch (IOException e) {
            return true; // Flyway could not read it either.
        }
        SqlTokens tokens = SqlTokens.of(sql);
        return !tokens.isConcurrent()
                && OUTSIDE_TRANSACTIONS.stream().noneMatch(words -> begins(tokens.meaningful(), words));
    }

    /** Whether one of the statements begins with these words. */
    private static boolean begins(List<Token> tokens, List<String> words) {
        for (int i = 0; i + words.size() <= tokens.size(); i++) {
            boolean isFirst = i == 0 || tokens.get(i - 1).is(";");
            for (int j = 0; isFirst && j < words.size(); j++) {
                isFirst = tokens.get(i + j).is(words.get(j));
            }
            if (isFirst) {
                return true;
            }
        }
        return false;
    }
}
