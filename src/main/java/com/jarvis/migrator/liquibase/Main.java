package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.migrator.liquibase.connection.ModelDatabase;
import com.jarvis.migrator.liquibase.goal.UserErrors;
import com.jarvis.migrator.liquibase.head.HeadCheck;
import com.jarvis.migrator.liquibase.head.HeadSettings;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.model.ClassPath;
import com.jarvis.migrator.model.Models;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.integration.commandline.LiquibaseCommandLine;

/**
 * Runs Liquibase's command line on the changelog in the jar: {@code java -jar jarvis-migrator.jar update}. With {@code
 * --model-class-path}, it runs it on the project in the working directory, whatever builds that. {@link ConnectionSettings}
 * names the database, as for the goals.
 */
public final class Main {

    private static final Map<String, String> DEFAULTS = Map.of(
            "liquibase.command.url", "jarvis:default",
            "liquibase.command.driver", "org.postgresql.Driver",
            "liquibase.command.changelogFile", Changelog.DEFAULT,
            "liquibase.analytics.enabled", "false",
            "liquibase.showBanner", "false");

    /** The attribute of the jar's manifest with the settings that the project's POM gives the goals: {@code name=value name=value}. */
    private static final String SETTINGS = "Default-Settings";

    /** The commands that print their outcome themselves. */
    private static final List<String> OWN_OUTPUT = List.of(
            "update",
            "update-to-tag",
            "update-count",
            "rollback",
            "rollback-to-date",
            "rollback-count",
            "status",
            "history",
            "validate",
            "diff-changelog",
            "changelog-sync",
            "changelog-sync-to-tag",
            "drop-all");

    /** The commands whose output is a script, which has to keep each character. */
    private static final Predicate<String> WRITES_SQL =
            Pattern.compile("(?i)(?!execute)[a-z][a-z-]*sql").asMatchPredicate();

    private static final List<String> HELP = List.of("help", "--help", "-h", "--version", "-v");
    private static final List<String> OF_THE_PROJECT = List.of("diff", "diff-changelog", "generate-changelog");

    private Main() {}

    /**
     * Runs a command and exits with its exit code, 0 for success.
     *
     * @param arguments a Liquibase command and its arguments
     */
    public static void main(String[] arguments) throws Exception {
        int exitCode = run(arguments);
        Console.flush();
        System.exit(exitCode);
    }

    private static int run(String[] arguments) throws Exception {
        // For java -jar, the path of the jar as the user typed it.
        String jar = System.getProperty("java.class.path").split(File.pathSeparator)[0];
        Arguments given = Arguments.of(arguments);
        given.settings().forEach(System::setProperty);
        List<String> command = given.command();
        CommandHint.areTypedTo(jar);
        Console.guardErr();
        boolean isProject = System.getProperty(Models.CLASS_PATH) != null;
        Optional<String> answer =
                isProject || command.size() != 1 ? Optional.empty() : answer(command.get(0), Path.of(jar));
        if (answer.isPresent()) {
            Console.out().print(answer.get());
            return 0;
        }
        if (isProject) {
            Console.reword(CommandHint::withClassPath);
            setDefaultsOfProject();
        }
        setDefaults(isProject);
        try {
            if (isProject) {
                requireComplete(ClassPath.parse(
                        System.getProperty(Models.CLASS_PATH),
                        CommandLine.current().project()));
            }
            if (!command.isEmpty() && command.stream().noneMatch(HELP::contains)) {
                check(command, isProject);
            }
        } catch (MigratorException e) {
            Console.err().println(e.getMessage());
            return 1;
        }
        if (command.stream().noneMatch(WRITES_SQL)) {
            Console.guardOut();
        }
        if (command.stream().anyMatch(OWN_OUTPUT::contains)) {
            setDefault("liquibase.uiService", "LOGGER"); // Liquibase's messages would say everything a second time.
        }
        return Scope.child(Map.of(CommandScope.DO_NOT_SEND_EXCEPTION_TO_UI, true), () -> new Terminal(jar)
                .execute(command.toArray(String[]::new)));
    }

