package com.jarvis.migrator.hibernate.application;

import static com.jarvis.migrator.hibernate.application.Reflection.call;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The configuration files of a Spring Boot application on its class path, to say which of them is wrong. */
final class SpringBootFiles {

    /** Names the profiles to use, separated by commas. */
    private static final String PROFILES = "spring.profiles.active";

    private static final Map<String, String> LOADERS = Map.of(
            ".properties", "org.springframework.boot.env.PropertiesPropertySourceLoader",
            ".yml", "org.springframework.boot.env.YamlPropertySourceLoader",
            ".yaml", "org.springframework.boot.env.YamlPropertySourceLoader");

    private final Reflection spring;
    private final List<String> profiles;

    /** @param given settings of the command */
    SpringBootFiles(Reflection spring, Map<String, String> given) {
        this.spring = spring;
        this.profiles = Arrays.stream(given.getOrDefault(PROFILES, "").split(","))
                .map(String::strip)
                .filter(profile -> !profile.isEmpty())
                .toList();
    }

    /**
     * Spring Boot ignores a profile that no file knows.
     *
     * @throws MigratorException if the command names such a profile
     */
    void requireKnownProfiles() throws MigratorException {
        for (String profile : profiles) {
            boolean hasFile = files("application-" + profile).findAny().isPresent();
            if (!hasFile && files("application").map(this::text).noneMatch(text -> text.contains(profile))) {
                throw new MigratorException("""
                        -D%1$s=%2$s: no configuration file of the application knows the profile %2$s.
                        Its settings would be ignored, so nothing was compared. Name a profile that src/main/resources has as \
                        application-<profile>.properties, .yml or .yaml, or leave it out:
                          mvn compile liquibase:diff""".formatted(PROFILES, profile));
            }
        }
    }

    /** The first file that Spring Boot cannot read. */
    Optional<String> unreadable() {
        return Stream.concat(Stream.of("application"), profiles.stream().map(profile -> "application-" + profile))
                .flatMap(this::files)
                .filter(file -> !canBeRead(file))
                .findFirst();
    }

    private boolean canBeRead(String file) {
        try {
            Object resource = spring.create("org.springframework.core.io.ClassPathResource", file);
            call(spring.create(LOADERS.get(file.substring(file.lastIndexOf('.')))), "load", file, resource);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private Stream<String> files(String name) {
        return Stream.of("", "config/")
                .flatMap(folder -> LOADERS.keySet().stream().sorted().map(suffix -> folder + name + suffix))
                .filter(file -> spring.classLoader().getResource(file) != null);
    }

    private String text(String file) {
        try (InputStream text = spring.classLoader().getResourceAsStream(file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
