package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import com.jarvis.testing.ThinJar;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line of docs/gradle.md in a project without a POM. As in {@link JarTest}, a jar with nothing but a manifest stands
 * for the runnable one; it has another model and libraries of its own.
 */
@Tag(TestSet.PROCESS)
class ModelClassPathTest {

    private static final String ENTITY = """
            package com.example.shop;

            import jakarta.persistence.*;

            @Entity
            public class Product {
                @Id
                Long id;

                String name;
            }
            """;

    private static final String CLASS_PATH =
            String.join(File.pathSeparator, "build/classes/java/main", "build/resources/main", "lib/*");

    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void a_compiled_project() throws Exception {
        database = TestDatabase.create();
        ThinJar.in(folder);
        Path libraries = Files.createDirectories(folder.resolve("lib"));
        for (String entry :
                ThinJar.classPath().filter(one -> one.endsWith(".jar")).toList()) {
            Path jar = Path.of(entry);
            Files.copy(jar, libraries.resolve(jar.getFileName()));
        }
        compile(ENTITY);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void the_jar_writes_checks_and_applies_migrations() throws Exception {
        Run first = jar("-Dmessage=baseline", "--model-class-path=" + CLASS_PATH, "diff");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).matches("""
                Created changelog/db\\.changelog-master\\.yaml
                \\+ table product
                Wrote changelog/changes/\\d{14}_baseline\\.yaml
                Updated changelog/schema\\.md
                What it costs, tried on a scratch server:
                \\d{14}_baseline
                  locks no existing table
                Review it, then apply it:
                  java -jar jarvis-migrator\\.jar --model-class-path=… update
                """);

        assertThat(succeeds(jar("--model-class-path", CLASS_PATH, "validate")))
                .endsWith("Pending migrations traced: 1, errors: 0, warnings: 0. Also in build/lint.sarif.\n");
        assertThat(succeeds(jar("--model-class-path", CLASS_PATH, "update"))).contains("1 migration applied.");
        assertThat(CatalogText.of(database)).contains("table public.product.name character varying(255)");
        assertThat(succeeds(jar("--model-class-path", CLASS_PATH, "diff")))
                .isEqualTo("The database matches the model: nothing to do.\n");
        assertThat(succeeds(jar("-Dcheck", "--model-class-path", CLASS_PATH, "status")))
                .contains(
                        "_baseline (head)",
                        "Model     matches the live schema",
                        "Entities  in the directories of the class path");
        assertThat(folder.resolve("target")).doesNotExist();
    }

    @Test
    void the_master_changelog_may_be_elsewhere() throws Exception {
        Files.createDirectories(folder.resolve("db"));
        Files.writeString(folder.resolve("db/master.yaml"), "databaseChangeLog: []\n");

        assertThat(succeeds(jar(
                        "-Dmessage=baseline",
                        "--model-class-path=" + CLASS_PATH,
                        "--changelog-file=db/master.yaml",
                        "diff")))
                .contains("Wrote db/changes/");
        assertThat(succeeds(jar("--model-class-path=" + CLASS_PATH, "update", "--changelog-file", "db/master.yaml")))
                .contains("1 migration applied.");
    }

    @Test
    void what_is_wrong_with_the_class_path_is_told_before_anything_runs() throws Exception {
        assertThat(jar(
                        "--model-class-path=build/classes/java/main:lib/none.jar".replace(":", File.pathSeparator),
                        "diff"))
                .isEqualTo(new Run(1, """
                        --model-class-path has what does not exist:
                          %s
                        Nothing was run, as the model may be incomplete. Compile the application, or correct the path.
                        """.formatted(folder.toRealPath().resolve("lib/none.jar"))));
        assertThat(jar("--model-class-path=build/classes/java/main", "diff").output())
                .contains("The class path of the application has no Hibernate, so there is no model to compare.");

        Files.writeString(
                folder.resolve("src/main/java/com/example/shop/Order.java"),
                "package com.example.shop; class Order {}");
        Run stale = jar("--model-class-path=" + CLASS_PATH, "diff");
        assertThat(stale.exitCode()).isEqualTo(1);
        assertThat(stale.output()).endsWith("""
                The classes in build/classes/java/main, build/resources/main are not those of the sources:
                  never compiled: src/main/java/com/example/shop/Order.java
                A migration generated from them would not match your code. Compile first:
                  java -jar jarvis-migrator.jar --model-class-path=… diff
                """);
    }

    private void compile(String entity) throws Exception {
        Path source = folder.resolve("src/main/java/com/example/shop/Product.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, entity);
        Path classes = Files.createDirectories(folder.resolve("build/classes/java/main"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString()))
                .isZero();
    }

    /** @param arguments those that begin with -D stand before -jar */
    private Run jar(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("java", "-XX:TieredStopAtLevel=1"));
        Stream.of(arguments).filter(one -> one.startsWith("-D")).forEach(command::add);
        command.addAll(List.of("-jar", "jarvis-migrator.jar"));
        Stream.of(arguments).filter(one -> !one.startsWith("-D")).forEach(command::add);
        return new TestProject(folder).run(Map.of("DATABASE_URL", database.uri()), command.toArray(String[]::new));
    }

    private static String succeeds(Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }
}
