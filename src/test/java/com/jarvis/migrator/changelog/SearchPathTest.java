package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
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
}
