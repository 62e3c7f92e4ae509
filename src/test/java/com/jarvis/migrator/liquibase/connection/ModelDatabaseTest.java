package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.testing.TestProject;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.exception.DatabaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDatabaseTest {

    private static final String URL =
            "hibernate:classic:com.jarvis.migrator.hibernate.ModelMetadata?hibernate.physical_naming_strategy=";
    private static final String STANDARD = "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl";

    private static final Map<String, String> MODEL = Map.of(ModelMetadata.PACKAGES, TestProject.PACKAGE);

    @Test
    void the_reference_url_is_the_model_of_the_packages_that_are_set() throws Exception {
        Map<String, String> settings = new HashMap<>(TestProject.NAMING);
        settings.putAll(MODEL);

        given(settings, () -> assertThat(open(URL).source().model().ddl())
                .anyMatch(command -> command.startsWith("create table users (")
                        && command.contains("created_at timestamp(6) with time zone default now() not null")));
    }

    @Test
    void the_query_of_the_url_sets_the_naming_strategy() throws Exception {
        given(MODEL, () -> assertThat(open(URL + STANDARD).source().model().ddl())
                .anyMatch(command -> command.contains("createdAt timestamp(6) with time zone default now() not null")));
    }

    @Test
    void the_query_may_be_encoded() throws Exception {
        given(MODEL, () -> assertThat(open(URL + STANDARD.replace(".", "%2E"))
                        .source()
                        .model()
                        .ddl())
                .anyMatch(command -> command.contains("createdAt timestamp(6) with time zone default now() not null")));
    }

    @Test
    void a_setting_on_the_command_line_overrides_the_query() throws Exception {
        given(
                Map.of(ModelMetadata.PACKAGES, TestProject.PACKAGE, "hibernate.physical_naming_strategy", STANDARD),
                () -> assertThat(open(URL + "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy")
                                .source()
                                .model()
                                .ddl())
                        .anyMatch(command ->
                                command.contains("createdAt timestamp(6) with time zone default now() not null")));
    }

    /** As in the Maven plugin's diff, whose thread has a second class loader over the same class path. */
    @Test
    void a_context_class_loader_that_loads_everything_a_second_time_does_not_matter() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader second = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Scope.child(Map.of(Scope.Attr.classLoader.name(), before, CommandLine.IN_SCOPE, MODEL), () -> {
                thread.setContextClassLoader(second);

                assertThat(open(URL).source().model().ddl())
                        .filteredOn(command -> command.startsWith("create table"))
                        .hasSize(4);

                assertThat(thread.getContextClassLoader()).isSameAs(second);
            });
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void a_refusal_shows_its_text_alone(@TempDir Path folder) throws Exception {
        TestProject.copiedTo(folder);

        Map<String, String> settings =
                Map.of("basedir", folder.toString(), ModelMetadata.PACKAGES, "com.jarvis.nothing");

        assertThatThrownBy(() -> given(settings, () -> open(URL).source().model()))
                .hasToString("""
                        No entity in com.jarvis.nothing or below; searched target/classes and %d jars.
                        Nothing was compared, because every table would count as dropped. The project has entities in other \
                        packages; to use them:
                          mvn compile liquibase:diff -Dmodel.packages=com.jarvis.testing.model""".formatted(jars()));
    }

    private static void given(Map<String, String> settings, Scope.ScopedRunner<?> test) throws Exception {
        Scope.child(Map.of(CommandLine.IN_SCOPE, settings), test);
    }

    private static long jars() {
        return ModelClasses.in(List.of("a"), ModelDatabaseTest.class.getClassLoader()).roots().stream()
                .filter(root -> root.getPath().endsWith(".jar"))
                .count();
    }

    private static URL[] classPath() throws MalformedURLException {
        String[] paths = System.getProperty("java.class.path").split(File.pathSeparator);
        URL[] urls = new URL[paths.length];
        for (int i = 0; i < paths.length; i++) {
            urls[i] = Path.of(paths[i]).toUri().toURL();
        }
        return urls;
    }

    private static ModelDatabase open(String url) throws DatabaseException {
        Database database =
                DatabaseFactory.getInstance().openDatabase(url, null, null, null, new ClassLoaderResourceAccessor());
        assertThat(database).isInstanceOf(ModelDatabase.class);
        return (ModelDatabase) database;
    }
}
