package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.LiquibaseVersion;
import com.jarvis.testing.LocalRepository;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hibernate.Version;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project with nothing of this one but the migrator, as a dependency of the plugin or of the project. */
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

    /** What the plugin needs if it has no defaults of the migrator. */
    private static final String PLUGIN = """
            <plugin>
              <groupId>org.liquibase</groupId>
              <artifactId>liquibase-maven-plugin</artifactId>
              <version>5.0.4</version>
              <dependencies>%s</dependencies>
              <configuration>
                <changeLogFile>db/changelog/master.yaml</changeLogFile>
                <diffChangeLogFile>db/changelog/changes</diffChangeLogFile>
                <referenceUrl>hibernate:classic:com.jarvis.migrator.hibernate.ModelMetadata</referenceUrl>
                <includeTestOutputDirectory>false</includeTestOutputDirectory>
                <url>jarvis:default</url>
                <driver>org.postgresql.Driver</driver>
                <showBanner>false</showBanner>
                <analyticsEnabled>false</analyticsEnabled>
                <systemProperties>
                  <basedir>${project.basedir}</basedir>
                </systemProperties>
              </configuration>
            </plugin>
            """;

    @TempDir
    private Path folder;

    @Test
    void the_block_of_the_page_is_all_that_it_needs() throws Exception {
        try (LocalRepository migrator = LocalRepository.withTheMigrator()) {
            write("pom.xml", pom("""
                    <dependency>
                      <groupId>org.hibernate.orm</groupId>
                      <artifactId>hibernate-core</artifactId>
                      <version>%s</version>
                    </dependency>
                    """.formatted(Version.getVersionString()), block(migrator.version())));
            String output = worksAsThisProject(
                    "changelog/db.changelog-master.yaml",
                    "Created changelog/db.changelog-master.yaml\n",
                    // The plugin 4.33 loads it itself as soon as it is given a URL (AbstractLiquibaseMojo.setUrl).
                    LiquibaseVersion.isFour() ? "org.yaml.snakeyaml.Yaml " : "liquibase.Scope ");
            assertThat(output).startsWith("Created ").doesNotContain("HHH", "SLF4J", "WARN");
        }
    }

    /** By their paths: at the time of the tests there is no artifact yet that a repository could hold. */
    @Test
    void the_migrator_may_be_a_dependency_of_the_project() throws Exception {
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
        write(
                "pom.xml",
                pom(
                        dependencies.toString(),
                        LiquibaseVersion.in(PLUGIN.formatted(LiquibaseVersion.withoutCommercial()))));
        write("db/changelog/master.yaml", "databaseChangeLog: []\n");
        worksAsThisProject("db/changelog/master.yaml", "", "org.yaml.snakeyaml.Yaml ");
    }

    @Test
    void the_readme_has_the_same_block_for_liquibase_4_33() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String block = readme.substring(readme.indexOf("<plugin>"), readme.indexOf("</plugin>") + "</plugin>".length());
        int optional = block.lastIndexOf("    <dependency>");
        assertThat(block.substring(optional)).contains("<!-- Optional: ");
        assertThat(block.substring(0, optional) + "  </dependencies>\n</plugin>")
                .isEqualTo(firstBlock().replace("5.0.4", "4.33.0"));
    }

    /** @param unneeded a class that is not loaded where nothing is pending */
    private String worksAsThisProject(String master, String created, String unneeded) throws Exception {
        write(
                "src/main/resources/hibernate.properties",
                "hibernate.physical_naming_strategy=org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy\n");
        write("src/main/java/com/example/shop/Product.java", ENTITY);
        TestProject project = new TestProject(folder);
        try (var database = TestDatabase.create()) {
            String output = succeeds(
                    project.mvn(database, "-q", "compile", "liquibase:diff", "liquibase:update", "-Dmessage=baseline"));
            assertThat(output)
                    .contains(
                            created + "+ table product",
                            "Wrote " + Path.of(master).resolveSibling("changes") + "/",
                            "_baseline.yaml",
                            "Applied ");
            List<String> first = CatalogText.of(database);
            assertThat(first).contains("table public.product.name character varying(255)");

            write(
                    "src/main/java/com/example/shop/Product.java",
                    ENTITY.replace("String name;", "String name;\n\n    java.math.BigDecimal unitPrice;"));
            assertThat(succeeds(project.mvn(
                            database, "-q", "compile", "liquibase:diff", "liquibase:update", "-Dmessage=add price")))
                    .contains("+ column product.unit_price numeric(38,2)", "_add_price");
            assertThat(project.path(master).resolveSibling("schema.md"))
                    .content()
                    .contains("| unit_price | numeric(38,2) |");

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
                            Wrote (db/)?changelog/changes/\\d{14}_by_hand.yaml
                            It does nothing yet. Write its changes and its rollback, then apply it:
                              mvn liquibase:update
                            """)
                    .containsPattern("Applied \\d{14}_by_hand");

            assertThat(succeeds(project.mvn(database, "-q", "liquibase:update")))
                    .contains("Nothing to apply.\n")
                    .doesNotContain("WARN", "skipped");
            write(".mvn/jvm.config", "-Xlog:class+load:file=target/loaded.txt");
            assertThat(succeeds(project.mvn(database, "-q", "liquibase:update", "liquibase:history")))
                    .contains("Nothing to apply.\n", "by hand (current)")
                    .doesNotContain("WARN", "skipped");
            assertThat(project.path("target/loaded.txt"))
                    .content()
                    .contains("com.jarvis.migrator.liquibase.head.HeadCheck ")
                    .doesNotContain(unneeded);
            return output;
        }
    }

    /** The first block of a plugin on the page, which a user copies. */
    private static String firstBlock() throws IOException {
        String page = Files.readString(Path.of("docs/other-projects.md"));
        String block = page.substring(page.indexOf("<plugin>"), page.indexOf("</plugin>") + "</plugin>".length());
        assertThat(block.lines()).hasSizeLessThanOrEqualTo(12);
        return block;
    }

    /** With the version of this build, and the Liquibase that the tests run with. */
    private static String block(String version) throws IOException {
        return LiquibaseVersion.in(
                firstBlock().replace("<version>1.0.0-SNAPSHOT</version>", "<version>%s</version>".formatted(version)));
    }

    private static String pom(String dependencies, String plugin) {
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
                """.formatted(dependencies, plugin);
    }

    /** The entry itself, or what is in it as a jar, as Maven takes files alone. */
    private Path jar(Path entry) throws IOException {
        return Files.isDirectory(entry) ? LocalRepository.jar(entry, folder.resolve("lib/jarvis-migrator.jar")) : entry;
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
