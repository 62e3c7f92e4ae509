package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.testing.TestSet;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.type.NumericBooleanConverter;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.YesNoConverter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hibernate reads the same values before and after an attribute is mapped to another JDBC type. */
@Tag(TestSet.SLOW)
class HibernateReadsTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "hibernate.physical_naming_strategy",
            "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy",
            "hibernate.jdbc.time_zone",
            "UTC");

    @TempDir
    Path folder;

    @Test
    void values_are_the_same_in_both_mappings_after_each_migration_and_each_rollback() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            migrate(live, One.Item.class);
            persist(live, One.Item.class, filled(new One.Item()));
            Map<String, String> values = read(live, One.Item.class);

            migrate(live, Other.Item.class);
            assertThat(read(live, Other.Item.class)).isEqualTo(values);
            live.rollback();
            assertThat(read(live, One.Item.class)).isEqualTo(values);
        }
    }

    @Test
    void values_are_the_same_in_the_other_direction() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            migrate(live, Other.Item.class);
            persist(live, Other.Item.class, filled(new Other.Item()));
            Map<String, String> values = read(live, Other.Item.class);

            migrate(live, One.Item.class);
            assertThat(read(live, One.Item.class)).isEqualTo(values);
            live.rollback();
            assertThat(read(live, Other.Item.class)).isEqualTo(values);
        }
    }

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    static class One {
        @Entity(name = "item")
        static class Item {
            @Id
            Long id = 1L;

            UUID binaryUuid;

            UUID textUuid;

            Color named;

            @Enumerated(EnumType.STRING)
            Color typed;

            Boolean letter;

            Boolean number;

            Duration interval;

            Instant moment;

            String[] list;

            Integer text;

            Long decimal;

            byte[] bytes;

            String story;
        }
    }

    static class Other {
        @Entity(name = "item")
        static class Item {
            @Id
            Long id = 1L;

            @JdbcTypeCode(SqlTypes.BINARY)
            UUID binaryUuid;

            @JdbcTypeCode(SqlTypes.VARCHAR)
            UUID textUuid;

            @Enumerated(EnumType.STRING)
            Color named;

            @JdbcTypeCode(SqlTypes.NAMED_ENUM)
            Color typed;

            @Convert(converter = YesNoConverter.class)
            Boolean letter;

            @Convert(converter = NumericBooleanConverter.class)
            Boolean number;

            @JdbcTypeCode(SqlTypes.INTERVAL_SECOND)
            Duration interval;

            @JdbcTypeCode(SqlTypes.TIMESTAMP)
            Instant moment;

            @JdbcTypeCode(SqlTypes.JSON)
            String[] list;

            @JdbcTypeCode(SqlTypes.VARCHAR)
            Integer text;

            @JdbcTypeCode(SqlTypes.NUMERIC)
            Long decimal;

            @Lob
            byte[] bytes;

            @Lob
            String story;
        }
    }

    private static Object filled(Object item) throws ReflectiveOperationException {
        Map<String, Object> values = Map.ofEntries(
                Map.entry("binaryUuid", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
                Map.entry("textUuid", UUID.fromString("ffeeddcc-bbaa-9988-7766-554433221100")),
                Map.entry("named", Color.GREEN),
                Map.entry("typed", Color.BLUE),
                Map.entry("letter", true),
                Map.entry("number", true),
                Map.entry("interval", Duration.ofSeconds(90, 5_000_000)),
                Map.entry("moment", Instant.parse("2026-03-29T01:30:00.123456Z")),
                Map.entry("list", new String[] {"a", "b, c", "d\"e"}),
                Map.entry("text", -42),
                Map.entry("decimal", 9_000_000_000L),
                Map.entry("bytes", new byte[] {0, 1, -1}),
                Map.entry("story", "größe \\ 'x'"));
        for (Field field : item.getClass().getDeclaredFields()) {
            if (values.containsKey(field.getName())) {
                field.set(item, values.get(field.getName()));
            }
        }
        return item;
    }

    private static void migrate(LiveProject live, Class<?> entity) throws Exception {
        var model = Mapping.of(ModelClasses.of(entity), SETTINGS, HibernateReadsTest.class.getClassLoader());
        Autogenerate.Outcome outcome = live.diff(autogenerate -> autogenerate.run(HibernateModel.of(model)), "none");
        assertThat(outcome.losses()).isEmpty();
        live.apply(outcome.migration().orElseThrow());
    }

    private static void persist(LiveProject live, Class<?> entity, Object item) {
        try (SessionFactory factory = factory(live, entity)) {
            factory.inTransaction(session -> session.persist(item));
        }
    }

    private static Map<String, String> read(LiveProject live, Class<?> entity) {
        try (SessionFactory factory = factory(live, entity)) {
            return factory.fromTransaction(session -> {
                Object item = session.find(entity, 1L);
                Map<String, String> values = new TreeMap<>();
                for (Field field : entity.getDeclaredFields()) {
                    try {
                        Object value = field.get(item);
                        values.put(
                                field.getName(),
                                value instanceof byte[] bytes
                                        ? Arrays.toString(bytes)
                                        : value instanceof Object[] array ? Arrays.toString(array) : value + "");
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return values;
            });
        }
    }

    private static SessionFactory factory(LiveProject live, Class<?> entity) {
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySettings(Map.copyOf(SETTINGS))
                .applySetting("hibernate.connection.url", live.database().url())
                .applySetting("hibernate.connection.username", live.database().username())
                .applySetting("hibernate.connection.password", live.database().password())
                .build();
        return new MetadataSources(registry)
                .addAnnotatedClass(entity)
                .buildMetadata()
                .buildSessionFactory();
    }
}
