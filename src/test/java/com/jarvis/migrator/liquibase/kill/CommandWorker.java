package com.jarvis.migrator.liquibase.kill;

import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.testing.TestProject;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandScope;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * The process that runs the commands which a test kills: one command after the other, as a Maven process that starts again
 * for each would take seconds before it connects. For each line on its standard input it writes one line: {@code done}, or
 * {@code failed} with the message.
 */
final class CommandWorker {

    /** {@code \n} in a message. */
    private static final String NEW_LINE = "\u2028";

    private CommandWorker() {}

    /** A command as one line of text. */
    static String line(Command command, Path project, String url, String password, String timeout) {
        return String.join("\t", command.name(), project.toString(), url, password, timeout);
    }

    /** The message in an answer. */
    static String message(String answer) {
        return answer.replaceFirst("^failed ", "").replace(NEW_LINE, "\n");
    }

    /** @param arguments the file for the commands' output */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        PrintStream output = new PrintStream(new FileOutputStream(arguments[0]), true, StandardCharsets.UTF_8);
        System.setOut(output);
        System.setErr(output);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        answers.println("ready");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split("\t");
            String answer = "done";
            try {
                run(Command.valueOf(words[0]), Path.of(words[1]), words[2], words[3], words[4]);
            } catch (Throwable e) {
                answer = "failed " + String.valueOf(e.getMessage()).replace("\n", NEW_LINE);
            }
            answers.println(answer);
        }
    }

    /** Over the connection of a goal. */
    private static void run(Command command, Path project, String url, String password, String timeout)
            throws Exception {
        Map<String, String> commandLine = new HashMap<>(Map.of(
                "liquibase.url",
                url,
                "liquibase.username",
                "postgres",
                "liquibase.password",
                password,
                "connection.timeout",
                timeout,
                ModelMetadata.PACKAGES,
                TestProject.PACKAGE,
                "message",
                "killed",
                "basedir",
                project.toString()));
        if (command.isLossAllowed()) {
            commandLine.put("allow", "drop");
        }
        var files = new DirectoryResourceAccessor(project);
        Scope.child(
                Map.of(
                        CommandLine.IN_SCOPE,
                        commandLine,
                        Scope.Attr.ui.name(),
                        new LoggerUIService(),
                        Scope.Attr.resourceAccessor.name(),
                        files),
                () -> {
                    PostgresConnection connection = new PostgresConnection();
                    connection.open("jarvis:default", null, new Properties());
                    try (var liquibase = new Liquibase("changelog/db.changelog-master.yaml", files, connection)) {
                        liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                        run(command, liquibase);
                    }
                });
    }

    private static void run(Command command, Liquibase liquibase) throws LiquibaseException {
        switch (command) {
            case UPDATE -> liquibase.update("");
            case ROLLBACK, ROLLBACK_REFUSED -> liquibase.rollback(KilledCommandsTest.TARGET, "");
            case DROP_ALL, DROP_ALL_REFUSED -> liquibase.dropAll();
            case DIFF ->
                new CommandScope("diffChangeLog")
                        .addArgumentValue("database", liquibase.getDatabase())
                        .addArgumentValue(
                                "referenceUrl",
                                "hibernate:classic:" + ModelMetadata.class.getName()
                                        + "?hibernate.physical_naming_strategy=org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy")
                        .addArgumentValue("changelogFile", "changelog/changes")
                        .setOutput(System.out)
                        .execute();
        }
    }
}
