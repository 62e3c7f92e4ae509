package com.jarvis.migrator.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

    @TempDir
    private Path project;

    @Test
    void an_element_may_stand_for_the_jars_of_a_folder() throws Exception {
        Files.createDirectories(project.resolve("lib"));
        for (String file : new String[] {"b.jar", "a.jar", "readme.txt"}) {
            Files.createFile(project.resolve("lib").resolve(file));
        }

        assertThat(parse("classes", "lib/*").elements())
                .containsExactly(
                        project.resolve("classes"), project.resolve("lib/a.jar"), project.resolve("lib/b.jar"));
    }

    @Test
    void a_jar_that_does_not_exist_is_missing_but_a_folder_that_a_build_tool_has_not_created_is_not() throws Exception {
        Files.createDirectories(project.resolve("build/classes"));

        assertThat(parse("build/classes", "build/resources", "lib/a.jar", "none/*")
                        .missing())
                .containsExactly(project.resolve("lib/a.jar"));
    }

    @Test
    void without_any_folder_all_of_them_are_missing() {
        assertThat(parse("build/classes", "build/resources").missing())
                .containsExactly(project.resolve("build/classes"), project.resolve("build/resources"));
    }

    @Test
    void the_folders_of_the_project_are_those_below_it() throws Exception {
        Path elsewhere = Files.createDirectories(project.resolve("core/classes"));

        assertThat(parse("target/classes", elsewhere.toString(), "/opt/classes").foldersIn(project))
                .containsExactly(project.resolve("target/classes"), elsewhere);
        assertThat(parse("target/classes", "/opt/classes").foldersIn(project.resolve("web")))
                .isEmpty();
    }

    private ClassPath parse(String... elements) {
        return ClassPath.parse(String.join(File.pathSeparator, elements), project);
    }
}
