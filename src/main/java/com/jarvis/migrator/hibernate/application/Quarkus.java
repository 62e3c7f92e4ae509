package com.jarvis.migrator.hibernate.application;

import com.jarvis.migrator.MigratorException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a Quarkus application: what Quarkus makes of its keys and its defaults when it builds and starts the
 * application. The default profile is {@code prod}, as in a build of Quarkus.
 */
final class Quarkus {

    private static final String PROFILE = "quarkus.profile";

    /** Those that Quarkus itself uses: no file has to know them. */
    private static final List<String> OWN_PROFILES = List.of("prod", "dev", "test");

    private static final String CONFIG = "io.quarkus.runtime.configuration.ConfigUtils";

    private static final String COMPATIBILITY = "database.orm-compatibility.version";

    private static final Pattern UNSUPPORTED = Pattern.compile("\\." + QuarkusKeys.UNSUPPORTED + "\\.\"?([^\"]+)\"?$");

    private final Reflection quarkus;
    private final Map<String, String> given;
    private final List<String> profiles;

    private Quarkus(Map<String, String> given, ClassLoader classLoader) {
        this.quarkus = new Reflection(classLoader);
        this.given = given;
        this.profiles = Arrays.stream(given.getOrDefault(PROFILE, "").split(","))
                .map(String::strip)
                .filter(profile -> !profile.isEmpty())
                .toList();
    }

    /** Whether the application starts Hibernate with Quarkus. */
    static boolean isOn(ClassLoader classLoader) {
        Reflection quarkus = new Reflection(classLoader);
        return quarkus.has("io.quarkus.hibernate.orm.runtime.FastBootHibernatePersistenceProvider")
                && quarkus.has(CONFIG);
    }

