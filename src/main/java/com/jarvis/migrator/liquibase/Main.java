package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import liquibase.integration.commandline.LiquibaseCommandLine;

/**
 * Liquibase's own command line over the changelog that is packed with it: {@code java -jar jarvis-migrator.jar update}.
 * The database is the one that {@link ConnectionSettings} finds, as for the goals.
 */
public final class Main {

    private static final Map<String, String> DEFAULTS = Map.of(
            "liquibase.command.url", "jarvis:default",
            "liquibase.command.driver", "org.postgresql.Driver",
            "liquibase.command.changelogFile", Changelog.DEFAULT,
            "liquibase.analytics.enabled", "false",
            "liquibase.showBanner", "false");

    private Main() {}

    /**
     * Runs a command and ends the process: with 0 where it succeeded.
     *
     * @param arguments a Liquibase command and its arguments
     */
    public static void main(String[] arguments) throws Exception {
        DEFAULTS.forEach(Main::setDefault);
        Path here = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        setDefault("liquibase.searchPath", here.toString());
        for (String argument : arguments) {
            // ConnectionSettings looks for them where Maven's -D puts them.
            for (String name : new String[] {"url", "username", "password"}) {
                if (argument.startsWith("--" + name + "=")) {
                    System.setProperty("liquibase." + name, argument.substring(name.length() + 3));
                }
            }
        }
        if (namesNoDatabase(arguments)) {
            System.err.println("""
                    No database is named, so nothing was run. Name one in the environment, for instance
                      DATABASE_URL=postgresql://jarvis:password@localhost:5432/jarvis
                    or in liquibase.properties in the working directory, or with --url, --username and --password.""");
            System.exit(1);
        }
        LiquibaseCommandLine.main(arguments);
    }

    /** The embedded PostgreSQL is for development and not in the jar. */
    private static boolean namesNoDatabase(String[] arguments) throws MigratorException {
        boolean help = arguments.length == 0
                || List.of(arguments).stream().anyMatch(List.of("help", "--help", "-h", "--version", "-v")::contains);
        return !help && ConnectionSettings.ofThisProcess().target().isEmpty();
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
