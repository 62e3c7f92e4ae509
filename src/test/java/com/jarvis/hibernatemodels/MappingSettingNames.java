package com.jarvis.hibernatemodels;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.envers.configuration.EnversSettings;

/** Which of a test's settings concern the mapping; the others are about connections, caches, statistics and the like. */
final class MappingSettingNames {

    private static final Set<String> NAMES = names();

    private MappingSettingNames() {}

    /** The settings that concern the mapping, as text. Objects are left out, except classes, of which the name is taken. */
    static Map<String, String> of(Map<?, ?> settings) {
        Map<String, String> relevant = new TreeMap<>();
        settings.forEach((name, value) -> {
            Object text = value instanceof Class<?> type ? type.getName() : value;
            if (NAMES.contains(String.valueOf(name))
                    && (text instanceof String
                            || text instanceof Number
                            || text instanceof Boolean
                            || text instanceof Enum)) {
                relevant.put(name.toString(), text.toString());
            }
        });
        return relevant;
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(
                SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER,
                SchemaToolingSettings.UNIQUE_CONSTRAINT_SCHEMA_UPDATE_STRATEGY,
                "jakarta.persistence.validation.mode",
                "hibernate.query.mutation_strategy"));
        for (Class<?> type : Set.of(MappingSettings.class, EnversSettings.class)) {
            for (Field field : type.getFields()) {
                try {
                    names.add(String.valueOf(field.get(null)));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return names;
    }
}
