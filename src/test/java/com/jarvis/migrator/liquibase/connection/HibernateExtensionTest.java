package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HibernateExtensionTest {

    @Test
    void the_one_for_the_hibernate_on_the_class_path_is_accepted() {
        assertThatCode(() -> HibernateExtension.requireMatch(getClass().getClassLoader()))
                .doesNotThrowAnyException();
        assertThatCode(() -> HibernateExtension.requireMatch("liquibase-hibernate6-5.0.1", "6.6.53.Final"))
                .doesNotThrowAnyException();
        assertThatCode(() -> HibernateExtension.requireMatch("liquibase-hibernate7-5.0.3", "7.2.19.Final"))
                .doesNotThrowAnyException();
    }

    @Test
    void a_class_path_without_one_is_accepted() {
        assertThatCode(() -> HibernateExtension.requireMatch(ClassLoader.getPlatformClassLoader()))
                .doesNotThrowAnyException();
    }

    @Test
    void in_a_jar_that_contains_all_libraries_it_is_the_right_one() {
        assertThatCode(() -> HibernateExtension.requireMatch(null, "[WORKING]")).doesNotThrowAnyException();
        assertThatCode(() -> HibernateExtension.requireMatch("jarvis-migrator", "7.4.15.Final"))
                .doesNotThrowAnyException();
    }

    @Test
    void the_one_for_another_hibernate_is_refused_with_the_one_to_use() {
        assertRefused("liquibase-hibernate6-5.0.1", "7.4.15.Final", """
                liquibase-hibernate6-5.0.1 is for Hibernate 6, and the class path has Hibernate 7.4.15.Final.
                Nothing was compared or written. Replace this dependency in the POM with:
                  <dependency>
                    <groupId>org.liquibase.ext</groupId>
                    <artifactId>liquibase-hibernate7</artifactId>
                    <version>5.0.3</version>
                    <exclusions>
                      <exclusion>
                        <groupId>org.hibernate.orm</groupId>
                        <artifactId>*</artifactId>
                      </exclusion>
                    </exclusions>
                  </dependency>""");
        assertRefused("liquibase-hibernate7-5.0.3", "6.6.53.Final", """
                liquibase-hibernate7-5.0.3 is for Hibernate 7, and the class path has Hibernate 6.6.53.Final.
                Nothing was compared or written. Replace this dependency in the POM with:
                  <dependency>
                    <groupId>org.liquibase.ext</groupId>
                    <artifactId>liquibase-hibernate6</artifactId>
                    <version>5.0.1</version>
                    <exclusions>
                      <exclusion>
                        <groupId>org.hibernate.orm</groupId>
                        <artifactId>*</artifactId>
                      </exclusion>
                    </exclusions>
                  </dependency>""");
    }

    @Test
    void the_versions_are_those_of_the_tests() throws Exception {
        List<String> versions = Pattern.compile("<liquibase-hibernate\\.version>(.*)</liquibase-hibernate\\.version>")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(versions)
                .containsExactly(HibernateExtension.VERSIONS.get("6"), HibernateExtension.VERSIONS.get("7"));
    }

    private static void assertRefused(String title, String hibernate, String message) {
        assertThatThrownBy(() -> HibernateExtension.requireMatch(title, hibernate))
                .isInstanceOf(MigratorException.class)
                .hasMessage(message);
    }
}
