package com.jarvis.migrator.diff;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names in a setting, separated by commas, in which {@code *} stands for any characters. The case does not matter. */
public final class NamePatterns {

    private NamePatterns() {}

    /** @param setting may be empty or null */
    public static List<Pattern> of(String setting) {
        return Stream.ofNullable(setting)
                .flatMap(names -> Stream.of(names.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> pattern(Pattern.quote(name).replace("*", "\\E.*\\Q")))
                .toList();
    }

    /** Exactly this name. */
    static Pattern exactly(String name) {
        return pattern(Pattern.quote(name));
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
