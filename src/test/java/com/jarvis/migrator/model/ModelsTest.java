package com.jarvis.migrator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.migrator.hibernate.Project;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.io.File;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {

    private static final String TABLE =
            "create table \"Item\" (\"unitPrice\" integer, id bigint not null, primary key (id))";

    @TempDir
    private Path base;

    private Project project;

    @BeforeEach
    void an_application() throws Exception {
        project = new Project(base)
                .source(
                        "shop.Item",
                        "@Entity @Table(name = \"`Item`\") public class Item { @Id Long id; @Column(name = \"`unitPrice`\") int price; }")
                .compile();
    }

    @Test
    void a_model_on_a_class_path_of_its_own_is_read_with_the_libraries_there() throws Exception {
        Model model = Models.of(given("target/classes", libraries()), base).model();

        assertThat(model.ddl()).containsExactly(TABLE);
        assertThat(model.origin().of(TABLE, TABLE.indexOf("integer") + 1)).isEqualTo(" (shop.Item.price)");
        ClassLoader loader = model.origin().getClass().getClassLoader();
        assertThat(loader).isNotSameAs(getClass().getClassLoader());
        assertThat(loader.loadClass("org.hibernate.Version").getClassLoader()).isSameAs(loader);
        assertThat(loader.loadClass(ModelSource.class.getName())).isSameAs(ModelSource.class);
    }

    @Test
    void the_libraries_of_the_migrator_are_not_on_it() {
        assertThatThrownBy(() -> Models.of(given("target/classes"), base)).hasToString("""
                The class path of the application has no Hibernate, so there is no model to compare.
                Nothing was compared or written. Add Hibernate 6.6 or 7 to the dependencies of the application, for instance:
                  <dependency>
                    <groupId>org.hibernate.orm</groupId>
                    <artifactId>hibernate-core</artifactId>
                    <version>6.6.53.Final</version>
                  </dependency>""");
    }

    @Test
    void it_names_the_folders_of_the_classes_in_messages() throws Exception {
        Files.move(
                base.resolve("target/classes"),
                Files.createDirectories(base.resolve("build/java")).resolve("main"));
        Files.setLastModifiedTime(
                base.resolve("src/main/java/shop/Item.java"),
                FileTime.from(Instant.now().plusSeconds(60)));

        assertThatThrownBy(() ->
                        Models.of(given("build/java/main", libraries()), base).fingerprint())
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        The classes in build/java/main are not those of the sources:
                          changed after it was compiled: src/main/java/shop/Item.java
                        A migration generated from them would not match your code. Compile first:
                          mvn compile liquibase:diff""");
    }

    @Test
    void classes_outside_of_the_project_are_not_compared_with_its_sources(@TempDir Path elsewhere) throws Exception {
        Files.delete(base.resolve("target/classes/shop/Item.class"));
        Project other = new Project(elsewhere)
                .source("lib.Part", "@Entity public class Part { @Id Long id; }")
                .compile();

        assertThat(Models.of(given(other.base().resolve("target/classes").toString(), libraries()), base)
                        .model()
                        .ddl())
                .containsExactly("create table Part (id bigint not null, primary key (id))");
    }

    @Test
    void the_fingerprint_depends_on_the_class_path() throws Exception {
        ModelSource source = Models.of(given("target/classes", libraries()), base);
        String before = source.fingerprint();
        assertThat(Models.of(given("target/classes", libraries()), base).fingerprint())
                .isEqualTo(before);

        Files.createDirectories(base.resolve("more"));
        assertThat(Models.of(given("target/classes", "more", libraries()), base).fingerprint())
                .isNotEqualTo(before);
    }

    @Test
    void what_hibernate_has_read_is_a_model_whichever_class_loader_has_hibernate() throws Exception {
        String ddl = "create table items (id bigint not null, primary key (id))";
        ClassLoader here = getClass().getClassLoader();
        assertThat(Models.of(Mapping.of(ModelClasses.of(Items.class), Map.of(), here))
                        .ddl())
                .containsExactly(ddl);

        project.file("target/classes/hibernate.properties", """
                hibernate.dialect=org.hibernate.dialect.PostgreSQLDialect
                hibernate.boot.allow_jdbc_metadata_access=false
                """);
        String classPath =
                String.join(File.pathSeparator, base.resolve("target/classes").toString(), libraries());
        try (URLClassLoader other =
                new URLClassLoader(ClassPath.parse(classPath, base).urls(), ClassLoader.getPlatformClassLoader())) {
            Object metadata = metadata(other, "shop.Item");
            assertThat(metadata.getClass().getClassLoader()).isSameAs(other);
            assertThat(Models.of(metadata).ddl())
                    .containsExactly(
                            "create table \"Item\" (id bigint not null, \"unitPrice\" integer, primary key (id))");
        }
    }

    /** As liquibase-hibernate reads it, in the class loader of Liquibase's plugin. */
    private static Object metadata(ClassLoader loader, String entity) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Class<?> type = loader.loadClass("org.hibernate.boot.MetadataSources");
            Object sources = type.getConstructor().newInstance();
            type.getMethod("addAnnotatedClass", Class.class).invoke(sources, loader.loadClass(entity));
            return type.getMethod("buildMetadata").invoke(sources);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Entity(name = "items")
    static class Items {
        @Id
        Long id;
    }

    private static Map<String, String> given(String... classPath) {
        Map<String, String> given = new HashMap<>();
        given.put(Models.CLASS_PATH, String.join(File.pathSeparator, classPath));
        return given;
    }

    /** Those of this test, without the migrator. */
    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> element.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
