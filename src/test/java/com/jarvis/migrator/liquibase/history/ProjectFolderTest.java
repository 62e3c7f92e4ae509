package com.jarvis.migrator.liquibase.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFolderTest {

    @TempDir
    private Path base;

    private Path project;
    private Path secret;
    private ProjectFolder folder;

    @BeforeEach
    void make() throws IOException {
        project = Files.createDirectories(base.resolve("project"));
        secret = Files.writeString(base.resolve("secret.sql"), "select 1");
        folder = new ProjectFolder(project);
    }

    @Test
    void a_file_of_the_project_does_not_lead_out_by_whichever_link_it_is_reached() throws Exception {
        Files.writeString(project.resolve("a.sql"), "select 1");
        Files.createSymbolicLink(project.resolve("b.sql"), Path.of("a.sql"));
        Path alias = Files.createSymbolicLink(base.resolve("alias"), project);

        assertThat(folder.leftBy(in(project, "a.sql"))).isEmpty();
        assertThat(folder.leftBy(in(project, "b.sql"))).isEmpty();
        assertThat(folder.leftBy(in(alias, "b.sql"))).isEmpty();
        assertThat(new ProjectFolder(alias).leftBy(in(alias, "b.sql"))).isEmpty();
        assertThat(new ProjectFolder(alias).leftBy(in(project, "b.sql"))).isEmpty();
    }

    @Test
    void a_link_and_two_dots_lead_out() throws Exception {
        Files.createSymbolicLink(project.resolve("link.sql"), secret);
        Files.createDirectory(project.resolve("more"));
        Files.writeString(project.resolve("more/a.sql"), "select 1");
        Path real = secret.toRealPath();

        assertThat(folder.leftBy(in(project, "link.sql"))).contains(real);
        assertThat(folder.leftBy(in(project, "../secret.sql"))).contains(real);
        assertThat(folder.leftBy(in(project, "more/a.sql").resolveSibling("../../secret.sql")))
                .contains(real);
        assertThat(folder.leftBy(in(project, "more/a.sql").resolveSibling("a.sql")))
                .isEmpty();
    }

    @Test
    void another_folder_of_the_class_path_may_be_read_but_not_left() throws Exception {
        Path classes = Files.createDirectories(base.resolve("other/target/classes"));
        Files.writeString(classes.resolve("a.sql"), "select 1");
        Files.createSymbolicLink(classes.resolve("link.sql"), secret);
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            var files = new ClassLoaderResourceAccessor(loader);
            assertThat(folder.leftBy(files.get("a.sql"))).isEmpty();
            assertThat(folder.leftBy(files.get("link.sql"))).contains(secret.toRealPath());
        }
    }

    @Test
    void a_folder_of_the_project_s_class_path_may_not_be_a_link_that_leads_out() throws Exception {
        Files.createDirectory(project.resolve("target"));
        Path classes = Files.createSymbolicLink(project.resolve("target/classes"), base);

        assertThat(folder.leftBy(in(classes, "secret.sql"))).contains(secret.toRealPath());
    }

    @Test
    void an_entry_of_a_jar_and_a_missing_file_do_not_lead_out() throws Exception {
        Path jar = base.resolve("a.jar");
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
            Files.writeString(zip.getPath("a.sql"), "select 1");
        }
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            var files = new ClassLoaderResourceAccessor(loader);
            Resource entry = files.get("a.sql");
            assertThat(entry.exists()).isTrue();
            assertThat(folder.leftBy(entry)).isEmpty();
        }
        assertThat(folder.leftBy(in(project, "nowhere.sql"))).isEmpty();
    }

    private static Resource in(Path root, String path) throws IOException {
        return new DirectoryResourceAccessor(root).get(path);
    }
}
