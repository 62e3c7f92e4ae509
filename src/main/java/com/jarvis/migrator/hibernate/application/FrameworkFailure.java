package com.jarvis.migrator.hibernate.application;

import com.jarvis.migrator.MigratorException;
import java.util.Optional;

/** Says why a framework does not read the application's configuration. */
final class FrameworkFailure {

    private FrameworkFailure() {}

    /**
     * @param framework its name, for a user
     * @param file the first file that it cannot read, if there is one
     * @param failure what it threw
     */
    static MigratorException of(String framework, Optional<String> file, Throwable failure) {
        StringBuilder why = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            if (!why.toString().contains(text)) {
                why.append("  ").append(text.strip().replace("\n", "\n  ")).append('\n');
            }
        }
        return new MigratorException(
                """
                %s does not accept the configuration of the application%s:
                %sThe model depends on it, so nothing was compared. Fix the configuration, then run:
                  mvn compile liquibase:diff""".formatted(framework, file.map(name -> " in " + name).orElse(""), why), failure);
    }
}
