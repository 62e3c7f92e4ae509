package com.jarvis.migrator.hibernate.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.ModelDdl;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.hibernate.Project;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationSettingsTest {

    private static final Path BOOT_3 = Path.of("target/frameworks/boot3");
    private static final Path BOOT_4 = Path.of("target/frameworks/boot4");
    private static final String XML = "META-INF/persistence.xml";

    @TempDir
    private Path base;

    private Project project;

    @BeforeEach
    void a_project_with_entities() throws IOException {
        project = new Project(base)
                .source("shop.CoffeeShop", """
                        @Entity public class CoffeeShop {
                            @Id Long id;
                            String fullName;
                            @ManyToMany Set<CoffeeShop> goodNeighbours;
                            @ElementCollection List<String> openHours;
                        }""")
                .source("other.Extra", "@Entity public class Extra { @Id Long id; }")
                .compile();
    }

    @Test
    void spring_boot_3_names_join_tables_as_the_application_does() throws Exception {
        assertThat(ddl(Map.of(), BOOT_3))
                .contains(
                        "create table coffee_shop (id bigint not null, full_name varchar(255), primary key (id))",
                        "create table coffee_shop_good_neighbours (coffee_shop_id bigint not null, "
                                + "good_neighbours_id bigint not null, primary key (coffee_shop_id, good_neighbours_id))",
                        "create table coffee_shop_open_hours (coffee_shop_id bigint not null, open_hours varchar(255))");
        assertThat(model(Map.of(), BOOT_3).origin())
                .isEqualTo("in the directories of the class path; hibernate.implicit_naming_strategy, "
                        + "hibernate.physical_naming_strategy from Spring Boot 3.5.16");
    }

    @Test
    void spring_boot_4_has_other_defaults() throws Exception {
        assertThat(read(Map.of(), BOOT_4).settings())
                .containsOnly(
                        Map.entry(
                                "hibernate.implicit_naming_strategy",
                                new Setting(
                                        "org.springframework.boot.hibernate.SpringImplicitNamingStrategy",
                                        "Spring Boot 4.1.2")),
                        Map.entry(
                                "hibernate.physical_naming_strategy",
                                new Setting(
                                        "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl",
                                        "Spring Boot 4.1.2")));
    }

    @Test
    void spring_boots_files_profiles_and_placeholders_count_and_its_database_does_not() throws Exception {
        project.file("target/classes/application.yml", """
                        spring:
                          datasource: {url: "jdbc:postgresql://prod/shop", password: secret}
                          profiles.default: dev
                          jpa:
                            database-platform: org.hibernate.dialect.PostgreSQLDialect
                            hibernate.naming.physicalStrategy: org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl
                            properties:
                              hibernate.default_schema: ${NO_SUCH_VARIABLE:shop}
                              hibernate.connection.password: secret
                              jakarta.persistence.jdbc.url: jdbc:postgresql://prod/shop
                        ---
                        spring.config.activate.on-profile: prod
                        spring.jpa.properties.hibernate.default_schema: live
                        """)
                .file(
                        "target/classes/application-dev.properties",
                        "spring.jpa.properties.org.hibernate.envers.audit_table_suffix=_H\n");

        for (Path boot : List.of(BOOT_3, BOOT_4)) {
            assertThat(read(Map.of(), boot).settings())
                    .containsEntry(
                            "hibernate.default_schema",
                            new Setting("shop", "class path resource [application.yml] - 8:33"))
                    .containsEntry(
                            "hibernate.dialect",
                            new Setting(
                                    "org.hibernate.dialect.PostgreSQLDialect",
                                    "class path resource [application.yml] - 5:24"))
                    .containsEntry(
                            "hibernate.physical_naming_strategy",
                            new Setting(
                                    "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl",
                                    "class path resource [application.yml] - 6:40"))
                    .containsEntry(
                            "org.hibernate.envers.audit_table_suffix",
                            new Setting("_H", "class path resource [application-dev.properties] - 1:63"))
                    .hasSize(5)
                    .containsKey("hibernate.implicit_naming_strategy");
            assertThat(read(Map.of("spring.profiles.active", "prod"), boot).settings())
                    .containsEntry(
                            "hibernate.default_schema",
                            new Setting("live", "class path resource [application.yml] - 13:49"))
                    .doesNotContainKey("org.hibernate.envers.audit_table_suffix");
        }
    }

    @Test
    void the_command_line_comes_first() throws Exception {
        project.file(
                "target/classes/application.properties", "spring.jpa.properties.hibernate.default_schema=${NO_SUCH}\n");

        assertThat(model(Map.of("hibernate.default_schema", "mine"), BOOT_3).origin())
                .isEqualTo(
                        "in the directories of the class path; hibernate.default_schema from -D or pom.xml; "
                                + "hibernate.implicit_naming_strategy, hibernate.physical_naming_strategy from Spring Boot 3.5.16");
        refused(Map.of(), BOOT_3, """
                Setting hibernate.default_schema has no value here: ${NO_SUCH} in class path resource [application.properties] - 1:48 \
                is not set.
                The model depends on it, so nothing was compared. Give the setting that the application runs with:
                  mvn compile liquibase:diff -Dhibernate.default_schema=…""");
    }

    @Test
    void a_file_that_spring_boot_cannot_read_is_named_with_its_line() throws Exception {
        project.file("target/classes/config/application.yml", "spring:\n  jpa: [x\n");

        refused(Map.of(), BOOT_3, """
                Spring Boot does not accept the configuration of the application in config/application.yml:
                  while parsing a flow sequence
                   in 'reader', line 2, column 8:
                        jpa: [x
                             ^
                  expected ',' or ']', but got <stream end>
                   in 'reader', line 3, column 1:
                     \s
                      ^
                The model depends on it, so nothing was compared. Fix the configuration, then run:
                  mvn compile liquibase:diff""");
    }

    @Test
    void a_profile_that_no_file_knows_is_refused() throws Exception {
        project.file("target/classes/application-dev.yml", "").file("target/classes/application.properties", """
                        #---
                        spring.config.activate.on-profile=prod
                        """);

        assertThat(read(Map.of("spring.profiles.active", "dev, prod"), BOOT_3).settings())
                .hasSize(2);
        refused(Map.of("spring.profiles.active", "dev,prdo"), BOOT_3, """
                -Dspring.profiles.active=prdo: no configuration file of the application knows the profile prdo.
                Its settings would be ignored, so nothing was compared. Name a profile that src/main/resources has as \
                application-<profile>.properties, .yml or .yaml, or leave it out:
                  mvn compile liquibase:diff""");
    }

    @Test
    void a_strategy_that_does_not_exist_is_named_with_its_file() throws Exception {
        project.file(
                "target/classes/application.properties",
                "spring.jpa.hibernate.naming.implicit-strategy=shop.NoStrategy\n");

        refused(Map.of(), BOOT_3, """
                Hibernate does not accept the mapping of the entities:
                  hibernate.implicit_naming_strategy=shop.NoStrategy is from class path resource [application.properties] - 1:47
                  Unable to resolve name [shop.NoStrategy] as strategy [org.hibernate.boot.model.naming.ImplicitNamingStrategy]
                  Unable to load class [shop.NoStrategy]
                Nothing was compared or written. Fix the mapping, then:
                  mvn compile liquibase:diff""");
    }

    @Test
    void mapping_resources_of_spring_boot_belong_to_the_model() throws Exception {
        project.source("shop.Plain", "class Plain { Long id; }")
                .compile()
                .file("target/classes/application.properties", "spring.jpa.mapping-resources=shop/plain.xml\n");
        refused(Map.of(), BOOT_3, """
                The application names the mapping file shop/plain.xml, which is not on the class path.
                Nothing was compared. Add the file to src/main/resources, or remove its name, then:
                  mvn compile liquibase:diff""");
        project.file("target/classes/shop/plain.xml", """
                <entity-mappings xmlns="https://jakarta.ee/xml/ns/persistence/orm" version="3.1">
                  <entity class="shop.Plain" access="FIELD"><attributes><id name="id"/></attributes></entity>
                </entity-mappings>""");

        assertThat(ddl(Map.of(), BOOT_3)).contains("create table plain (id bigint not null, primary key (id))");
    }

    @Test
    void a_persistence_unit_says_what_the_model_is() throws Exception {
        project.file("target/classes/" + XML, unit("shop", """
                        <class>shop.CoffeeShop</class>
                        <exclude-unlisted-classes/>
                        <validation-mode>NONE</validation-mode>
                        <properties>
                          <property name="hibernate.default_schema" value="cafe"/>
                          <property name="jakarta.persistence.jdbc.password" value="secret"/>
                        </properties>""")).file("target/classes/hibernate.properties", """
                        hibernate.default_schema=overridden
                        hibernate.physical_naming_strategy=org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy
                        """);

        assertThat(model(Map.of()).origin())
                .isEqualTo(
                        "of persistence unit shop; hibernate.default_schema, jakarta.persistence.validation.mode from "
                                + XML + ", unit shop; hibernate.physical_naming_strategy from hibernate.properties");
        assertThat(ddl(Map.of()))
                .contains(
                        "create table cafe.coffee_shop (id bigint not null, full_name varchar(255), primary key (id))")
                .noneMatch(statement -> statement.contains("extra"));
        assertThat(ddl(Map.of(ModelMetadata.PACKAGES, "other")))
                .containsExactly(
                        "create schema cafe", "create table cafe.extra (id bigint not null, primary key (id))");
    }

    @Test
    void without_a_framework_the_names_are_hibernates_own() throws Exception {
        project.file("target/classes/" + XML, unit("shop", ""));

        assertThat(ddl(Map.of()))
                .contains(
                        "create table CoffeeShop (id bigint not null, fullName varchar(255), primary key (id))",
                        "create table Extra (id bigint not null, primary key (id))");
    }

    @Test
    void what_the_application_contributes_to_the_metadata_counts() throws Exception {
        project.source("shop.Contributor", """
                        public class Contributor implements org.hibernate.boot.spi.MetadataBuilderContributor {
                            public void contribute(org.hibernate.boot.MetadataBuilder builder) {
                                builder.applyImplicitSchemaName("cafe");
                            }
                        }""")
                .compile()
                .file(
                        "target/classes/" + XML,
                        unit(
                                "shop",
                                "<properties><property name='hibernate.metadata_builder_contributor' "
                                        + "value='shop.Contributor'/></properties>"));

        assertThat(ddl(Map.of())).contains("create table cafe.Extra (id bigint not null, primary key (id))");
    }

    @Test
    void of_several_persistence_units_one_has_to_be_named() throws Exception {
        project.file("target/classes/" + XML, """
                        <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
                          <persistence-unit name="shop"/>
                          <persistence-unit name="audit"><class>other.Extra</class><exclude-unlisted-classes/></persistence-unit>
                        </persistence>""");
        URL file = project.classLoader().getResource(XML);

        refused(Map.of(), """
                The application has several persistence units:
                  shop in %1$s
                  audit in %1$s
                They may map the same tables in different ways, so nothing was compared. Name the one to compare:
                  mvn compile liquibase:diff -Dmodel.persistenceUnit=shop""".formatted(file));
        refused(Map.of("model.persistenceUnit", "adit"), """
                -Dmodel.persistenceUnit=adit does not name one of the application's persistence units:
                  shop in %1$s
                  audit in %1$s
                They may map the same tables in different ways, so nothing was compared. Name the one to compare:
                  mvn compile liquibase:diff -Dmodel.persistenceUnit=shop""".formatted(file));
        assertThat(ddl(Map.of("model.persistenceUnit", "audit")))
                .containsExactly("create table Extra (id bigint not null, primary key (id))");
    }

    @Test
    void a_persistence_unit_is_named_without_any_being_there() throws Exception {
        refused(Map.of("model.persistenceUnit", "shop"), """
                -Dmodel.persistenceUnit=shop names a persistence unit, but there is no META-INF/persistence.xml on the class path, \
                so nothing was compared.
                Leave the setting out:
                  mvn compile liquibase:diff""");
    }

    @Test
    void a_persistence_xml_that_is_not_well_formed_is_named_with_its_line() throws Exception {
        project.file("target/classes/" + XML, "<persistence>\n<persistence-unit>\n</persistence>");

        refused(Map.of(), """
                %s can't be read: line 3: The element type "persistence-unit" must be terminated by the matching end-tag \
                "</persistence-unit>".
                The model depends on it, so nothing was compared. Fix the file, then run:
                  mvn compile liquibase:diff""".formatted(project.classLoader().getResource(XML)));
    }

    private static String unit(String name, String content) {
        return """
                <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
                  <persistence-unit name="%s">%s</persistence-unit>
                </persistence>""".formatted(name, content);
    }

    private void refused(Map<String, String> given, String message) throws IOException {
        assertThatThrownBy(model(given)::read)
                .isInstanceOf(MigratorException.class)
                .hasMessage(message);
    }

    private void refused(Map<String, String> given, Path framework, String message) throws IOException {
        assertThatThrownBy(model(given, framework)::read)
                .isInstanceOf(MigratorException.class)
                .hasMessage(message);
    }

    private List<String> ddl(Map<String, String> given, Path... framework) throws Exception {
        return ModelDdl.of(model(given, framework).read()).commands();
    }

    private ApplicationSettings read(Map<String, String> given, Path framework) throws Exception {
        return ApplicationSettings.of(given, project.classLoader(jars(framework)));
    }

    private ModelMetadata model(Map<String, String> given, Path... framework) throws IOException {
        return ModelMetadata.of(given, base, project.classLoader(jars(framework)));
    }

    private static Path[] jars(Path... folders) throws IOException {
        return folders.length == 0 ? folders : Project.jars(folders[0]);
    }
}