    /** The output of a command, if it can be found out without Liquibase: to load that takes longer than all else. */
    private static Optional<String> answer(String command, Path jar) {
        ConnectionSettings connection = ConnectionSettings.ofProcess();
        try {
            HeadSettings settings = HeadSettings.ofJar(connection);
            return switch (command) {
                case "update" ->
                    HeadCheck.isAtHeadOfJar(jar, settings, connection)
                            ? Optional.of(HeadCheck.NOTHING + System.lineSeparator())
                            : Optional.empty();
                case "history" -> HeadCheck.historyOfJar(jar, settings, connection);
                default -> Optional.empty();
            };
        } catch (MigratorException e) {
            return Optional.empty(); // Liquibase's own way says why
        }
    }

    /** What the goals have as parameters; the changelog is the project's, and so are the programs of PostgreSQL. */
    private static void setDefaultsOfProject() {
        CommandLine given = CommandLine.current();
        String changelog = given.get(Arguments.CHANGELOG, Changelog.DEFAULT);
        setDefault("liquibase.searchPath", given.project().toString());
        setDefault("liquibase.command.diffChangelog.referenceUrl", ModelDatabase.URL);
        setDefault("liquibase.command.diffChangelog.changelogFile", changelog.replaceFirst("[^/]*$", "changes"));
    }

    private static void requireComplete(ClassPath classPath) throws MigratorException {
        if (!classPath.missing().isEmpty()) {
            throw new MigratorException("""
                    --model-class-path has what does not exist:
                      %s
                    Nothing was run, as the model may be incomplete. Compile the application, or correct the path.""".formatted(
                            classPath.missing().stream().map(Path::toString).collect(Collectors.joining("\n  "))));
        }
        Thread.currentThread().setContextClassLoader(classPath.programs(Main.class.getClassLoader()));
    }

    private static void setDefaults(boolean isProject) throws URISyntaxException, IOException {
        DEFAULTS.forEach(Main::setDefault);
        if (!isProject) {
            setDefaultsOf(new File(System.getProperty("java.class.path")));
        }
        Path jar = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        setDefault("liquibase.searchPath", jar.toString());
    }

    /** @param started the jar that the user typed after {@code -jar}, or a class path */
    private static void setDefaultsOf(File started) throws IOException {
        if (started.isFile()) {
            try (JarFile jar = new JarFile(started)) {
                String settings = jar.getManifest().getMainAttributes().getValue(SETTINGS);
                for (String setting : settings == null || settings.isBlank() ? new String[0] : settings.split(" ")) {
                    String[] parts = setting.split("=", 2);
                    setDefault(parts[0], parts[1]);
                }
            }
        }
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    private static void check(List<String> command, boolean isProject) throws MigratorException {
        if (!isProject && command.stream().anyMatch(OF_THE_PROJECT::contains)) {
            throw new MigratorException("""
                    The jar applies migrations but does not write them. That takes the project with its sources:
                      mvn compile liquibase:diff -Dmessage="what changes"
                    Without Maven, name the class path of the application's classes with --model-class-path (docs/gradle.md).""");
        }
        if (ConnectionSettings.current().target().isEmpty()) {
            throw new MigratorException("""
                    No database is named, so nothing was run. Name one in the environment, for instance
                      DATABASE_URL=postgresql://jarvis:password@localhost:5432/jarvis
                    or in liquibase.properties in the working directory, or with --url, --username and --password.""");
        }
    }

    /** Prints the text for the user alone, without Liquibase's class names and hints around it. */
    private static final class Terminal extends LiquibaseCommandLine {

        /** Of Java and of Liquibase's CommandScope, 5.0.4: an argument that is no number, or that is missing. */
        private static final Pattern ARGUMENT =
                Pattern.compile("For input string: \"(.*)\"|Invalid argument '(--[\\w-]+)': missing required argument");

        private final String jar;

        private Terminal(String jar) {
            this.jar = jar;
        }

        @Override
        protected int handleException(Throwable thrown) {
            for (Throwable t = thrown; t != null; t = t.getCause()) {
                if (Loaders.isA(MigratorException.class, t) || Loaders.isA(UserErrors.UserError.class, t)) {
                    Console.err().println(t.getMessage());
                    return 1;
                }
                Matcher argument = ARGUMENT.matcher(String.valueOf(t.getMessage()));
                if (argument.find()) {
                    Console.err().println("""
                            %s, so nothing was done. This lists the commands and their arguments:
                              java -jar %s --help""".formatted(
                                    argument.group(1) == null
                                            ? argument.group(2) + " is missing"
                                            : argument.group(1) + " is not a number",
                                    jar));
                    return 1;
                }
            }
            return super.handleException(thrown);
        }
    }
}
