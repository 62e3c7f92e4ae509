package com.jarvis.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.migrator.liquibase.check.MigrationChecks;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.tool.schema.spi.SchemaManagementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service's entities and changelog, which belong together. This is all that the tests require of the two; the
 * migrator's own tests work on entities and a changelog of their own.
 */
class ModelTest {

    /** What the POM says; Surefire hands it on under these names, as the other tests are not to see it. */
    private static final String PACKAGES = System.getProperty("service.model.packages", "com.jarvis.model");

    private static final String NAMING_STRATEGY = System.getProperty(
            "service.naming_strategy", "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy");

    @BeforeEach
    void configure() {
        System.setProperty(MappingSettings.PHYSICAL_NAMING_STRATEGY, NAMING_STRATEGY);
    }

    @AfterEach
    void forget() {
        System.clearProperty(MappingSettings.PHYSICAL_NAMING_STRATEGY);
    }

    @Test
    void the_changelog_passes_every_check() throws Exception {
        try (var database = TestDatabase.create();
                Connection connection = database.connect()) {
            MigrationChecks.of(PACKAGES).all(connection);
        }
    }

    /** The services that use the model start with schema validation; this is that start. */
    @Test
    void hibernate_validates_the_model_against_a_migrated_database() throws Exception {
        try (var database = TestDatabase.create()) {
            new TestChangelog(Path.of(""), database).update();
            assertThatCode(() -> startWithValidation(database, PACKAGES)).doesNotThrowAnyException();
        }
    }

    @Test
    void hibernate_refuses_to_start_on_a_database_that_lacks_a_column(@TempDir Path folder) throws Exception {
        TestProject.changelogIn(folder);
        try (var database = TestDatabase.create()) {
            new TestChangelog(folder, database).update();
            assertThatCode(() -> startWithValidation(database, TestProject.PACKAGE))
                    .doesNotThrowAnyException();

            database.execute("alter table messages drop column metadata");
            assertThatThrownBy(() -> startWithValidation(database, TestProject.PACKAGE))
                    .isInstanceOf(SchemaManagementException.class)
                    .hasMessage("Schema-validation: missing column [metadata] in table [messages]");
        }
    }

    private static void startWithValidation(TestDatabase database, String packages) {
        ModelClasses model =
                ModelClasses.in(List.of(packages.strip().split("\\s*,\\s*")), ModelTest.class.getClassLoader());
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySetting(JdbcSettings.JAKARTA_JDBC_URL, database.url())
                .applySetting(JdbcSettings.JAKARTA_JDBC_USER, database.username())
                .applySetting(JdbcSettings.JAKARTA_JDBC_PASSWORD, database.password())
                .applySetting(MappingSettings.PHYSICAL_NAMING_STRATEGY, NAMING_STRATEGY)
                .applySetting(SchemaToolingSettings.HBM2DDL_AUTO, "validate")
                .build();
        try {
            MetadataSources sources = new MetadataSources(registry);
            model.packages().forEach(sources::addPackage);
            model.classes().forEach(sources::addAnnotatedClassName);
            model.mappingFiles().forEach(sources::addURL);
            sources.buildMetadata().buildSessionFactory().close();
        } finally {
            StandardServiceRegistryBuilder.destroy(registry);
        }
    }
}
