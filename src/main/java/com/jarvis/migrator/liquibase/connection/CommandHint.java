package com.jarvis.migrator.liquibase.connection;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands as the user types them, for messages: as a Maven goal or, after {@link #areTypedTo}, as a command of the jar. */
public enum CommandHint {
    UPDATE("update", "update"),
    UPDATE_TO("update -Dliquibase.toTag=", "update-to-tag "),
    ROLLBACK("rollback …", "rollback …"),
    ROLLBACK_COUNT("rollback -Dliquibase.rollbackCount=", "rollback-count "),
    ROLLBACK_TO("rollback -Dliquibase.rollbackTag=", "rollback "),
    ROLLBACK_TO_DATE("rollback -Dliquibase.rollbackDate=", "rollback-to-date "),
    STATUS("status", "status"),
    HISTORY("history", "history"),
    CHANGELOG_SYNC("changelogSync", "changelog-sync"),
    CHANGELOG_SYNC_TO("changelogSyncToTag -Dliquibase.toTag=", "changelog-sync-to-tag "),
    DROP_ALL("dropAll", "drop-all");

    /** With its settings, without what is said about it behind four spaces. */
    private static final Pattern DIFF = Pattern.compile("(?m)^ *mvn compile liquibase:diff.*?(?= {4}|$)");

    /** A goal with the settings behind it, as messages name it. */
    private static final Pattern GOAL =
            Pattern.compile("mvn (?:clean )?(?:compile )?liquibase:(\\w+)((?: -D(?:[^\\s\"]|\"[^\"]*\")+)*)");

    /** The settings that say what a {@code diff} does, in the order in which they are repeated. */
    private static final List<String> OF_ONE_DIFF = List.of("message", "online", "allow", "rename", "drop", "adopt");

    private static volatile String jar;

    private final String goal;
    private final String argument;

    CommandHint(String goal, String argument) {
        this.goal = goal;
        this.argument = argument;
    }

    /** @param path of the jar that this process runs; null for Maven */
    public static void areTypedTo(String path) {
        jar = path;
    }

    /** Whether Maven started this process, so that the project and the embedded PostgreSQL are available. */
    public static boolean isMaven() {
        return jar == null;
    }

    /** Each goal in a message as a command of the jar with a class path; the setting of a goal's own argument becomes that. */
    public static String withClassPath(String message) {
        return GOAL.matcher(message).replaceAll(goal -> {
            String words = goal.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            return Matcher.quoteReplacement(
                    "java%s -jar %s --model-class-path=… %s".formatted(goal.group(2), jar, words));
        });
    }

    /** @param settings each as {@code allow=drop}; they follow a goal and precede {@code -jar} */
    public String typed(String... settings) {
        return of("", settings);
    }

    /** @param value a revision or a number */
    public String of(String value, String... settings) {
        String options = Stream.of(settings).map(setting -> " -D" + setting).collect(Collectors.joining());
        return isMaven()
                ? "mvn liquibase:" + goal + value + options
                : "java" + options + " -jar " + jar + " " + argument + value;
    }

    /**
     * Adds to each {@code mvn compile liquibase:diff} in a message what the user typed this time and would have to type
     * again, unless the message is about that setting. Without {@code exclude}, for instance, the command would compare, and
     * drop, something else.
     */
    public static String withSettingsOf(CommandLine given, String message) {
        return DIFF.matcher(message)
                .replaceAll(command -> Matcher.quoteReplacement(command.group()
                        + Stream.concat(
                                        OF_ONE_DIFF.stream(),
                                        CommandLine.OF_THE_PROJECT.stream().sorted())
                                .filter(given::isTyped)
                                .filter(name -> !command.group().contains("-D" + name))
                                // A message that names a setting says itself what to do with it.
                                .filter(name -> name.equals("message") || !message.contains("-D" + name))
                                .filter(name -> name.equals("message")
                                        || !command.group().contains("-Dempty"))
                                .map(name ->
                                        " -D" + name + quoted(given.values().get(name)))
                                .collect(Collectors.joining())));
    }

    /** As a shell takes it: {@code =drop}, {@code ="add mood"}; nothing for a setting without a value. */
    private static String quoted(String value) {
        if (value.isEmpty() || value.equals("true")) {
            return "";
        }
        return value.matches("[\\w.:,*-]+") ? "=" + value : "=\"" + value.replaceAll("([\\\\\"$`])", "\\\\$1") + '"';
    }
}
