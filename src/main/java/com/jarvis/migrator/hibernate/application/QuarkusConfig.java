package com.jarvis.migrator.hibernate.application;

import static com.jarvis.migrator.hibernate.application.Reflection.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The configuration of a Quarkus application, from its files, its environment and the command: SmallRye Config as Quarkus sets
 * it up when it builds the application, with its profiles and expressions. Called by name, since the version is the
 * application's choice.
 */
final class QuarkusConfig {

    private static final String SMALLRYE = "io.smallrye.config.";

    /** Of the sources, the command's comes first; the next one, the system properties, has 400. */
    private static final int FIRST = 1000;

    private final Object config;

    private QuarkusConfig(Object config) {
        this.config = config;
    }

    /** @param given settings of the command; those of Quarkus itself, such as its profile, count */
    static QuarkusConfig read(Reflection quarkus, Map<String, String> given) throws ReflectiveOperationException {
        Map<String, String> ofQuarkus = new HashMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith("quarkus.") && !value.isBlank()) {
                ofQuarkus.put(name, value);
            }
        });
        Object builder = quarkus.callStatic("io.quarkus.runtime.configuration.ConfigUtils", "emptyConfigBuilder");
        call(builder, "addDiscoveredCustomizers");
        call(builder, "addDiscoveredSources");
        call(
                builder,
                "withSources",
                List.of(quarkus.create(SMALLRYE + "PropertiesConfigSource", ofQuarkus, "-D or pom.xml", FIRST)));
        return new QuarkusConfig(call(builder, "build"));
    }

    /** The name of each value that a source has; those of other profiles have them before the name. */
    List<String> names() throws ReflectiveOperationException {
        return StreamSupport.stream(((Iterable<?>) call(config, "getPropertyNames")).spliterator(), false)
                .map(String::valueOf)
                .sorted()
                .toList();
    }

    /** The first of the names that has a value; one with an expression that has no value keeps its text. */
    Optional<Setting> get(String... names) throws ReflectiveOperationException {
        for (String name : names) {
            Object found = call(config, "getConfigValue", name);
            Object value = call(found, "getValue");
            Object text = value == null ? call(found, "getRawValue") : value;
            if (text != null && !text.toString().isBlank()) {
                return Optional.of(new Setting(text.toString().strip(), origin(found)));
            }
        }
        return Optional.empty();
    }

    /** The values of a list, each with the key's origin. */
    List<String> list(String... names) throws ReflectiveOperationException {
        return get(names).stream()
                .flatMap(setting -> Arrays.stream(setting.value().split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** "PropertiesConfigSource[source=file:/…/target/classes/application.properties]" is the file below the class path. */
    private static String origin(Object value) throws ReflectiveOperationException {
        String source = String.valueOf(call(value, "getSourceName"))
                .replaceFirst("^\\w+\\[source=(.*)]$", "$1")
                .replaceFirst("^.*(?:/classes/|!/|/(?=config/[^/]*$))", "")
                .replaceFirst("^EnvConfigSource$", "the environment");
        int line = (int) call(value, "getLineNumber");
        return line < 0 ? source : source + ", line " + line;
    }

    /** The files with the configuration that a profile, or all of them, may have. */
    static List<String> files(Reflection quarkus, List<String> profiles) {
        List<String> files = new ArrayList<>();
        Stream.concat(Stream.of("application"), profiles.stream().map(profile -> "application-" + profile))
                .flatMap(name -> Stream.of(name + ".properties", name + ".yaml", name + ".yml"))
                .filter(file -> quarkus.classLoader().getResource(file) != null)
                .forEach(files::add);
        return files;
    }

    /** Whether SmallRye Config can read the file. */
    static boolean canBeRead(Reflection quarkus, String file) {
        String type = file.endsWith(".properties") ? "PropertiesConfigSource" : "source.yaml.YamlConfigSource";
        try {
            quarkus.create(SMALLRYE + type, quarkus.classLoader().getResource(file));
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
