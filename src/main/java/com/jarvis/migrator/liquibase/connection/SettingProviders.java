package com.jarvis.migrator.liquibase.connection;

import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.configuration.AbstractMapConfigurationValueProvider;
import liquibase.configuration.LiquibaseConfiguration;
import liquibase.configuration.core.EnvironmentValueProvider;
import liquibase.configuration.core.SystemPropertyValueProvider;

/**
 * Where Liquibase finds its settings, with the same answers in less time. It looks up some settings many times for each changeset,
 * and each time copies all system properties and computes the hash of the whole environment
 * (AbstractMapConfigurationValueProvider, 5.0.4).
 */
public final class SettingProviders {

    private SettingProviders() {}

    /** Replaces the providers of Liquibase until the process ends. */
    public static void replace() {
        LiquibaseConfiguration settings = Scope.getCurrentScope().getSingleton(LiquibaseConfiguration.class);
        for (AbstractMapConfigurationValueProvider provider : List.of(new Environment(), new SystemProperties())) {
            settings.getProviders().stream()
                    .filter(one -> one.getClass() == provider.getClass().getSuperclass())
                    .toList()
                    .forEach(one -> {
                        settings.registerProvider(provider); // first, as another command may look up a setting now
                        settings.unregisterProvider(one);
                    });
        }
    }

    /** The environment of a Java process never changes. */
    private static final class Environment extends EnvironmentValueProvider {

        @Override
        protected int getMapHash() {
            return 1;
        }
    }

    /** Looks at the properties themselves instead of at a copy. */
    private static final class SystemProperties extends SystemPropertyValueProvider {

        @Override
        protected Map<?, ?> getMap() {
            return System.getProperties();
        }
    }
}