    /**
     * @param given settings of the command; those of Quarkus itself, such as its profile, count
     * @throws MigratorException if the configuration cannot be read, or if it has several units and the command names none
     */
    static ApplicationSettings read(Map<String, String> given, ClassLoader classLoader) throws MigratorException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classLoader);
        try {
            return new Quarkus(given, classLoader).read();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private ApplicationSettings read() throws MigratorException {
        try {
            QuarkusConfig config = QuarkusConfig.read(quarkus, given);
            requireKnownProfiles(config);
            boolean ignoresXml = config.get(QuarkusKeys.HIBERNATE + "persistence-xml.ignore")
                    .filter(ignore -> Boolean.parseBoolean(ignore.value()))
                    .isPresent();
            return !ignoresXml && PersistenceXml.isOn(quarkus.classLoader())
                    ? PersistenceXml.read(given, quarkus.classLoader())
                    : settings(config);
        } catch (InvocationTargetException e) {
            throw unreadable(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw unreadable(e);
        }
    }

    private ApplicationSettings settings(QuarkusConfig config) throws MigratorException, ReflectiveOperationException {
        PersistenceUnit unit = new QuarkusUnits(config, quarkus.classLoader())
                .chosen(given.getOrDefault(PersistenceUnit.SETTING, "").strip());
        String name = unit.name();
        Map<String, Setting> settings = defaults();
        put(settings, config, QuarkusKeys.HIBERNATE, name, QuarkusKeys.OF_HIBERNATE);
        put(settings, config, QuarkusKeys.ENVERS, name, QuarkusKeys.OF_ENVERS);
        quoting(config, name, settings);
        config.get(QuarkusUnits.keys(QuarkusKeys.HIBERNATE, name, QuarkusKeys.VALIDATION))
                .filter(enabled -> enabled.value().equalsIgnoreCase("false"))
                .ifPresent(disabled ->
                        settings.put("jakarta.persistence.validation.mode", new Setting("NONE", disabled.origin())));
        unsupported(config, name, settings);
        compatibility(config, settings);
        List<String> mappingFiles =
                config.list(QuarkusUnits.keys(QuarkusKeys.HIBERNATE, name, QuarkusKeys.MAPPING_FILES)).stream()
                        .filter(file -> !file.equals("no-file"))
                        .toList();
        return new ApplicationSettings(settings, mappingFiles, Optional.of(unit));
    }

    private Map<String, Setting> defaults() throws ReflectiveOperationException {
        String version = quarkus.type(CONFIG).getPackage().getImplementationVersion();
        Map<String, Setting> settings = new TreeMap<>();
        QuarkusKeys.DEFAULTS.forEach((name, value) -> settings.put(name, new Setting(value, "Quarkus " + version)));
        // Quarkus gives Hibernate a validator only if the application has the extension.
        if (!quarkus.has("io.quarkus.hibernate.validator.runtime.HibernateValidatorRecorder")) {
            settings.put("jakarta.persistence.validation.mode", new Setting("NONE", "Quarkus " + version));
        }
        return settings;
    }

    private static void put(
            Map<String, Setting> settings, QuarkusConfig config, String prefix, String unit, List<QuarkusKeys.Key> keys)
            throws ReflectiveOperationException {
        for (QuarkusKeys.Key key : keys) {
            config.get(QuarkusUnits.keys(prefix, unit, key.name()))
                    .ifPresent(found ->
                            settings.put(key.setting(), new Setting(key.value().apply(found.value()), found.origin())));
        }
    }

    private static void quoting(QuarkusConfig config, String unit, Map<String, Setting> settings)
            throws ReflectiveOperationException {
        config.get(QuarkusUnits.keys(QuarkusKeys.HIBERNATE, unit, QuarkusKeys.QUOTE_ALL))
                .filter(all -> Boolean.parseBoolean(all.value()))
                .ifPresent(all -> QuarkusKeys.quoting("all")
                        .forEach(setting -> settings.put(setting, new Setting("true", all.origin()))));
        config.get(QuarkusUnits.keys(QuarkusKeys.HIBERNATE, unit, QuarkusKeys.QUOTING))
                .ifPresent(strategy -> QuarkusKeys.quoting(strategy.value())
                        .forEach(setting -> settings.put(setting, new Setting("true", strategy.origin()))));
    }

    /** Quarkus passes these on as they are; they override its own keys. */
    private static void unsupported(QuarkusConfig config, String unit, Map<String, Setting> settings)
            throws ReflectiveOperationException {
        for (String prefix : QuarkusUnits.keys(QuarkusKeys.HIBERNATE, unit, QuarkusKeys.UNSUPPORTED)) {
            for (String name : config.names()) {
                Matcher setting = UNSUPPORTED.matcher(name);
                if (name.startsWith(prefix + ".") && setting.find()) {
                    config.get(name).ifPresent(found -> settings.put(setting.group(1), found));
                }
            }
        }
    }

    /** Settings for a schema of an older Hibernate, where nothing else is set. */
    private void compatibility(QuarkusConfig config, Map<String, Setting> settings)
            throws ReflectiveOperationException {
        Optional<Setting> version = config.get(QuarkusKeys.HIBERNATE + COMPATIBILITY);
        if (version.isPresent()) {
            String type = "io.quarkus.hibernate.orm.runtime.config.DatabaseOrmCompatibilityVersion";
            Object found = Reflection.call(
                    quarkus.create(type + "$Converter"),
                    "convert",
                    version.get().value());
            Map<?, ?> more = (Map<?, ?>) Reflection.call(found, "settings", Optional.of("postgresql"));
            more.forEach((name, value) -> settings.putIfAbsent(
                    String.valueOf(name),
                    new Setting(String.valueOf(value), version.get().origin())));
        }
    }

    /** Quarkus ignores a profile that no file knows. */
    private void requireKnownProfiles(QuarkusConfig config) throws MigratorException, ReflectiveOperationException {
        for (String profile : profiles) {
            Pattern named = Pattern.compile("%([^.]*,)?" + Pattern.quote(profile) + "(,[^.]*)?\\..*");
            boolean known = OWN_PROFILES.contains(profile)
                    || QuarkusConfig.files(quarkus, List.of(profile)).stream()
                            .anyMatch(file -> file.startsWith("application-"))
                    || config.names().stream()
                            .anyMatch(name -> named.matcher(name).matches());
            if (!known) {
                throw new MigratorException("""
                        -D%1$s=%2$s: no configuration file of the application knows the profile %2$s.
                        Its settings would be ignored, so nothing was compared. Name a profile that src/main/resources has as \
                        application-<profile>.properties or .yaml, or as keys that begin with %%<profile>, or leave it out:
                          mvn compile liquibase:diff""".formatted(PROFILE, profile));
            }
        }
    }

    private MigratorException unreadable(Throwable failure) {
        Optional<String> file = QuarkusConfig.files(quarkus, profiles).stream()
                .filter(one -> !QuarkusConfig.canBeRead(quarkus, one))
                .findFirst();
        return FrameworkFailure.of("Quarkus", file, failure);
    }
}
