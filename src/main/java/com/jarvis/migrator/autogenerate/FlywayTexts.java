package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.FlywayChangeSet;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;

/** The SQL files of Flyway as files of a changelog, from which Liquibase reads the same statements. */
public final class FlywayTexts {

    private FlywayTexts() {}

    /**
     * The file of a changeset: formatted SQL or, if Liquibase takes one of the lines for its own, YAML.
     *
     * @return its name and its text
     * @throws MigratorException if Liquibase cannot run the text as it is
     */
    public static Map.Entry<String, String> file(FlywayChangeSet changeSet, Database database)
            throws MigratorException {
        String name = changeSet.file().name();
        for (Map.Entry<String, String> file : List.of(
                Map.entry(name + ".sql", changeSet.formattedSql()), Map.entry(name + ".yaml", changeSet.yaml()))) {
            if (isRead(file, changeSet.text(), database)) {
                return file;
            }
        }
        throw new MigratorException("""
                Liquibase would read other statements from %s.sql, so nothing was written. Write one migration that creates what is \
                there:
                  mvn compile liquibase:diff -Dflyway=baseline""".formatted(Printable.line(name)));
    }

    private static boolean isRead(Map.Entry<String, String> file, String sql, Database database) {
        try {
            List<String> read =
                    MigrationSql.executed(MigrationSql.changeSet(file.getKey(), file.getValue(), database), database);
            return tokens(String.join(";\n", read)).equals(tokens(sql));
        } catch (LiquibaseException | IOException | IndexOutOfBoundsException e) {
            return false; // A line of the text is a command to the parser.
        }
    }

    /** All but white space, comments and the ends of statements. */
    private static List<String> tokens(String sql) {
        return SqlTokens.of(sql).meaningful().stream()
                .map(Token::text)
                .filter(text -> !text.equals(";"))
                .toList();
    }
}
