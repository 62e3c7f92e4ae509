package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.Scope;

/**
 * The settings that the user gives a command: {@code -D<name>=<value>}. The classes that Liquibase creates (commands,
 * connections, services) read them here once and pass on values; no class below them reads a system property.
 *
 * @param values by name, as in {@code allow}: {@code drop}
 */
public record CommandLine(Map<String, String> values) {

    /**
     * The name in Liquibase's scope under which a program that runs commands in its own JVM puts a {@code Map<String,
     * String>} of settings. They are used instead of the system properties.
     */
    public static final String IN_SCOPE = "jarvis.commandLine";

    /** Maven's property for the folder of the POM, which is passed on to the goals. */
    public static final String PROJECT = "basedir";

    /** Where the goals get the folders of the project's resources, with the separator of a class path between them. */
    public static final String RESOURCES = "jarvis.resources";

    /** The names of the settings that the POM has, separated by commas: nobody has to type these again. */
    public static final String IN_POM = "jarvis.inPom";

    /** The settings that belong to the project, not to a person. */
    public static final Set<String> OF_THE_PROJECT = Set.of(
            "model.packages",
            "model.persistenceUnit",
            "exclude",
            "migration.format",
            "flyway.table",
            "flyway.locations",
            "hibernate.physical_naming_strategy",
            "hibernate.implicit_naming_strategy");

    /** Begins the command with which {@code mvn} starts its JVM; the arguments of {@code mvn} follow. */
    private static final String MAVEN = "org.codehaus.plexus.classworlds.launcher.Launcher ";

    /** The settings in Liquibase's scope; without any there, the system properties of this process. */
    public static CommandLine current() {
        Map<String, String> inScope = Scope.getCurrentScope().get(IN_SCOPE, (Map<String, String>) null);
        return inScope != null ? new CommandLine(inScope) : ofProcess();
    }

    /** The system properties of this process. It does not load Liquibase. */
    public static CommandLine ofProcess() {
        return new CommandLine(System.getProperties().stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, System::getProperty)));
    }

    /** Whether {@code -D<name>} is given, other than as {@code false}. */
    public boolean isSet(String name) {
        String value = values.get(name);
        return value != null && !value.strip().equalsIgnoreCase("false");
    }

    /** Whether the user typed {@code -D<name>}, with whatever value; false for what the POM says. */
    boolean isTyped(String name) {
        return values.containsKey(name)
                && !List.of(values.getOrDefault(IN_POM, "").split(",")).contains(name)
                && (!OF_THE_PROJECT.contains(name) || isArgument(name));
    }

    /** The {@code <systemProperties>} of Liquibase's plugin become system properties, too, so Maven's arguments decide. */
    private boolean isArgument(String name) {
        String started = values.getOrDefault("sun.java.command", "");
        return !started.startsWith(MAVEN)
                || Pattern.compile("(?:-D|--define)[ =]?" + Pattern.quote(name) + "\\b")
                        .matcher(started)
                        .find();
    }

    /**
     * Whether {@code -Dtrust=changelog} lets {@code validate} and {@code diff} run the programs and Java classes of the changelog on
     * this machine.
     *
     * @throws MigratorException if {@code trust} has another value
     */
    public boolean trustsChangelog() throws MigratorException {
        String given = get("trust", "");
        if (!given.isEmpty() && !given.equals("changelog")) {
            throw new MigratorException("""
                    -Dtrust=%s is not known. The only value is -Dtrust=changelog: validate and diff then run executeCommand and \
                    customChange of the changelog on this machine.""".formatted(given));
        }
        return !given.isEmpty();
    }

    /** The value without white space around it, or the default if the setting is not given. */
    public String get(String name, String byDefault) {
        return values.getOrDefault(name, byDefault).strip();
    }

    /** The folders whose files a build copies to the class path; without Maven, the usual one. */
    public Stream<Path> resources() {
        String given = values.getOrDefault(
                RESOURCES, project().resolve("src/main/resources").toString());
        return Stream.of(given.split(File.pathSeparator)).map(Path::of);
    }

    /** The folder of the POM, which differs from the working directory after {@code mvn -f}; without Maven, the latter. */
    public Path project() {
        return Path.of(values.getOrDefault(PROJECT, "")).toAbsolutePath();
    }
}
