package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.BuildFolder;
import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file into which a goal writes SQL instead of running it: the goal itself does not say where it is. The jar prints the SQL. */
final class WrittenScript {

    /** The parameter that names it, and its default, in Liquibase's Maven plugin 5.0.4. */
    private static final String PARAMETER = "migrationSqlOutputFile";

    private static final String DEFAULT = "liquibase/migrate.sql";

    private WrittenScript() {}

    /** Says where it is, in the project of the goal. */
    static void report() {
        if (Changelog.parametersOfGoal().isEmpty()) {
            return;
        }
        Path project = CommandLine.current().project();
        Path file = Changelog.parameter(PARAMETER).map(project::resolve).orElseGet(() -> BuildFolder.of(project)
                .resolve(DEFAULT));
        if (Files.isRegularFile(file)) {
            Path shown = file.startsWith(project) ? project.relativize(file) : file;
            Console.out().println("Wrote " + Printable.line(shown.toString()));
        }
    }
}
