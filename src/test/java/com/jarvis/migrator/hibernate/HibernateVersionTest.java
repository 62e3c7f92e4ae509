package com.jarvis.migrator.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HibernateVersionTest {

    private static final Path JARS = Path.of("target/frameworks/hibernate5").toAbsolutePath();
    private static final Path HIBERNATE = JARS.resolve("hibernate-core-5.6.15.Final.jar");
    private static final Path ANNOTATIONS = JARS.resolve("javax.persistence-api-2.2.jar");

    @TempDir
    private Path base;

    private Project project;

    @BeforeEach
    void a_project_with_an_entity_of_hibernate_5() throws Exception {
        project = new Project(base)
                .source("shop.Item", "@javax.persistence.Entity class Item { @javax.persistence.Id Long id; }")
                .compile("-cp", System.getProperty("java.class.path") + File.pathSeparator + ANNOTATIONS);
    }

    @Test
    void hibernate_5_is_named_with_its_jar_and_the_versions_to_use() throws Exception {
        try (URLClassLoader application = new URLClassLoader(
                new URL[] {
                    base.resolve("target/classes").toUri().toURL(),
                    HIBERNATE.toUri().toURL()
                },
                ClassLoader.getPlatformClassLoader())) {
            ModelMetadata model = ModelMetadata.of(Map.of(), base, application);
            String message = """
                    The class path has Hibernate 5.6.15.Final, and the migrator reads the models of Hibernate 6.6 and 7.
                    Its entities have annotations of javax.persistence, those of 6.6 and 7 have jakarta.persistence.
                    It is in %s.
                    Nothing was compared or written. Use one of these versions in the POM, for instance:
                      <dependency>
                        <groupId>org.hibernate.orm</groupId>
                        <artifactId>hibernate-core</artifactId>
                        <version>6.6.53.Final</version>
                      </dependency>""".formatted(HIBERNATE);

            assertThatThrownBy(model::read)
                    .isInstanceOf(MigratorException.class)
                    .hasMessage(message);
            assertThatThrownBy(model::fingerprint)
                    .isInstanceOf(MigratorException.class)
                    .hasMessage(message);
            assertThatThrownBy(model::origin)
                    .isInstanceOf(MigratorException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void an_entity_with_the_annotations_of_hibernate_5_is_named() {
        assertThatThrownBy(ModelMetadata.of(Map.of(), base, project.classLoader(ANNOTATIONS))::read)
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        No entity in target/classes; jars were not searched.
                        shop.Item is annotated with javax.persistence.Entity, and Hibernate 6.6 and 7 read jakarta.persistence.
                        Nothing was compared, because every table would count as dropped. Replace javax.persistence with \
                        jakarta.persistence in the sources, then:
                          mvn compile liquibase:diff""");
    }

    @Test
    void the_version_in_the_message_is_that_of_the_tests() throws Exception {
        assertThat(Path.of("pom.xml")).content().contains("<hibernate6.version>6.6.53.Final</hibernate6.version>");
    }
}
