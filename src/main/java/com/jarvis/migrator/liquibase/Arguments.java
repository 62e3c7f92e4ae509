package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.model.Models;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of the runnable jar.
 *
 * @param settings the values of the options that the migrator reads itself, by the name of the system property for each
 * @param command Liquibase's command with its own arguments
 */
record Arguments(Map<String, String> settings, List<String> command) {

    /** The master changelog of the project. */
    static final String CHANGELOG = "liquibase.command.changelogFile";

    private static final Map<String, String> SETTINGS = Map.of(
            "url", "liquibase.url",
            "username", "liquibase.username",
            "password", "liquibase.password",
            "model-class-path", Models.CLASS_PATH);

    /** With a class path, {@code --changelog-file} names the master changelog, which diff does not take itself. */
    private static final Map<String, String> SETTINGS_OF_A_PROJECT =
            Map.of("changelog-file", CHANGELOG, "changelogFile", CHANGELOG);

    /** Takes {@code --url=…} and {@code --url …} and the like. */
    static Arguments of(String[] arguments) {
        Arguments read = of(List.of(arguments), SETTINGS);
        if (!read.settings.containsKey(Models.CLASS_PATH)) {
            return read;
        }
        Arguments all = of(read.command, SETTINGS_OF_A_PROJECT);
        all.settings.putAll(read.settings);
        all.command.replaceAll(argument -> argument.equals("diff") ? "diff-changelog" : argument);
        return all;
    }

    private static Arguments of(List<String> arguments, Map<String, String> names) {
        Map<String, String> settings = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String[] option = arguments.get(i).split("=", 2);
            String name = names.get(option[0].replaceFirst("^--", ""));
            boolean follows = option.length == 1 && i + 1 < arguments.size();
            if (option[0].startsWith("--") && name != null && (follows || option.length == 2)) {
                settings.put(name, follows ? arguments.get(++i) : option[1]);
            } else {
                others.add(arguments.get(i));
            }
        }
        return new Arguments(settings, others);
    }
}
