package com.jarvis.migrator.hibernate.application;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of Quarkus for a persistence unit that the schema depends on, and what Quarkus makes of them. These are
 * {@code HibernateProcessorUtil.configureProperties} (which runs when Quarkus builds the application),
 * {@code FastBootHibernatePersistenceProvider.injectRuntimeConfiguration} and, for Envers, {@code HibernateEnversRecorder} of
 * Quarkus 3.
 */
final class QuarkusKeys {

    /** Before the keys of Hibernate, after which a unit's name may follow. */
    static final String HIBERNATE = "quarkus.hibernate-orm.";

    /** Before the keys of Envers. */
    static final String ENVERS = "quarkus.hibernate-envers.";

    /** Lists the packages of a unit's classes. */
    static final String PACKAGES = "packages";

    static final String MAPPING_FILES = "mapping-files";

    static final String UNSUPPORTED = "unsupported-properties";

    static final String QUOTING = "quote-identifiers.strategy";

    static final String QUOTE_ALL = "database.globally-quoted-identifiers";

    static final String VALIDATION = "validation.enabled";

    /**
     * A key that sets one setting of Hibernate.
     *
     * @param value what Quarkus makes of its value
     */
    record Key(String name, String setting, UnaryOperator<String> value) {}

    static final List<Key> OF_HIBERNATE = List.of(
            key("dialect", "hibernate.dialect"),
            key("physical-naming-strategy", "hibernate.physical_naming_strategy"),
            key("implicit-naming-strategy", "hibernate.implicit_naming_strategy"),
            key("metadata-builder-contributor", "hibernate.metadata_builder_contributor"),
            new Key("mapping.timezone.default-storage", "hibernate.timezone.default_storage", QuarkusKeys::constants),
            new Key(
                    "mapping.id.optimizer.default",
                    "hibernate.id.optimizer.pooled.preferred",
                    value -> value.toLowerCase(Locale.ROOT).replace('_', '-')),
            key("mapping.duration.preferred-jdbc-type", "hibernate.type.preferred_duration_jdbc_type"),
            key("mapping.instant.preferred-jdbc-type", "hibernate.type.preferred_instant_jdbc_type"),
            key("mapping.boolean.preferred-jdbc-type", "hibernate.type.preferred_boolean_jdbc_type"),
            key("mapping.uuid.preferred-jdbc-type", "hibernate.type.preferred_uuid_jdbc_type"),
            key("discriminator.ignore-explicit-for-joined", "hibernate.discriminator.ignore_explicit_for_joined"),
            new Key("validation.mode", "jakarta.persistence.validation.mode", QuarkusKeys::constants),
            key("database.default-schema", "hibernate.default_schema"),
            key("database.default-catalog", "hibernate.default_catalog"));

    static final List<Key> OF_ENVERS = Stream.concat(
                    Stream.of(key("active", "hibernate.integration.envers.enabled")),
                    Stream.of(
                                    "audit-table-suffix",
                                    "audit-table-prefix",
                                    "revision-field-name",
                                    "revision-type-field-name",
                                    "revision-on-collection-change",
                                    "do-not-audit-optimistic-locking-field",
                                    "store-data-at-delete",
                                    "default-schema",
                                    "default-catalog",
                                    "track-entities-changed-in-revision",
                                    "use-revision-entity-with-native-id",
                                    "global-with-modified-flag",
                                    "modified-flag-suffix",
                                    "revision-listener",
                                    "audit-strategy",
                                    "original-id-prop-name",
                                    "audit-strategy-validity-end-rev-field-name",
                                    "audit-strategy-validity-store-revend-timestamp",
                                    "audit-strategy-validity-revend-timestamp-field-name",
                                    "embeddable-set-ordinal-field-name",
                                    "allow-identifier-reuse",
                                    "modified-column-naming-strategy")
                            .map(name -> key(name, "org.hibernate.envers." + name.replace('-', '_'))))
            .toList();

    /** What Quarkus sets without a key, where Hibernate's own default differs. */
    static final Map<String, String> DEFAULTS = Map.of("hibernate.id.optimizer.pooled.preferred", "pooled-lo");

    private QuarkusKeys() {}

    private static Key key(String name, String setting) {
        return new Key(name, setting, UnaryOperator.identity());
    }

    /** The names of Java's constants for values that Quarkus accepts in other spellings, such as {@code normalize-utc}. */
    static String constants(String values) {
        return Stream.of(values.split(","))
                .map(value -> value.strip().toUpperCase(Locale.ROOT).replace('-', '_'))
                .collect(Collectors.joining(","));
    }

    /** The settings for a strategy of quoting identifiers. */
    static List<String> quoting(String strategy) {
        return switch (constants(strategy)) {
            case "ALL" -> List.of("hibernate.globally_quoted_identifiers");
            case "ALL_EXCEPT_COLUMN_DEFINITIONS" ->
                List.of(
                        "hibernate.globally_quoted_identifiers",
                        "hibernate.globally_quoted_identifiers_skip_column_definitions");
            case "ONLY_KEYWORDS" -> List.of("hibernate.auto_quote_keyword");
            default -> List.of();
        };
    }
}
