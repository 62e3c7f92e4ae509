package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Hibernate;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A POM in which the extension of Liquibase and Hibernate do not belong together. */
@Tag(TestSet.PROCESS)
class HibernateExtensionGoalTest {

    @TempDir
    private Path folder;

    @Test
    void diff_names_the_extension_to_use_and_writes_nothing() throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        String six = property("hibernate6.version", 0);
        String seven = property("hibernate.version", 1);
        String other = Hibernate.isSeven() ? six : seven;
        String extension = Hibernate.isSeven() ? "liquibase-hibernate7-5.0.3" : "liquibase-hibernate6-5.0.1";
        String[] coordinates = Hibernate.isSeven()
                ? new String[] {"liquibase-hibernate6", "5.0.1"}
                : new String[] {"liquibase-hibernate7", "5.0.3"};
        try (var database = TestDatabase.create()) {
            Run run = project.mvn(
                    database,
                    "-q",
                    "compile",
                    "liquibase:update",
                    "liquibase:diff",
                    "-Dhibernate.version=" + other,
                    "-Dmaven.compiler.failOnWarning=false");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output().replace("[ERROR] ", ""))
                    .contains("3 migrations applied.")
                    .contains("""
                    %s is for Hibernate %s, and the class path has Hibernate %s.
                    Nothing was compared or written. Replace this dependency in the POM with:
                      <dependency>
                        <groupId>org.liquibase.ext</groupId>
                        <artifactId>%s</artifactId>
                        <version>%s</version>
                        <exclusions>
                          <exclusion>
                            <groupId>org.hibernate.orm</groupId>
                            <artifactId>*</artifactId>
                          </exclusion>
                        </exclusions>
                      </dependency>""".formatted(
                                    extension, Hibernate.isSeven() ? "7" : "6", other, coordinates[0], coordinates[1]));
            try (Stream<Path> migrations = Files.list(project.path("changelog/changes"))) {
                assertThat(migrations).hasSize(3);
            }
        }
    }

    private static String property(String name, int index) throws Exception {
        return Pattern.compile("<%1$s>(.*)</%1$s>".formatted(Pattern.quote(name)))
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList()
                .get(index);
    }
}
