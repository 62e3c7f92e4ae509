package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.changelog.change.Entry;
import com.jarvis.migrator.changelog.change.LiquibaseParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;

/**
 * A migration as formatted SQL: the statements that Liquibase makes of its changes. It has no tag, which formatted SQL cannot
 * set.
 *
 * @param database which the statements are for
 */
public record SqlMigration(Database database) implements MigrationFormat {

    /** Where a statement ends: as usual or, if statements have semicolons inside, with two of them. */
    private static final List<String> DELIMITERS = List.of(";", ";;");

    @Override
    public String extension() {
        return ".sql";
    }

    @Override
    public String text(Migration migration) throws MigratorException {
        if (migration.preConditions().formattedSql().isEmpty()) {
            throw new MigratorException("""
                    Formatted SQL cannot say what a migration replaces (changeSetExecuted), so nothing was written. Write it in YAML or XML:
                      -Dmigration.format=yaml, -Dmigration.format=xml""");
        }
        try {
            Migration yaml = migration.in(MigrationFormat.YAML);
            ChangeSet changeSet = MigrationSql.changeSet(yaml.fileName(), yaml.text(), database);
            List<String> update = parts(changeSet, migration.changes(), changeSet.getChanges());
            List<String> rollback = parts(
                    changeSet, migration.rollback(), changeSet.getRollback().getChanges());
            for (String delimiter : DELIMITERS) {
                String text = text(migration, update, rollback, delimiter);
                if (MigrationSql.executed(MigrationSql.changeSet(migration.fileName(), text, database), database)
                        .equals(MigrationSql.executed(changeSet, database))) {
                    return text;
                }
            }
            return text(migration, update, rollback, DELIMITERS.get(0)); // which the proof refuses
        } catch (LiquibaseException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The statements and the comments between them. */
    private List<String> parts(ChangeSet changeSet, List<Entry> written, List<Change> parsed) {
        List<String> parts = new ArrayList<>();
        Iterator<Change> changes = parsed.iterator();
        for (Entry entry : written) {
            if (entry instanceof Entry.Comment comment) {
                parts.add(comment(ChangeSetText.examples(extension(), comment.text())));
            } else {
                MigrationSql.statements(changeSet, List.of(changes.next()), database)
                        .forEach(sql -> parts.add(LiquibaseParameters.ofSqlChange(sql)));
            }
        }
        return parts;
    }

    private static String text(Migration migration, List<String> update, List<String> rollback, String delimiter) {
        StringBuilder text = new StringBuilder("--liquibase formatted sql\n");
        migration.header().forEach(line -> text.append(comment(line)));
        text.append(
                "\n--changeset %s:%s stripComments:false".formatted(quoted(migration.author()), migration.revision()));
        if (!delimiter.equals(";")) {
            text.append(" endDelimiter:%1$s rollbackEndDelimiter:%1$s".formatted(delimiter));
        }
        text.append(migration.inTransaction() ? "\n" : " runInTransaction:false\n")
                .append(migration.preConditions().formattedSql().orElse(""))
                .append(lines(update, delimiter));
        if (migration.isForTheAuthor()) {
            text.append(
                    comment("Write what is missing above, and what undoes it in place of empty, the last one first."));
        }
        return text.append(
                        rollback.isEmpty()
                                ? "--rollback empty\n"
                                : lines(rollback, delimiter)
                                        .replaceAll("(?md)^", "--rollback ")
                                        .replaceFirst("--rollback $", ""))
                .toString();
    }

    private static String lines(List<String> parts, String delimiter) {
        return parts.stream()
                .map(part -> part.startsWith("--") ? part : part + delimiter + "\n")
                .collect(Collectors.joining());
    }

    private static String comment(String text) {
        return Stream.of(Printable.text(text).split("\\R"))
                .map(line -> ("-- " + line).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static String quoted(String author) {
        return author.matches("[^\\s:\"]+") ? author : "\"" + author.replace("\"", "'") + "\"";
    }
}
