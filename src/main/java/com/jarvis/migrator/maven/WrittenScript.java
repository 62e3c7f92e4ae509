package com.jarvis.migrator.maven;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.plugin.Mojo;

/** The file into which a goal writes SQL instead of running it, such as {@code updateSQL}: the goal itself does not say where it is. */
record WrittenScript(Path path) {

    /** In Liquibase's Maven plugin 5.0.4. */
    private static final String PARAMETER = "migrationSqlOutputFile";

    /** The script of a goal; empty if the goal wrote none. */
    static Optional<WrittenScript> of(Mojo goal) {
        return Boolean.TRUE.equals(value(goal, "skip").orElse(false))
                ? Optional.empty()
                : value(goal, PARAMETER)
                        .map(File.class::cast)
                        .filter(File::isFile)
                        .map(file -> new WrittenScript(file.toPath().toAbsolutePath()));
    }

    private static Optional<Object> value(Mojo goal, String parameter) {
        for (Class<?> type = goal.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(parameter);
                field.setAccessible(true);
                return Optional.ofNullable(field.get(goal));
            } catch (NoSuchFieldException e) {
                // A superclass may have it.
            } catch (IllegalAccessException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Says where it is, in the project of the goal. */
    void report(MojoExecutionEvent event) {
        Path project = event.getProject().getBasedir().toPath().toAbsolutePath();
        Path shown = path.startsWith(project) ? project.relativize(path) : path;
        Console.out().println("Wrote " + Printable.line(shown.toString()));
    }
}
