package com.jarvis.migrator.hibernate.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.ModelDdl;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.hibernate.Project;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarkusTest {

    private static final Path QUARKUS = Path.of("target/frameworks/quarkus");
    private static final String PROPERTIES = "target/classes/application.properties";
    private static final String ORIGIN = "of persistence unit <default>; ";

    @TempDir
    private Path base;

    private Project project;

    @BeforeEach
    void a_project_with_entities() throws IOException {
        project = new Project(base)
                .source("shop.CoffeeShop", """
                        @Entity public class CoffeeShop {
                            @Id @GeneratedValue Long id;
                            String fullName;
                        }""")
                .source("users.Person", "@Entity public class Person { @Id Long id; boolean active; UUID token; }")
                .compile();
    }

    @Test
    void without_a_setting_the_names_are_hibernates_and_the_optimizer_is_that_of_quarkus() throws Exception {
        assertThat(ddl(Map.of()))
                .contains(
                        "create table CoffeeShop (id bigint not null, fullName varchar(255), primary key (id))",
                        "create sequence CoffeeShop_SEQ start with 1 increment by 50");
        assertThat(model(Map.of()).origin())
                .isEqualTo(ORIGIN + "hibernate.id.optimizer.pooled.preferred, jakarta.persistence.validation.mode "
                        + "from Quarkus 3.33.2");
    }

    @Test
    void what_quarkus_gives_hibernate_counts_with_its_file_and_line() throws Exception {
        project.file(PROPERTIES, """
                quarkus.datasource.jdbc.url=jdbc:postgresql://prod/shop
                quarkus.datasource.password=secret
                quarkus.hibernate-orm.dialect=org.hibernate.dialect.PostgreSQLDialect
                quarkus.hibernate-orm.physical-naming-strategy=org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy
                quarkus.hibernate-orm.implicit-naming-strategy=component-path
                quarkus.hibernate-orm.database.default-schema=${NO_SUCH_VARIABLE:cafe}
                quarkus.hibernate-orm.mapping.timezone.default-storage=normalize-utc
                quarkus.hibernate-orm.mapping.id.optimizer.default=none
                quarkus.hibernate-orm.mapping.duration.preferred-jdbc-type=BIGINT
                quarkus.hibernate-orm.mapping.instant.preferred-jdbc-type=INSTANT
                quarkus.hibernate-orm.mapping.boolean.preferred-jdbc-type=SMALLINT
                quarkus.hibernate-orm.mapping.uuid.preferred-jdbc-type=CHAR
                quarkus.hibernate-orm.validation.mode=callback,ddl
                quarkus.hibernate-orm.quote-identifiers.strategy=all-except-column-definitions
                quarkus.hibernate-orm.unsupported-properties."hibernate.check_nullability"=true
                quarkus.hibernate-orm.unsupported-properties."hibernate.connection.password"=secret
                quarkus.hibernate-envers.audit-table-suffix=_History
                """);

        assertThat(read(Map.of()).settings())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        setting("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect", 3),
                        setting(
                                "hibernate.physical_naming_strategy",
                                "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy",
                                4),
                        setting("hibernate.implicit_naming_strategy", "component-path", 5),
                        setting("hibernate.default_schema", "cafe", 6),
                        setting("hibernate.timezone.default_storage", "NORMALIZE_UTC", 7),
                        setting("hibernate.id.optimizer.pooled.preferred", "none", 8),
                        setting("hibernate.type.preferred_duration_jdbc_type", "BIGINT", 9),
                        setting("hibernate.type.preferred_instant_jdbc_type", "INSTANT", 10),
                        setting("hibernate.type.preferred_boolean_jdbc_type", "SMALLINT", 11),
                        setting("hibernate.type.preferred_uuid_jdbc_type", "CHAR", 12),
                        setting("jakarta.persistence.validation.mode", "CALLBACK,DDL", 13),
                        setting("hibernate.globally_quoted_identifiers", "true", 14),
                        setting("hibernate.globally_quoted_identifiers_skip_column_definitions", "true", 14),
                        setting("hibernate.check_nullability", "true", 15),
                        setting("org.hibernate.envers.audit_table_suffix", "_History", 17)));
        assertThat(ddl(Map.of()))
                .contains("create table \"cafe\".\"person\" (\"active\" smallint not null, \"id\" bigint not null, "
                        + "\"token\" char(36), primary key (\"id\"))");
    }

    @Test
    void the_profile_is_prod_until_the_command_names_another() throws Exception {
        project.file(PROPERTIES, """
                        quarkus.hibernate-orm.database.default-schema=all
                        %prod.quarkus.hibernate-orm.database.default-schema=live
                        %dev,test.quarkus.hibernate-orm.database.default-schema=mine
                        """)
                .file(
                        "target/classes/application-stage.properties",
                        "quarkus.hibernate-orm.database.default-schema=stage\n");

        assertThat(schema(Map.of())).isEqualTo(new Setting("live", "application.properties, line 2"));
        assertThat(schema(Map.of("quarkus.profile", "dev")))
                .isEqualTo(new Setting("mine", "application.properties, line 3"));
        assertThat(schema(Map.of("quarkus.profile", "stage")))
                .isEqualTo(new Setting("stage", "application-stage.properties, line 1"));
        assertThat(schema(Map.of("quarkus.hibernate-orm.database.default-schema", "given")))
                .isEqualTo(new Setting("given", "-D or pom.xml"));
        refused(Map.of("quarkus.profile", "prod,stag"), """
                -Dquarkus.profile=stag: no configuration file of the application knows the profile stag.
                Its settings would be ignored, so nothing was compared. Name a profile that src/main/resources has as \
                application-<profile>.properties or .yaml, or as keys that begin with %<profile>, or leave it out:
                  mvn compile liquibase:diff""");
    }

    @Test
    void yaml_counts_and_where_it_cannot_be_read_its_file_and_line_are_named() throws Exception {
        project.file("target/classes/application.yaml", """
                quarkus:
                  hibernate-orm:
                    database: {default-schema: cafe}
                    mapping-files: [META-INF/more.xml, no-file]
                """);
        assertThat(read(Map.of()).settings())
                .containsEntry("hibernate.default_schema", new Setting("cafe", "application.yaml"));
        assertThat(read(Map.of()).mappingFiles()).containsExactly("META-INF/more.xml");

        project.file("target/classes/application.yaml", "quarkus:\n  hibernate-orm: [x\n");
        refused(Map.of(), """
                Quarkus does not accept the configuration of the application in application.yaml:
                  while parsing a flow sequence
                   in 'reader', line 2, column 18:
                        hibernate-orm: [x
                                       ^
                  expected ',' or ']', but got <stream end>
                   in 'reader', line 3, column 1:
                     \s
                      ^
                The model depends on it, so nothing was compared. Fix the configuration, then run:
                  mvn compile liquibase:diff""");
    }

    @Test
    void a_placeholder_without_a_value_is_named_with_its_line() throws Exception {
        project.file(PROPERTIES, "\nquarkus.hibernate-orm.database.default-schema=${NO_SUCH}\n");

        refused(Map.of(), """
                Setting hibernate.default_schema has no value here: ${NO_SUCH} in application.properties, line 2 is not set.
                The model depends on it, so nothing was compared. Give the setting that the application runs with:
                  mvn compile liquibase:diff -Dhibernate.default_schema=…""");
        assertThat(model(Map.of("hibernate.default_schema", "mine")).origin())
                .startsWith(ORIGIN + "hibernate.default_schema from -D or pom.xml; ");
    }

    @Test
    void a_strategy_that_does_not_exist_is_named_with_its_line() throws Exception {
        project.file(PROPERTIES, "quarkus.hibernate-orm.physical-naming-strategy=shop.NoStrategy\n");

        refused(Map.of(), """
                Hibernate does not accept the mapping of the entities:
                  hibernate.physical_naming_strategy=shop.NoStrategy is from application.properties, line 1
                  Unable to resolve name [shop.NoStrategy] as strategy [org.hibernate.boot.model.naming.PhysicalNamingStrategy]
                  Unable to load class [shop.NoStrategy]
                Nothing was compared or written. Fix the mapping, then:
                  mvn compile liquibase:diff""");
    }

    @Test
    void of_several_persistence_units_one_has_to_be_named() throws Exception {
        project.file(PROPERTIES, """
                quarkus.hibernate-orm.packages=shop
                quarkus.hibernate-orm."users".packages=users
                quarkus.hibernate-orm."users".datasource=users
                quarkus.hibernate-orm.users.database.default-schema=people
                """);
        refused(Map.of(), """
                The application has several persistence units:
                  <default> in application.properties
                  users in application.properties
                They may map the same tables in different ways, so nothing was compared. Name the one to compare:
                  mvn compile liquibase:diff -Dmodel.persistenceUnit="<default>\"""");
        refused(Map.of("model.persistenceUnit", "user"), """
                -Dmodel.persistenceUnit=user does not name one of the application's persistence units:
                  <default> in application.properties
                  users in application.properties
                They may map the same tables in different ways, so nothing was compared. Name the one to compare:
                  mvn compile liquibase:diff -Dmodel.persistenceUnit="<default>\"""");

        assertThat(ddl(Map.of("model.persistenceUnit", "users")))
                .containsExactly(
                        "create schema people",
                        "create table people.Person (active boolean not null, id bigint not null, token uuid, "
                                + "primary key (id))");
        assertThat(ddl(Map.of("model.persistenceUnit", "<default>")))
                .containsExactly(
                        "create sequence CoffeeShop_SEQ start with 1 increment by 50",
                        "create table CoffeeShop (id bigint not null, fullName varchar(255), primary key (id))");
    }

    @Test
    void packages_may_name_their_persistence_unit_themselves() throws Exception {
        project.file("src/main/java/users/package-info.java", """
                        @io.quarkus.hibernate.orm.PersistenceUnit("people")
                        package users;
                        """)
                .compile("-cp", classPath())
                .file(PROPERTIES, "quarkus.hibernate-orm.people.datasource=users\n");

        assertThat(ddl(Map.of()))
                .containsExactly(
                        "create table Person (active boolean not null, id bigint not null, token uuid, primary key (id))");
    }

    @Test
    void a_persistence_xml_replaces_the_configuration_unless_it_is_ignored() throws Exception {
        project.file("target/classes/META-INF/persistence.xml", """
                <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
                  <persistence-unit name="legacy"><class>users.Person</class><exclude-unlisted-classes/></persistence-unit>
                </persistence>""");
        assertThat(model(Map.of()).origin()).isEqualTo("of persistence unit legacy");

        project.file(PROPERTIES, "quarkus.hibernate-orm.persistence-xml.ignore=true\n");
        assertThat(model(Map.of()).origin()).startsWith(ORIGIN);
    }

    private static Map.Entry<String, Setting> setting(String name, String value, int line) {
        return Map.entry(name, new Setting(value, "application.properties, line " + line));
    }

    private Setting schema(Map<String, String> given) throws Exception {
        return read(given).settings().get("hibernate.default_schema");
    }

    private void refused(Map<String, String> given, String message) throws IOException {
        assertThatThrownBy(model(given)::read)
                .isInstanceOf(MigratorException.class)
                .hasMessage(message);
    }

    private List<String> ddl(Map<String, String> given) throws Exception {
        return ModelDdl.of(model(given).read()).commands();
    }

    private ApplicationSettings read(Map<String, String> given) throws Exception {
        return ApplicationSettings.of(given, classLoader());
    }

    private ModelMetadata model(Map<String, String> given) throws IOException {
        return ModelMetadata.of(given, base, classLoader());
    }

    /** SmallRye needs a newer version of JBoss Logging than Hibernate 6.6, which these tests run with, brings along. */
    private ClassLoader classLoader() throws IOException {
        URLClassLoader all = (URLClassLoader) project.classLoader(Project.jars(QUARKUS));
        return new URLClassLoader(all.getURLs(), all.getParent()) {
            @Override
            protected synchronized Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith("org.jboss.logging.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        };
    }

    private static String classPath() throws IOException {
        return System.getProperty("java.class.path")
                + Stream.of(Project.jars(QUARKUS)).map(jar -> ":" + jar).reduce("", String::concat);
    }
}
