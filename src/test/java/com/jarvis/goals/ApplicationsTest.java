package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.LiquibaseVersion;
import com.jarvis.testing.LocalRepository;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The applications in src/it, as a user builds and starts them. What the migrator makes of their database is compared with what
 * they make of another one at their own start.
 */
@Tag(TestSet.PROCESS)
class ApplicationsTest {

    /** How each application is started, and where it says that its settings come from. */
    private enum Application {
        SPRING_BOOT_3(
                "target/application.jar",
                "in the directories of the class path; hibernate.implicit_naming_strategy, "
                        + "hibernate.physical_naming_strategy from Spring Boot 3.5.16; hibernate.default_schema, "
                        + "org.hibernate.envers.audit_table_suffix from application.yml"),
        SPRING_BOOT_4(
                "target/application.jar",
                "in the directories of the class path; hibernate.physical_naming_strategy from Spring Boot 4.1.2; "
                        + "hibernate.type.preferred_uuid_jdbc_type from application-local.properties; "
                        + "hibernate.implicit_naming_strategy from application.properties"),
        QUARKUS(
                "target/quarkus-app/quarkus-run.jar",
                "of persistence unit <default>; hibernate.auto_quote_keyword, hibernate.default_schema, "
                        + "hibernate.id.optimizer.pooled.preferred, hibernate.physical_naming_strategy, "
                        + "hibernate.timezone.default_storage, hibernate.type.preferred_duration_jdbc_type, "
                        + "org.hibernate.envers.audit_table_suffix from application.yaml"),
        HIBERNATE(
                "target/application.jar",
                "of persistence unit hotel; hibernate.default_schema, hibernate.implicit_naming_strategy, "
                        + "hibernate.type.preferred_instant_jdbc_type from META-INF/persistence.xml, unit hotel; "
                        + "hibernate.physical_naming_strategy from hibernate.properties");

        private final String jar;
        private final String origin;

        Application(String jar, String origin) {
            this.jar = jar;
            this.origin = origin;
        }

        Path sources() {
            return Path.of("src/it", name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }

        boolean hasLiquibase() {
            return name().startsWith("SPRING");
        }

        /**
         * @param schemaAction what Hibernate does with the schema
         * @param migrates whether Liquibase runs before
         */
        Map<String, String> environment(TestDatabase database, String schemaAction, boolean migrates) {
            return switch (this) {
                case SPRING_BOOT_3, SPRING_BOOT_4 ->
                    Map.of(
                            "SPRING_DATASOURCE_URL", database.url(),
                            "SPRING_DATASOURCE_USERNAME", database.username(),
                            "SPRING_DATASOURCE_PASSWORD", database.password(),
                            "SPRING_JPA_HIBERNATE_DDL_AUTO", schemaAction,
                            "SPRING_LIQUIBASE_ENABLED", "" + migrates);
                case QUARKUS ->
                    Map.of(
                            "QUARKUS_DATASOURCE_JDBC_URL", database.url(),
                            "QUARKUS_DATASOURCE_USERNAME", database.username(),
                            "QUARKUS_DATASOURCE_PASSWORD", database.password(),
                            "QUARKUS_HIBERNATE_ORM_SCHEMA_MANAGEMENT_STRATEGY", schemaAction,
                            "QUARKUS_HIBERNATE_ORM_SCHEMA_MANAGEMENT_CREATE_SCHEMAS", "true");
                case HIBERNATE -> Map.of();
            };
        }

        List<String> arguments(TestDatabase database, String schemaAction) {
            return switch (this) {
                case SPRING_BOOT_3, SPRING_BOOT_4 ->
                    List.of("--spring.jpa.properties.hibernate.hbm2ddl.create_namespaces=true");
                case QUARKUS -> List.of();
                case HIBERNATE -> List.of(database.url(), database.username(), database.password(), schemaAction);
            };
        }
    }

    private static LocalRepository repository;

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() throws IOException {
        repository = LocalRepository.withTheMigrator();
    }

