package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.nio.file.Path;

/** The file into which a goal writes SQL instead of running it: the goal itself does not say where it is. The jar prints the SQL. */
final class WrittenScript {

    /** In Liquibase's Maven plugin 5.0.4. */
    private static final String PARAMETER = "migrationSqlOutputFile";

    private WrittenScript() {}

    /** Says where it is, in the project of the goal. */
    static void report() {
        Path project = CommandLine.current().project();
        Changelog.parameter(PARAMETER)
                .map(Path::of)
                .map(file -> file.startsWith(project) ? project.relativize(file) : file)
                .ifPresent(file -> Console.out().println("Wrote " + Printable.line(file.toString())));
    }
}
