package com.jarvis.migrator.liquibase.connection;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import liquibase.Scope;
import liquibase.command.CommandFactory;
import liquibase.configuration.LiquibaseConfiguration;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The keys that {@code liquibase.properties} may hold: the arguments of Liquibase's commands, its global settings, and
 * {@code parameter.<name>} for the changelog's parameters. Liquibase itself ignores unknown keys.
 */
final class PropertyKeys {

    private final Set<String> known = new TreeSet<>();

    PropertyKeys() {
        Scope scope = Scope.getCurrentScope();
        scope.getSingleton(LiquibaseConfiguration.class)
                .getRegisteredDefinitions(true)
                .forEach(definition -> known.add(definition.getKey().replaceFirst("^liquibase\\.", "")));
        scope.getSingleton(CommandFactory.class)
                .getCommands(true)
                .forEach(command -> known.addAll(command.getArguments().keySet()));
    }

    boolean knows(String key) {
        String wanted = plain(key);
        return key.startsWith("parameter.")
                || known.stream().anyMatch(one -> plain(one).equals(wanted));
    }

    /** @return the known key with the smallest edit distance; empty if none is close */
    Optional<String> nearest(String key) {
        LevenshteinDistance distance = new LevenshteinDistance(Math.max(2, key.length() / 3));
        return known.stream()
                .filter(one -> distance.apply(plain(one), plain(key)) >= 0)
                .min(Comparator.comparing(one -> distance.apply(plain(one), plain(key))));
    }

    /** Liquibase treats {@code changelog-file}, {@code changelogFile} and {@code liquibase.command.changelogFile} alike. */
    private static String plain(String key) {
        return key.replaceFirst("^liquibase\\.(command\\.)?", "")
                .replace("-", "")
                .toLowerCase(Locale.ROOT);
    }
}
