package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The licences and notices of the libraries in the runnable jar, which is built here as {@code mvn package} builds it. */
@Tag(TestSet.PROCESS)
class LicencesTest {

    private static final String LICENCE = "LICENSE[^/]*|META-INF/(?:(?:LICENSE|NOTICE|COPYING)[^/]*|licenses/.*[^/])";
    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

    @TempDir
    private static Path folder;

    private static List<Path> libraries;

    @BeforeAll
    static void build() throws Exception {
        Run run = TestProject.copiedTo(folder)
                .mvn(
                        "-q",
                        "package",
                        PLUGIN,
                        "-DskipTests",
                        "-DincludeScope=runtime",
                        "-DexcludeGroupIds=io.zonky.test.postgres",
                        "-Dmdep.outputFile=libraries");
        assertThat(run.exitCode()).as(run.output()).isZero();
        libraries = Stream.of(Files.readString(folder.resolve("libraries")).split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    @Test
    void the_list_in_the_jar_names_each_library_and_its_licence() throws Exception {
        try (JarFile jar =
                new JarFile(folder.resolve("target/jarvis-migrator.jar").toFile())) {
            List<String> list = text(jar, jar.getEntry("META-INF/licenses/THIRD-PARTY.txt"))
                    .lines()
                    .filter(line -> line.startsWith("     ("))
                    .toList();

            assertThat(list).hasSameSizeAs(libraries);
            for (Path library : libraries) {
                assertThat(list)
                        .anyMatch(line -> line.contains(
                                " (%s:%s:%s - ".formatted(group(library), artifact(library), version(library))));
            }
        }
    }

    @Test
    void each_licence_and_notice_of_a_library_is_in_the_jar_unchanged() throws Exception {
        try (JarFile jar =
                new JarFile(folder.resolve("target/jarvis-migrator.jar").toFile())) {
            int found = 0;
            for (Path library : libraries) {
                try (JarFile one = new JarFile(library.toFile())) {
                    for (ZipEntry entry : one.stream()
                            .filter(e -> e.getName().matches(LICENCE))
                            .toList()) {
                        String kept = "META-INF/licenses/%s/%s/%s".formatted(group(library), artifact(library), entry);
                        assertThat(jar.getEntry(kept)).as(kept).isNotNull();
                        assertThat(text(jar, jar.getEntry(kept))).as(kept).isEqualTo(text(one, entry));
                        found++;
                    }
                }
            }
            assertThat(found).isGreaterThan(libraries.size());
            assertThat(text(jar, jar.getEntry("META-INF/LICENSE"))).isEqualTo(Files.readString(Path.of("LICENSE")));
        }
    }

    /** Their licences ask for the text, which these libraries leave out of their jars. */
    @Test
    void libraries_under_MIT_and_BSD_have_their_text() throws Exception {
        try (JarFile jar =
                new JarFile(folder.resolve("target/jarvis-migrator.jar").toFile())) {
            List<String> list = text(jar, jar.getEntry("META-INF/licenses/THIRD-PARTY.txt"))
                    .lines()
                    .filter(line -> line.matches(" +\\((MIT|BSD-.*?)\\) .*"))
                    .toList();
            assertThat(list).isNotEmpty();
            for (String line : list) {
                String[] coordinates =
                        line.replaceFirst(".*\\(([^()]*) - .*", "$1").split(":");
                String kept = "META-INF/licenses/%s/%s/".formatted(coordinates[0], coordinates[1]);
                assertThat(jar.stream().filter(entry -> entry.getName().startsWith(kept) && !entry.isDirectory()))
                        .as(line)
                        .isNotEmpty();
            }
        }
    }

    private static String text(JarFile jar, ZipEntry entry) throws Exception {
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** In a repository of Maven: the group's folders, then those of the artifact and of its version. */
    private static String group(Path library) {
        Path group = library.getParent().getParent().getParent();
        Path repository =
                Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
        return repository.relativize(group).toString().replace(File.separatorChar, '.');
    }

    private static String artifact(Path library) {
        return library.getParent().getParent().getFileName().toString();
    }

    private static String version(Path library) {
        return library.getParent().getFileName().toString();
    }
}
