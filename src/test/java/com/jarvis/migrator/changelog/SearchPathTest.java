package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.resource.ZipResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {

    @TempDir
    Path folder;

    @Test
    void a_master_changelog_that_is_on_the_class_path_as_well_is_refused_with_both_places() throws Exception {
        Path source = Files.createDirectories(folder.resolve("shop/db"));
        Path copy = Files.createDirectories(folder.resolve("shop/target/classes/db"));
        Files.writeString(source.resolve("master.yaml"), "databaseChangeLog: []\n");
        Files.writeString(copy.resolve("master.yaml"), "databaseChangeLog: []\n");

        ResourceAccessor files = new CompositeResourceAccessor(
                new DirectoryResourceAccessor(copy.getParent()), new DirectoryResourceAccessor(source.getParent()));
        assertThatThrownBy(() -> ChangelogCheck.check("db/master.yaml", files))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        db/master.yaml is there 2 times:
                          %s/master.yaml
                          %s/master.yaml
                        Liquibase looks changelogs up in the project and on its class path, and takes none of several. \
                        Nothing was run. Name the folder that counts in the plugin's configuration in the POM:
                          <searchPath>${project.basedir}</searchPath>""", copy, source);
    }

    @Test
    void a_master_changelog_that_a_jar_has_as_well_is_refused_with_the_jar() throws Exception {
        Path copy = Files.createDirectories(folder.resolve("shop/target/classes/db"));
        Files.writeString(copy.resolve("master.yaml"), "databaseChangeLog: []\n");
        Path jar = folder.resolve("lib.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("db/master.yaml"));
        }

        ResourceAccessor files = new CompositeResourceAccessor(
                new DirectoryResourceAccessor(copy.getParent()), new ZipResourceAccessor(jar));
        assertThatThrownBy(() -> ChangelogCheck.check("db/master.yaml", files)).hasMessage("""
                        db/master.yaml is there 2 times:
                          %s/master.yaml
                          %s!/db/master.yaml
                        Liquibase looks changelogs up in the project and on its class path, and takes none of several. \
                        Nothing was run. Name the folder that counts in the plugin's configuration in the POM:
                          <searchPath>${project.build.outputDirectory}</searchPath>""", copy, jar);
    }
}
