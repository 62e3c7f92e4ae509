package com.jarvis.migrator.hibernate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.Hibernate;
import com.jarvis.testing.TestProject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.hibernate.integrator.spi.Integrator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMetadataTest {

    @TempDir
    Path base;

    private Project project;

    @BeforeEach
    void a_project_with_an_entity() {
        project = new Project(base).source("shop.Item", "@Entity class Item { @Id Long id; }");
    }

    @Test
    void hibernates_default_schema_is_where_tables_without_a_schema_are() throws Exception {
        project.source(
                        "shop.Log",
                        "@Entity @Table(schema = \"audit\") class Log { @Id Long id; @ManyToOne Item item; }")
                .compile();

        Map<String, String> settings = new HashMap<>(TestProject.NAMING);
        settings.put("hibernate.default_schema", "app");
        ModelMetadata model = new ModelMetadata(List.of("shop"), settings, base, project.classLoader());

        assertThat(ModelDdl.of(model.read()).commands())
                .containsExactly(
                        "create schema audit",
                        "create schema app",
                        "create table audit.log (id bigint not null, item_id bigint, primary key (id))",
                        "create table app.item (id bigint not null, primary key (id))",
                        "alter table if exists audit.log add constraint FKs2eorr9f8yn1hw6u4tnaukls0 foreign key (item_id) references app.item");
    }

    @Test
    void settings_for_connections_are_not_followed() throws Exception {
        project.compile();
        Map<String, String> settings = new HashMap<>(TestProject.NAMING);
        settings.putAll(Map.of(
                "hibernate.connection.provider_class", "shop.Missing",
                "hibernate.multi_tenant_connection_provider", "shop.Missing",
                "hibernate.connection.datasource", "java:/missing",
                "jakarta.persistence.jdbc.url", "jdbc:postgresql://localhost:1/missing"));

        assertThat(ModelDdl.of(new ModelMetadata(List.of("shop"), settings, base, project.classLoader()).read())
                        .commands())
                .containsExactly("create table item (id bigint not null, primary key (id))");
    }

    @Test
    void entities_below_the_package_and_inside_other_classes_belong_to_the_model() throws Exception {
        project.source(
                        "shop.parts.Parts",
                        "class Parts { @Entity(name = \"Bolt\") static class Bolt { @Id Long id; } }")
                .source("shopping.Cart", "@Entity class Cart { @Id Long id; }")
                .compile();

        assertThat(ddl("shop"))
                .containsExactly(
                        "create table bolt (id bigint not null, primary key (id))",
                        "create table item (id bigint not null, primary key (id))");
    }

    @Test
    void several_packages_make_one_model() throws Exception {
        project.source("users.Person", "@Entity class Person { @Id Long id; }").compile();

        assertThat(ddl("shop", "users"))
                .containsExactly(
                        "create table item (id bigint not null, primary key (id))",
                        "create table person (id bigint not null, primary key (id))");
    }

    @Test
    void entities_in_the_jar_of_a_dependency_are_found() throws Exception {
        Path jar = project.compile().jar();
        Project other = new Project(base.resolve("other"));

        assertThat(ModelDdl.of(new ModelMetadata(
                                        List.of("shop"), TestProject.NAMING, other.base(), other.classLoader(jar))
                                .read())
                        .commands())
                .containsExactly("create table item (id bigint not null, primary key (id))");
    }

    @Test
    void superclasses_embeddables_and_converters_come_along_from_inside_and_outside_the_packages() throws Exception {
        project.source("base.Dated", "@MappedSuperclass public class Dated { java.time.LocalDate day; }")
                .source("base.Money", "@Embeddable public class Money { int cents; }")
                .source("shop.YesNo", """
                        @Converter(autoApply = true) class YesNo implements AttributeConverter<Boolean, String> {
                            public String convertToDatabaseColumn(Boolean flag) { return flag == null ? null : flag ? "yes" : "no"; }
                            public Boolean convertToEntityAttribute(String text) { return text == null ? null : text.equals("yes"); }
                        }""")
                .source(
                        "shop.Offer",
                        "@Entity class Offer extends base.Dated { @Id Long id; base.Money price; Boolean open; }")
                .compile();

        String check = Hibernate.isSeven() ? "((open in ('no','yes')))" : "(open in ('no','yes'))";
        assertThat(ddl("shop")).contains("""
                        create table offer (cents integer, day date, id bigint not null, \
                        open varchar(255) check %s, primary key (id))""".formatted(check));
    }

    @Test
    void annotations_of_the_package_count() throws Exception {
        project.file("src/main/java/shop/package-info.java", """
                        @org.hibernate.annotations.GenericGenerator(name = "numbers", strategy = "sequence", parameters =
                            @org.hibernate.annotations.Parameter(name = "sequence_name", value = "numbers_of_the_package"))
                        package shop;""")
                .source("shop.Bill", "@Entity class Bill { @Id @GeneratedValue(generator = \"numbers\") Long id; }")
                .compile();

        assertThat(ddl("shop")).contains("create sequence numbers_of_the_package start with 1 increment by 50");
    }

    @Test
    void an_integrator_of_the_application_changes_the_mapping() throws Exception {
        integrator("""
                PersistentClass item = metadata.getEntityBinding("shop.Item");
                item.getProperty("id").getColumns().get(0).setComment("the key");
                factory.getServiceRegistry().getService(EventListenerRegistry.class).getEventListenerGroup(EventType.LOAD).clear();""");

        assertThat(ddl("shop"))
                .containsExactly(
                        "create table item (id bigint not null, primary key (id))",
                        "comment on column item.id is 'the key'");
    }

    @Test
    void an_integrator_that_needs_a_running_application_is_named() throws Exception {
        integrator("factory.openSession().close();");

        warns("""
                Warning: the integrator shop.Own fails without a running application: java.lang.NullPointerException: \
                Cannot invoke "org.hibernate.engine.spi.SessionImplementor.close()" because the return value of \
                "org.hibernate.engine.spi.SessionFactoryImplementor.openSession()" is null
                If it changes the mapping when the application starts, what it changes is not compared here. \
                Leave such tables out:
                  mvn compile liquibase:diff -Dexclude=…""", "create table item (id bigint not null, primary key (id))");
    }

    @Test
    void a_generator_of_values_changes_the_mapping() throws Exception {
        generator("context.getProperty().getColumns().get(0).setNullable(false);");

        assertThat(ddl("shop"))
                .containsExactly(
                        "create table item (id bigint not null, home varchar(255) not null, name varchar(255) not null, primary key (id))");
    }

    @Test
    void a_generator_of_values_that_needs_a_running_application_is_named() throws Exception {
        generator("if (context != null) throw new IllegalStateException(\"not running\");");

        warns(
                """
                Warning: the generator of shop.Item.address.home fails without a running application: %s
                If it changes the mapping when the application starts, what it changes is not compared here. \
                Leave such tables out:
                  mvn compile liquibase:diff -Dexclude=…""".formatted("java.lang.IllegalStateException: not running"),
                "create table item (id bigint not null, home varchar(255), name varchar(255), primary key (id))");
    }

    private void generator(String body) throws IOException {
        project.source("shop.Item", """
                        @Entity class Item {
                            @Embeddable static class Address { @Generated String home; }
                            @Id Long id;
                            @Generated String name;
                            Address address;
                        }""")
                .source("shop.Generated", """
                        @org.hibernate.annotations.ValueGenerationType(generatedBy = Own.class)
                        @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
                        public @interface Generated {}""")
                .source("shop.Own", """
                        import java.lang.reflect.Member;
                        import org.hibernate.engine.spi.SharedSessionContractImplementor;
                        import org.hibernate.generator.*;

                        public class Own implements BeforeExecutionGenerator {
                            public Own(Generated annotation, Member member, GeneratorCreationContext context) {
                                %s
                            }
                            public EnumSet<EventType> getEventTypes() { return EventTypeSets.INSERT_ONLY; }
                            public Object generate(SharedSessionContractImplementor session, Object owner, Object value, EventType type) {
                                return "generated";
                            }
                        }""".formatted(body))
                .compile();
    }

    private void warns(String warning, String... ddl) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(printed, true, UTF_8));
        try {
            assertThat(ddl("shop")).containsExactly(ddl);
        } finally {
            System.setErr(err);
        }
        assertThat(printed.toString(UTF_8)).contains(warning);
    }

    private void integrator(String body) throws IOException {
        project.source("shop.Own", """
                        import org.hibernate.boot.Metadata;
                        import org.hibernate.boot.spi.BootstrapContext;
                        import org.hibernate.engine.spi.SessionFactoryImplementor;
                        import org.hibernate.event.service.spi.EventListenerRegistry;
                        import org.hibernate.event.spi.EventType;
                        import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.hibernate.integrator.spi.Integrator;
                        import org.hibernate.mapping.PersistentClass;
                        import org.hibernate.service.spi.SessionFactoryServiceRegistry;

                        public class Own implements Integrator {
                            public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
                                %s
                            }
                            public void disintegrate(SessionFactoryImplementor factory, SessionFactoryServiceRegistry services) {}
                        }""".formatted(body))
                .compile()
                .file("target/classes/META-INF/services/" + Integrator.class.getName(), "shop.Own");
    }

    @Test
    void an_orm_xml_beside_the_model_counts() throws Exception {
        project.source("shop.Plain", "class Plain { Long id; }").compile();
        project.file("target/classes/META-INF/orm.xml", orm("shop.Plain"));

        assertThat(ddl("shop")).contains("create table from_xml (id bigint not null, primary key (id))");
    }

    @Test
    void an_orm_xml_of_another_library_does_not() throws Exception {
        Path jar = project.source("other.Plain", "class Plain { Long id; }")
                .file("target/classes/META-INF/orm.xml", orm("other.Plain"))
                .compile()
                .jar();
        Project own = new Project(base.resolve("own")).source("mine.Note", "@Entity class Note { @Id Long id; }");
        own.compile();

        assertThat(ModelDdl.of(new ModelMetadata(List.of("mine"), TestProject.NAMING, own.base(), own.classLoader(jar))
                                .read())
                        .commands())
                .containsExactly("create table note (id bigint not null, primary key (id))");
    }

    @Test
    void without_an_entity_there_is_no_model() throws Exception {
        project.compile();
        int jars = ModelClasses.in(List.of("a"), project.classLoader()).roots().stream()
                .filter(root -> root.getPath().endsWith(".jar"))
                .toList()
                .size();

        refused("""
                No entity in nothing, none or below; searched target/classes and %d jars.
                Nothing was compared, because every table would count as dropped. The project has entities in other packages; \
                to use them:
                  mvn compile liquibase:diff -Dmodel.packages=shop""".formatted(jars), "nothing", "none");
        project.delete("target/classes/shop/Item.class");
        refused("""
                No entity in nothing or below; searched target/classes and %d jars.
                Nothing was compared, because every table would count as dropped. Compile the entities, and name their \
                packages if they are elsewhere:
                  mvn compile liquibase:diff -Dmodel.packages=com.example.one,com.example.two""".formatted(jars), "nothing");
    }

    @Test
    void a_class_that_lacks_another_is_named_with_it() throws Exception {
        project.source("lib.Size", "public class Size implements java.io.Serializable {}")
                .source("shop.Shirt", "@Entity class Shirt { @Id Long id; lib.Size size; }")
                .compile()
                .delete("target/classes/lib/Size.class");

        refused("""
                Hibernate does not accept the mapping of the entities:
                  shop.Shirt needs the class lib.Size, which is not on the class path
                Nothing was compared or written. Fix the mapping, then:
                  mvn compile liquibase:diff""", "shop");
    }

    @Test
    void a_converter_that_fails_is_named_with_its_line() throws Exception {
        project.source("shop.Upper", """
                        class Upper implements AttributeConverter<Boolean, String> {
                            public String convertToDatabaseColumn(Boolean loud) { throw new IllegalStateException("no"); }
                            public Boolean convertToEntityAttribute(String text) { throw new IllegalStateException("no"); }
                        }""")
                .source(
                        "shop.Shout",
                        "@Entity class Shout { @Id Long id; @Convert(converter = Upper.class) Boolean loud; }")
                .compile();

        refused("""
                Hibernate does not accept the mapping of the entities:
                  jakarta.persistence.PersistenceException: Error attempting to apply AttributeConverter: no
                  at shop.Upper.convertToDatabaseColumn (Upper.java:5)
                Nothing was compared or written. Fix the mapping, then:
                  mvn compile liquibase:diff""", "shop");
    }

    @Test
    void sources_without_classes_are_refused() {
        refused("""
                The classes in target/classes are not those of the sources:
                  never compiled: src/main/java/shop/Item.java
                A migration generated from them would not match your code. Compile first:
                  mvn compile liquibase:diff""", "shop");
    }

    @Test
    void sources_newer_than_their_classes_are_refused_and_the_first_few_named() throws Exception {
        for (int i = 0; i < 6; i++) {
            project.source("shop.Item" + i, "class Item%d {}".formatted(i));
        }
        project.compile();
        for (int i = 0; i < 6; i++) {
            later("src/main/java/shop/Item%d.java".formatted(i));
        }

        refused("""
                The classes in target/classes are not those of the sources:
                  changed after it was compiled: src/main/java/shop/Item0.java
                  changed after it was compiled: src/main/java/shop/Item1.java
                  changed after it was compiled: src/main/java/shop/Item2.java
                  changed after it was compiled: src/main/java/shop/Item3.java
                  changed after it was compiled: src/main/java/shop/Item4.java
                  … and 1 more
                A migration generated from them would not match your code. Compile first:
                  mvn compile liquibase:diff""", "shop");
    }

    @Test
    void an_entity_whose_source_is_gone_is_refused() throws Exception {
        project.source("shop.Old", "@Entity class Old { @Id Long id; }")
                .compile()
                .delete("src/main/java/shop/Old.java");

        refused("""
                The classes in target/classes are not those of the sources:
                  no longer has a source: target/classes/shop/Old.class
                A migration generated from them would not match your code. Compile first:
                  mvn clean compile liquibase:diff""", "shop");
    }

    @Test
    void sources_that_yield_no_class_of_their_name_are_no_alarm() throws Exception {
        project.file("src/main/java/shop/package-info.java", "/** The shop. */ package shop;")
                .source("shop.Nothing", "/* class Nothing {} */ // class Nothing")
                .source("shop.Two", "class One {} class Three {}")
                .source("shop.Generated", "@Entity class Generated { @Id Long id; }")
                .compile();
        Files.createDirectories(base.resolve("target/generated-sources/apt/shop"));
        Files.move(
                base.resolve("src/main/java/shop/Generated.java"),
                base.resolve("target/generated-sources/apt/shop/Generated.java"));

        assertThat(ddl("shop")).hasSize(2);
    }

    @Test
    void classes_that_do_not_say_their_source_are_no_alarm() throws Exception {
        project.source("shop.Parts", "class Parts { @Entity(name = \"Bolt\") static class Bolt { @Id Long id; } }")
                .compile("-g:none");

        assertThat(ddl("shop")).hasSize(2);
    }

    private void later(String path) throws IOException {
        Files.setLastModifiedTime(
                base.resolve(path), FileTime.from(Instant.now().plusSeconds(5)));
    }

    private List<String> ddl(String... packages) throws MigratorException {
        return ModelDdl.of(new ModelMetadata(List.of(packages), TestProject.NAMING, base, project.classLoader()).read())
                .commands();
    }

    private void refused(String message, String... packages) {
        assertThatThrownBy(() -> ddl(packages))
                .isInstanceOf(MigratorException.class)
                .hasMessage(message);
    }

    @Test
    void without_packages_the_entities_are_those_in_directories() throws Exception {
        Path jar = new Project(base.resolve("library"))
                .source("lib.Book", "@Entity class Book { @Id Long id; }")
                .compile()
                .jar();
        project.source("users.Person", "@Entity class Person { @Id Long id; }").compile();

        assertThat(ModelDdl.of(new ModelMetadata(List.of(), TestProject.NAMING, base, project.classLoader(jar)).read())
                        .commands())
                .containsExactly(
                        "create table item (id bigint not null, primary key (id))",
                        "create table person (id bigint not null, primary key (id))");
    }

    @Test
    void without_packages_and_entities_there_is_no_model() throws Exception {
        Project empty =
                new Project(base.resolve("empty")).source("a.B", "class B {}").compile();

        assertThatThrownBy(new ModelMetadata(List.of(), Map.of(), empty.base(), empty.classLoader())::read)
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        No entity in target/classes; jars were not searched.
                        Nothing was compared, because every table would count as dropped. Compile the entities, and name their \
                        packages if they are elsewhere:
                          mvn compile liquibase:diff -Dmodel.packages=com.example.one,com.example.two""");
    }

    @Test
    void kotlin_and_groovy_sources_are_compared_with_their_classes() throws Exception {
        project.source("shop.Sold", "@Entity class Sold { @Id Long id; }").compile("-g:none");
        Path classes = base.resolve("target/classes/shop");
        sourceFile(classes.resolve("Item.class"), "Item.kt");
        sourceFile(classes.resolve("Sold.class"), "Sold.groovy");
        project.delete("src/main/java/shop/Item.java");
        project.delete("src/main/java/shop/Sold.java");
        project.file("src/main/kotlin/Item.kt", "package shop\n@Entity class Item(@Id val id: Long)")
                .file("src/main/groovy/shop/Sold.groovy", "package shop\n@Entity class Sold { @Id Long id }")
                .file("src/main/kotlin/New.kt", "package shop\n// class\nfun help() {}");
        touch(Instant.now().plusSeconds(60), "target/classes/shop/Item.class", "target/classes/shop/Sold.class");

        assertThat(ddl()).hasSize(2);

        touch(Instant.now().plusSeconds(120), "src/main/kotlin/Item.kt");
        project.delete("src/main/groovy/shop/Sold.groovy");
        project.file("src/main/kotlin/New.kt", "package shop\n@Entity data class New(@Id val id: Long)");
        refused("""
                The classes in target/classes are not those of the sources:
                  changed after it was compiled: src/main/kotlin/Item.kt
                  never compiled: src/main/kotlin/New.kt
                  no longer has a source: target/classes/shop/Sold.class
                A migration generated from them would not match your code. Compile first:
                  mvn clean compile liquibase:diff""");
    }

    /** Gives a class file the attribute by which a compiler names the source. */
    private static void sourceFile(Path file, String source) throws IOException {
        ClassReader reader = new ClassReader(Files.readAllBytes(file));
        ClassWriter writer = new ClassWriter(0);
        reader.accept(writer, 0);
        writer.visitSource(source, null);
        Files.write(file, writer.toByteArray());
    }

    private void touch(Instant time, String... paths) throws IOException {
        for (String path : paths) {
            Files.setLastModifiedTime(base.resolve(path), FileTime.from(time));
        }
    }

    private static String orm(String type) {
        return """
                <entity-mappings xmlns="https://jakarta.ee/xml/ns/persistence/orm" version="3.1">
                  <entity class="%s" access="FIELD">
                    <table name="from_xml"/>
                    <attributes><id name="id"/></attributes>
                  </entity>
                </entity-mappings>""".formatted(type);
    }

    @Test
    void a_setting_of_envers_reaches_hibernate_and_makes_another_model(@TempDir Path folder) throws Exception {
        String suffix = "org.hibernate.envers.audit_table_suffix";
        ModelMetadata plain = ModelMetadata.of(Map.of(), folder, getClass().getClassLoader());
        ModelMetadata history =
                ModelMetadata.of(Map.of(suffix, "_history"), folder, getClass().getClassLoader());

        assertThat(history.settings()).containsEntry(suffix, "_history");
        assertThat(history.fingerprint()).isNotEqualTo(plain.fingerprint());
    }
}
