package com.jarvis.migrator.lint.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import liquibase.change.Change;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.precondition.CustomPreconditionWrapper;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;

/** The parts of a changelog that are no SQL: they run a program or a Java class on the machine that runs Liquibase. */
final class ProgramChange {

    private ProgramChange() {}

    /** Whether the change is {@code executeCommand} or {@code customChange}. */
    static boolean is(Change change) {
        return change instanceof ExecuteShellCommandChange || change instanceof CustomChangeWrapper;
    }

    /** The change on one line: {@code "executeCommand touch file"}, {@code "customChange com.example.Copy"}. */
    static String text(Change change) {
        if (change instanceof ExecuteShellCommandChange command) {
            List<String> words = new ArrayList<>(List.of(TracedStatement.COMMAND, command.getExecutable()));
            words.addAll(command.getArgs());
            return String.join(" ", words);
        }
        return TracedStatement.JAVA + " " + ((CustomChangeWrapper) change).getClassName();
    }

    /** The same change, but a command sees no password of a database in its environment. A Java class runs in this process. */
    static Change withoutPasswords(Change change) {
        return change instanceof ExecuteShellCommandChange command ? CommandWithoutPasswords.of(command) : change;
    }

    /** The classes that decide whether the changeset runs. */
    static List<String> preconditions(ChangeSet changeSet) {
        return changeSet.getPreconditions() == null
                ? List.of()
                : classes(changeSet.getPreconditions()).toList();
    }

    private static Stream<String> classes(Precondition precondition) {
        if (precondition instanceof CustomPreconditionWrapper custom) {
            return Stream.of(custom.getClassName());
        }
        return precondition instanceof PreconditionLogic logic
                ? logic.getNestedPreconditions().stream().flatMap(ProgramChange::classes)
                : Stream.empty();
    }
}
