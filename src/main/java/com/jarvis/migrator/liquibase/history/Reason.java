package com.jarvis.migrator.liquibase.history;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Liquibase says of a failure, without what is meant for its developers: names of classes, values that are null, advice
 * to buy something.
 */
public final class Reason {

    private static final Pattern CLASS = Pattern.compile("(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error): ?");

    private static final Pattern FAILED = Pattern.compile("Migration failed for changeset (.*?):\\s*\n");

    /** Liquibase's texts (5.0.4) and ours. */
    private static final Map<Pattern, String> WORDS = Map.ofEntries(
            Map.entry(Pattern.compile("(?s)\\s*Check for spelling or capitalization errors.*"), ""),
            Map.entry(Pattern.compile("No enum constant [\\w.]*?(\\w+)\\.(\\w*)$"), "'$2' is not a value of $1"),
            Map.entry(Pattern.compile("Unexpected node found under (\\w+): (.*)"), "unknown entry '$2' in $1"),
            Map.entry(
                    Pattern.compile(
                            "(?s)Could not find directory, directory was empty, or no changelogs matched.* includeAll (.*)"),
                    "the folder of includeAll $1 is missing or has no changelog"),
            Map.entry(Pattern.compile("(?s)(Unexpected formatting in formatted changelog [^\n]*?)\\.?\n.*"), "$1"),
            Map.entry(
                    Pattern.compile("Could not find databaseChangeLog node"),
                    "it does not begin with databaseChangeLog"),
            Map.entry(
                    Pattern.compile("<(\\w+) path=(.*?)> -Unable to read file"),
                    "the file $2 that $1 reads does not exist"),
            Map.entry( // of Java's parser, for Liquibase's schema
                    Pattern.compile("(?s)^cvc-[\\w.-]+: (?:Invalid content was found starting with element"
                            + " '(?:\\{\"[^\"]*\":)?(\\w+)\\}?'.*)"),
                    "Liquibase does not know <$1> in this place"),
            Map.entry(Pattern.compile("^cvc-[\\w.-]+: (?!Invalid content)"), ""),
            Map.entry(Pattern.compile("(?s) was not found in the configured search path.*"), " does not exist"));

    private Reason() {}

    /** The innermost message that says something. */
    public static String of(Throwable thrown) {
        String reason = "";
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (String.valueOf(t.getMessage()).contains("\"this.customChange\" is null")) {
                return "the class of a customChange%s is not on the class path".formatted(changeSet(thrown));
            }
            if (t instanceof NullPointerException || t instanceof ClassCastException) {
                return "an attribute is missing or has a value of the wrong kind";
            }
            if (String.valueOf(t.getMessage()).contains("Unable to read file")) {
                return plain(t.getMessage());
            }
            reason = t.getMessage() == null || t.getMessage().isBlank() ? reason : t.getMessage();
        }
        return plain(reason);
    }

    private static String changeSet(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            Matcher failed = FAILED.matcher(String.valueOf(t.getMessage()));
            if (failed.find()) {
                return " of " + failed.group(1);
            }
        }
        return "";
    }

    /** A message of Liquibase in plain words. */
    public static String plain(String message) {
        String text = CLASS.matcher(message.strip()).replaceAll("");
        for (Map.Entry<Pattern, String> word : WORDS.entrySet()) {
            Matcher matcher = word.getKey().matcher(text);
            text = matcher.replaceFirst(word.getValue()).strip();
        }
        return text.replaceFirst("\\.$", "");
    }
}
