package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.AtomicFile;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TableSize.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The sizes of a database's tables in a file of names and numbers, to judge migrations where that database cannot be reached. A line
 * for each table: schema, table, rows, whether PostgreSQL has counted them, and bytes, with tabs between them.
 *
 * @param file as the user named it
 */
public record TableSizes(String file, Map<Key, TableSize> tables) {

    private static final String COLUMNS = "schema\ttable\trows\tcounted\tbytes";

    private static final String WRITE = "Write it where production can be reached:\n  mvn liquibase:status -Dsizes=%s";

    /**
     * Writes the file of {@code -Dsizes}.
     *
     * @param live the database; its statistics are read, no rows
     * @return the number of tables
     * @throws MigratorException if the file cannot be written
     */
    public static int write(Connection live, Path project, String given) throws SQLException, MigratorException {
        Path file = path(project, given);
        Map<Key, TableSize> tables = TableSize.ofAll(live);
        String lines = tables.entrySet().stream()
                .map(table -> "%s\t%s\t%d\t%s\t%d\n"
                        .formatted(
                                escaped(table.getKey().schema()),
                                escaped(table.getKey().table()),
                                table.getValue().rows(),
                                table.getValue().isCounted() ? "yes" : "no",
                                table.getValue().bytes()))
                .collect(Collectors.joining());
        try {
            AtomicFile.write(file, COLUMNS + "\n" + lines);
        } catch (IOException e) {
            throw new MigratorException("""
                    -Dsizes=%s cannot be written: %s
                    Name a file in a folder that exists: -Dsizes=production-sizes.tsv""".formatted(
                            given,
                            Files.isDirectory(file.toAbsolutePath().getParent())
                                    ? e.getMessage()
                                    : "its folder does not exist"));
        }
        return tables.size();
    }

    /**
     * Reads the file of {@code -Dsizes}.
     *
     * @param live the database that is compared, of which the file has to know a table, unless it has none
     * @throws MigratorException if there is no such file, it has another format, or it is of another database
     */
    public static TableSizes read(Path project, String given, Connection live) throws SQLException, MigratorException {
        Path file = path(project, given);
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new MigratorException("-Dsizes=%s cannot be read, so nothing was done: %s\n%s"
                    .formatted(
                            given,
                            Files.exists(file) ? e.getMessage() : "there is no such file",
                            WRITE.formatted(given)));
        }
        Map<Key, TableSize> tables = new HashMap<>();
        for (int i = lines.isEmpty() || !lines.get(0).equals(COLUMNS) ? 0 : 1; i < lines.size(); i++) {
            if (!add(tables, lines.get(i).split("\t"))) {
                throw new MigratorException(
                        """
                        Line %d of %s is not the size of a table, so nothing was done: %s
                        %s""".formatted(i + 1, given, Printable.line(lines.get(i)), WRITE.formatted(given)));
            }
        }
        requireSame(given, tables, TableSize.ofAll(live));
        return new TableSizes(given, tables);
    }

    /** @return whether the fields are those of a table */
    private static boolean add(Map<Key, TableSize> tables, String[] fields) {
        if (fields.length != 5
                || !fields[2].matches("\\d{1,18}")
                || !fields[3].matches("yes|no")
                || !fields[4].matches("\\d{1,18}")) {
            return false;
        }
        try {
            tables.put(
                    new Key(fields[0].translateEscapes(), fields[1].translateEscapes()),
                    new TableSize(Long.parseLong(fields[2]), fields[3].equals("yes"), Long.parseLong(fields[4])));
            return true;
        } catch (IllegalArgumentException e) {
            return false; // an escape that there is not
        }
    }

    private static void requireSame(String given, Map<Key, TableSize> tables, Map<Key, TableSize> here)
            throws MigratorException {
        if (!here.isEmpty() && here.keySet().stream().noneMatch(tables::containsKey)) {
            Key own = here.keySet().iterator().next();
            throw new MigratorException(
                    """
                    -Dsizes=%s has the sizes of another database, so nothing was done: it does not know %s.
                    %s""".formatted(given, Printable.line(own.schema() + "." + own.table()), WRITE.formatted(given)));
        }
    }

    /** The size of a table; empty if the database does not have it. */
    public Optional<TableSize> of(Table table) {
        return Optional.ofNullable(tables.get(new Key(table.schema(), table.localName())));
    }

    private static Path path(Path project, String given) throws MigratorException {
        try {
            if (!given.isEmpty() && !given.equals("true")) {
                return project.resolve(given);
            }
        } catch (InvalidPathException e) {
            // Refused below.
        }
        throw new MigratorException("-Dsizes names no file. Write for example: -Dsizes=production-sizes.tsv");
    }

    /** As COPY writes text (PostgreSQL's manual, «COPY»). */
    private static String escaped(String name) {
        return name.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
