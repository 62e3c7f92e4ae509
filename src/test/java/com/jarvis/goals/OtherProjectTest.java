package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project with nothing of this one but its classes, configured as docs/other-projects.md says. It has them, and what
 * they need, by their paths: at the time of the tests there is no artifact yet that a repository could hold.
 */
@Tag(TestSet.PROCESS)
class OtherProjectTest {

    private static final String ENTITY = """
            package com.example.shop;

            import jakarta.persistence.Entity;
            import jakarta.persistence.Id;

            @Entity
            public class Product {
                @Id
                Long id;

                String name;
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void it_generates_applies_and_undoes_migrations_of_its_own() throws Exception {
        write("pom.xml", pom());
        write("db/changelog/master.yaml", "databaseChangeLog: []\n");
        write(
                "src/main/resources/hibernate.properties",
                "hibernate.physical_naming_strategy=org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy\n");
        write("src/main/java/com/example/shop/Product.java", ENTITY);
        TestProject project = new TestProject(folder);
        try (var database = TestDatabase.create()) {
            assertThat(succeeds(project.mvn(
                            database, "-q", "compile", "liquibase:diff", "liquibase:update", "-Dmessage=baseline")))
                    .contains("+ table product", "Wrote db/changelog/changes/", "_baseline.yaml", "Applied ");
            List<String> first = CatalogText.of(database);
            assertThat(first).contains("table public.product.name character varying(255)");

            write(
                    "src/main/java/com/example/shop/Product.java",
                    ENTITY.replace("String name;", "String name;\n\n    java.math.BigDecimal unitPrice;"));
            assertThat(succeeds(project.mvn(
                            database, "-q", "compile", "liquibase:diff", "liquibase:update", "-Dmessage=add price")))
                    .contains("+ column product.unit_price numeric(38,2)", "_add_price");
            assertThat(project.path("db/changelog/schema.md")).content().contains("| unit_price | numeric(38,2) |");

            assertThat(succeeds(project.mvn(
                            database,
                            "-q",
                            "liquibase:status",
                            "-Dcheck",
                            "liquibase:history",
                            "liquibase:rollback",
                            "-Dliquibase.rollbackCount=1",
                            "-Dallow=drop")))
                    .contains(
                            "_add_price (head)",
                            "Model     matches the live schema",
                            "Entities  in the directories of the class path; hibernate.physical_naming_strategy from hibernate.properties",
                            "add price (current)",
                            "Rolled back ");
            assertThat(CatalogText.of(database)).isEqualTo(first);

            assertThat(succeeds(project.mvn(
                            database, "-q", "liquibase:diff", "liquibase:update", "-Dempty", "-Dmessage=by hand")))
                    .containsPattern("""
                            Wrote db/changelog/changes/\\d{14}_by_hand.yaml
                            It does nothing yet. Write its changes and its rollback, then apply it:
                              mvn liquibase:update
                            """)
                    .containsPattern("Applied \\d{14}_by_hand");
        }
    }

    private String pom() throws Exception {
        String page = Files.readString(Path.of("docs/other-projects.md"));
        Matcher plugin = Pattern.compile("<plugin>.*</plugin>", Pattern.DOTALL).matcher(page);
        assertThat(plugin.find()).isTrue();
        StringBuilder dependencies = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("test-classes") && !entry.contains("junit")) {
                dependencies.append("""
                        <dependency>
                          <groupId>local</groupId>
                          <artifactId>a%d</artifactId>
                          <version>1</version>
                          <scope>system</scope>
                          <systemPath>%s</systemPath>
                        </dependency>
                        """.formatted(dependencies.length(), jar(Path.of(entry))));
            }
        }
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>shop</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencies>%s</dependencies>
                  <build><plugins>
                    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
                    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                    %s
                  </plugins></build>
                </project>
                """.formatted(dependencies, plugin.group());
    }

    /** The entry itself, or what is in it as a jar, as Maven takes files alone. */
    private Path jar(Path entry) throws Exception {
        if (!Files.isDirectory(entry)) {
            return entry;
        }
        Path jar = folder.resolve("lib/jarvis-migrator.jar");
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(entry)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(entry.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private void write(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String succeeds(Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }
}
