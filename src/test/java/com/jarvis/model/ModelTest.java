package com.jarvis.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.tool.schema.spi.SchemaManagementException;
import org.junit.jupiter.api.Test;

/** The services that use the model start with schema validation; this is that start. */
class ModelTest {

    @Test
    void hibernate_validates_the_model_against_a_migrated_database() throws Exception {
        try (var database = TestDatabase.create()) {
            new TestChangelog(Path.of(""), database).update();
            assertThatCode(() -> startWithValidation(database)).doesNotThrowAnyException();

            database.execute("alter table messages drop column metadata");
            assertThatThrownBy(() -> startWithValidation(database))
                    .isInstanceOf(SchemaManagementException.class)
                    .hasMessage("Schema-validation: missing column [metadata] in table [messages]");
        }
    }

    private static void startWithValidation(TestDatabase database) {
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySetting(JdbcSettings.JAKARTA_JDBC_URL, database.url())
                .applySetting(JdbcSettings.JAKARTA_JDBC_USER, database.username())
                .applySetting(JdbcSettings.JAKARTA_JDBC_PASSWORD, database.password())
                .applySetting(MappingSettings.PHYSICAL_NAMING_STRATEGY, CamelCaseToUnderscoresNamingStrategy.class)
                .applySetting(SchemaToolingSettings.HBM2DDL_AUTO, "validate")
                .build();
        try {
            new MetadataSources(registry)
                    .addAnnotatedClasses(User.class, Note.class, Chat.class, Message.class)
                    .buildMetadata()
                    .buildSessionFactory()
                    .close();
        } finally {
            StandardServiceRegistryBuilder.destroy(registry);
        }
    }
}