    @AfterAll
    static void remove() {
        repository.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_migrated_schema_is_the_one_that_the_application_creates_itself(Application application) throws Exception {
        TestProject project = copy(application);
        try (var migrated = database();
                var created = database()) {
            assertThat(migrator(project, migrated, "compile", "liquibase:diff", "liquibase:update", "-Dmessage=first"))
                    .contains("_first.yaml", "Applied ");
            succeeds(project.run(Map.of(), "mvn", "-q", "--no-transfer-progress", "package"));

            start(project, application, migrated, "validate", false);
            start(project, application, created, "create", false);

            List<String> schema = CatalogText.of(created);
            assertThat(CatalogText.of(migrated)).isEqualTo(schema).hasSizeGreaterThan(30);
            assertThat(migrator(project, migrated, "liquibase:diff", "liquibase:status", "-Dcheck"))
                    .contains(
                            "The database matches the model: nothing to do.",
                            "Model     matches the live schema",
                            "Entities  " + application.origin);
            if (application.hasLiquibase()) {
                stockLiquibaseRunsTheSameChangelog(project, application, schema);
                String history = "select string_agg(h::text, ';' order by h) from databasechangelog h";
                List<String> before = migrated.strings(history);
                start(project, application, migrated, "validate", true);
                assertThat(migrated.strings(history)).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SPRING_BOOT_3")
    void the_application_is_the_same_with_and_without_the_migrator(Application application) throws Exception {
        TestProject project = copy(application);
        try (var database = database()) {
            migrator(project, database, "compile", "liquibase:diff", "liquibase:update", "-Dmessage=first");
            String classPath = classPath(project);
            Map<String, Long> jar = built(project, application);
            String start = start(project, application, database, "validate", false);

            String pom = Files.readString(project.path("pom.xml"));
            int plugin = pom.lastIndexOf("<plugin>");
            assertThat(pom.substring(plugin)).contains("jarvis-migrator");
            Files.writeString(
                    project.path("pom.xml"),
                    pom.substring(0, plugin) + pom.substring(pom.lastIndexOf("</plugin>") + "</plugin>".length()));

            assertThat(classPath(project)).isEqualTo(classPath).doesNotContain("jarvis", "zonky");
            assertThat(built(project, application)).isEqualTo(jar).hasSizeGreaterThan(50);
            assertThat(start(project, application, database, "validate", false)).isEqualTo(start);
        }
    }

    private static String classPath(TestProject project) throws Exception {
        succeeds(project.run(
                Map.of(),
                "mvn",
                "-q",
                "--no-transfer-progress",
                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                "-Dmdep.outputFile=target/class-path"));
        return Files.readString(project.path("target/class-path"));
    }

    /** The entries of the application's jar with their checksums, without the copy of the POM. */
    private static Map<String, Long> built(TestProject project, Application application) throws Exception {
        succeeds(project.run(
                Map.of(),
                "mvn",
                "-q",
                "--no-transfer-progress",
                "package",
                "-Dproject.build.outputTimestamp=2026-01-01T00:00:00Z"));
        try (JarFile jar = new JarFile(project.path(application.jar).toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.getName().endsWith("pom.xml"))
                    .collect(Collectors.toMap(JarEntry::getName, JarEntry::getCrc));
        }
    }

    private static void stockLiquibaseRunsTheSameChangelog(
            TestProject project, Application application, List<String> schema) throws Exception {
        try (var started = database()) {
            start(project, application, started, "validate", true);
            start(project, application, started, "validate", true);

            assertThat(CatalogText.of(started)).isEqualTo(schema);
            assertThat(migrator(project, started, "liquibase:status", "-Dcheck", "liquibase:update"))
                    .contains(
                            "_first (head)",
                            "Pending   none",
                            "Model     matches the live schema",
                            "Nothing to apply.");
        }
    }

    @Test
    void the_page_shows_what_the_applications_have_that_migrate_at_their_start() throws Exception {
        String page = Files.readString(Path.of("docs/at-startup.md"));
        List<String> blocks = Pattern.compile("(?s)```xml\n(.*?)```")
                .matcher(page)
                .results()
                .map(block -> block.group(1).replaceAll("\\s+", ""))
                .toList();
        for (Application application : List.of(Application.SPRING_BOOT_3, Application.SPRING_BOOT_4)) {
            String pom = Files.readString(application.sources().resolve("pom.xml"));
            assertThat(pom.replaceAll("\\s+", "")).contains(blocks);
        }
        assertThat(blocks).hasSize(2);
    }

    private TestProject copy(Application application) throws IOException {
        for (Path root : List.of(application.sources(), Path.of(".mvn"))) {
            Path target = root.equals(Path.of(".mvn")) ? folder.resolve(".mvn") : folder;
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = target.resolve(root.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        Path pom = folder.resolve("pom.xml");
        Files.writeString(pom, LiquibaseVersion.in(Files.readString(pom)));
        return new TestProject(folder);
    }

    /** With the extension that one of the applications uses. */
    private static TestDatabase database() throws Exception {
        TestDatabase database = TestDatabase.create();
        database.execute("create extension citext");
        return database;
    }

    private static String migrator(TestProject project, TestDatabase database, String... goals) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-q", "-Djarvis.version=" + repository.version()));
        arguments.addAll(List.of(goals));
        return succeeds(project.mvn(database, arguments.toArray(String[]::new)));
    }

    /** @return what the application prints, without times, process numbers and lengths of time */
    private static String start(
            TestProject project, Application application, TestDatabase database, String schemaAction, boolean migrates)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("java", "-XX:TieredStopAtLevel=1", "-jar", application.jar));
        command.addAll(application.arguments(database, schemaAction));
        return succeeds(project.run(
                        application.environment(database, schemaAction, migrates), command.toArray(String[]::new)))
                .replaceAll(
                        "(?m)^\\S+Z? |[\\d.]+ (ms|seconds)|PID \\d+|process running for [\\d.]+| \\d+ ---|@[0-9a-f]+",
                        "");
    }

    private static String succeeds(Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }
}
