package com.jarvis.migrator.lint.trace;

import java.util.Locale;
import java.util.regex.Pattern;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.database.Database;

/** A command of the changelog whose environment has no setting of a database connection, so no password of one. */
final class CommandWithoutPasswords extends ExecuteShellCommandChange {

    /** The variables of libpq, of Liquibase and of this project. */
    private static final Pattern CONNECTION = Pattern.compile("PG.*|LIQUIBASE.*|DATABASE.*|JDBC.*");

    private CommandWithoutPasswords() {}

    static CommandWithoutPasswords of(ExecuteShellCommandChange given) {
        CommandWithoutPasswords command = new CommandWithoutPasswords();
        command.setExecutable(given.getExecutable());
        given.getArgs().forEach(command::addArg);
        command.setTimeout(given.getTimeout());
        if (given.getOs() != null) {
            command.setOs(String.join(",", given.getOs()));
        }
        command.setChangeSet(given.getChangeSet());
        return command;
    }

    @Override
    protected ProcessBuilder createProcessBuilder(Database database) {
        ProcessBuilder builder = super.createProcessBuilder(database);
        builder.environment().keySet().removeIf(name -> CONNECTION
                .matcher(name.toUpperCase(Locale.ROOT))
                .matches());
        return builder;
    }
}
