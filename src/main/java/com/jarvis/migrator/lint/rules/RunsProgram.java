package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Set;
import java.util.stream.Stream;

/** Who runs {@code update} on a branch of somebody else should know that it runs more than SQL. */
final class RunsProgram extends Rule {

    /** The languages whose functions can do what the database server may do (manual, 40 and 43-46). */
    private static final Set<String> UNTRUSTED =
            Set.of("c", "internal", "plperlu", "plpython3u", "plpythonu", "plpython2u", "pltclu", "plsh", "pljavau");

    RunsProgram() {
        super("runs-program", Severity.WARNING, "A program runs on the machine of update or of the database server.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return Uses.texts(migration)
                .flatMap(
                        text -> programs(text.text())
                                .map(
                                        program -> finding(
                                                migration,
                                                text.traced(),
                                                null,
                                                null,
                                                text.where() + program,
                                                "Read what it does before you run update. If it is intended:\n  # lint:ignore runs-program <reason>")));
    }

    private static Stream<String> programs(String text) {
        if (TracedStatement.isCommand(text)) {
            return Stream.of(
                    "executeCommand runs a program on the machine of update: " + text.substring(text.indexOf(' ') + 1));
        } else if (TracedStatement.isJavaClass(text)) {
            return Stream.of("customChange runs a Java class on the machine of update: "
                    + text.substring(text.indexOf(' ') + 1));
        }
        return Stream.of(
                        Uses.copies(text)
                                .filter(Uses.Copy::isProgram)
                                .map(copy -> "COPY … PROGRAM runs a program on the database server: %s"
                                        .formatted(copy.file())),
                        Uses.namesAfter(text, "language")
                                .filter(UNTRUSTED::contains)
                                .map(name ->
                                        "A function in language %s runs code with all rights of the database server."
                                                .formatted(name)),
                        Uses.namesAfter(text, "create", "extension")
                                .filter(UNTRUSTED::contains)
                                .map(name -> "Extension %s lets functions run programs on the database server."
                                        .formatted(name)),
                        Stream.of(text)
                                .filter(sql -> Uses.code(sql).anyMatch(tokens -> tokens.startWith("load")))
                                .map(sql -> "LOAD runs the code of a library in the database server: " + sql.strip()))
                .flatMap(lines -> lines)
                .distinct();
    }
}
