package com.jarvis.migrator.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.TestProject;
import org.hibernate.boot.Metadata;
import org.junit.jupiter.api.Test;

class MappingTest {

    private static final String BROKEN = Broken.class.getName();

    @Test
    void an_entity_without_identifier_is_named() {
        refused("""
                Entity '%1$s$NoId' has no identifier (every '@Entity' class must declare or inherit at least one \
                '@Id' or '@EmbeddedId' property)""", Broken.NoId.class);
    }

    @Test
    void an_association_to_what_is_no_entity_is_named() {
        refused("""
                Association '%1$s$ToNoEntity.plain' targets the type '%1$s$Plain' which is not an '@Entity' type""", Broken.ToNoEntity.class);
    }

    @Test
    void a_collection_mapped_by_nothing_is_named() {
        refused("""
                Collection '%1$s$UnknownMappedBy.children' is 'mappedBy' a property named 'parent' which does not exist \
                in the target entity '%1$s$Child'""", Broken.UnknownMappedBy.class, Broken.Child.class);
    }

    @Test
    void a_column_of_two_attributes_is_named() {
        refused("""
                Column 'title' is duplicated in mapping for entity '%1$s$ColumnTwice' \
                (use '@Column(insertable=false, updatable=false)' when mapping multiple properties to the same column)""", Broken.ColumnTwice.class);
    }

    @Test
    void two_entities_of_one_name_are_named() {
        refused("""
                Entity classes [%1$s$SameName1] and [%1$s$SameName2] share the entity name 'Same' \
                (entity names must be distinct)""", Broken.SameName1.class, Broken.SameName2.class);
    }

    @Test
    void a_converter_that_cannot_be_made_is_named_with_its_attribute() {
        refused("""
                Could not instantiate managed bean directly '%1$s$NoConstructor' due to: %1$s$NoConstructor.<init>()
                  at %2$s.BadConverter.text""", Broken.BadConverter.class);
    }

    @Test
    void an_attribute_of_a_type_that_hibernate_cannot_map_is_named() {
        refused("""
                Could not determine recommended JdbcType for Java type 'java.lang.Runnable'
                  at %2$s.NoType.task""", Broken.NoType.class);
    }

    @Test
    void an_attribute_without_a_postgresql_type_is_named() throws MigratorException {
        Metadata model = boot(Broken.BadTypeCode.class);

        assertThatThrownBy(() -> ModelDdl.of(model))
                .isInstanceOf(MigratorException.class)
                .hasMessage(text("""
                                Error creating SQL 'create' commands for table 'broken$bad_type_code' [Unable to determine \
                                SQL type name for column 'text' of table 'broken$bad_type_code' because there is no type \
                                mapping for org.hibernate.type.SqlTypes code: 4711 (UNKNOWN(4711))]
                                  at %2$s.BadTypeCode.text"""));
    }

    @Test
    void two_entities_may_share_a_table() throws MigratorException {
        assertThat(ModelDdl.of(boot(Broken.TableTwice1.class, Broken.TableTwice2.class))
                        .commands())
                .containsExactly("create table shared (id bigint not null, primary key (id))");
    }

    @Test
    void the_thread_keeps_its_class_loader() throws MigratorException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        boot(Broken.Child.class);

        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    private static void refused(String words, Class<?>... classes) {
        assertThatThrownBy(() -> boot(classes))
                .isInstanceOf(MigratorException.class)
                .hasMessage(text(words));
    }

    private static String text(String words) {
        return """
                Hibernate does not accept the mapping of the entities:
                  %s
                Nothing was compared or written. Fix the mapping, then:
                  mvn compile liquibase:diff""".formatted(words.replace("%1$s", BROKEN).replace("%2$s", BROKEN));
    }

    private static Metadata boot(Class<?>... classes) throws MigratorException {
        return Mapping.of(ModelClasses.of(classes), TestProject.NAMING, MappingTest.class.getClassLoader());
    }
}
