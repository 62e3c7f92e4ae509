package com.jarvis.migrator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The cache of PostgreSQL's programs, here in another home. */
@Tag(TestSet.SLOW)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
class ProgramsTest {

    private static final Owner SELF = new Owner(-1, -1, List.of());

    @TempDir
    private Path folder;

    private String home;
    private Path cache;

    @BeforeEach
    void moveHome() {
        assumeTrue(System.getenv("XDG_CACHE_HOME") == null, "XDG_CACHE_HOME is set");
        home = System.setProperty("user.home", folder.toString());
        cache = folder.resolve(".cache/jarvis-migrator");
    }

    @AfterEach
    void moveBack() {
        if (home != null) {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void they_do_not_run_if_they_changed_after_they_were_unpacked() throws Exception {
        Path programs = programs().folder();
        assertThat(programs).startsWith(cache).isEqualTo(programs().folder());

        Files.write(programs.resolve("bin/initdb"), new byte[] {0}, StandardOpenOption.APPEND);

        refused("PostgreSQL's programs in %s changed after they were unpacked, so they were not run."
                .formatted(programs));
    }

    @Test
    void they_do_not_run_if_somebody_else_may_write_to_the_cache_or_chose_its_place() throws Exception {
        programs();
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxr-x"));
        refused(cache + " can be written by other users, so PostgreSQL's programs in it were not run.");

        Path elsewhere = Files.move(cache, folder.resolve("elsewhere"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(cache, elsewhere);
        refused(cache + " is a symbolic link, so PostgreSQL's programs in it were not run.");
    }

    @Test
    void a_damaged_copy_of_a_new_cluster_is_told_and_created_again() throws Exception {
        assumeTrue(!Owner.of(Files.createTempDirectory(folder, "any")).isAnother(), "the programs run as another user");
        ScratchServer.start().close();
        Path template;
        try (Stream<Path> found = Files.list(cache)) {
            template = found.filter(path -> path.getFileName().toString().startsWith("cluster-"))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(Files.getPosixFilePermissions(template).toString()).doesNotContain("GROUP", "OTHERS");

        Files.delete(template.resolve("data/PG_VERSION"));
        assertThatThrownBy(ScratchServer::start)
                .isInstanceOf(MigratorException.class)
                .hasMessageMatching("""
                        (?s)The throw-away PostgreSQL for running migrations did not start: .*
                        Its files are a copy of %1$s. To have those created again:
                          rm -rf %1$s
                        Nothing was run.""".formatted(template));

        Folder.remove(template);
        ScratchServer.start().close();
    }

    private Programs programs() throws Exception {
        return Programs.of(Binaries.forThisPlatform(), SELF, folder);
    }

    private void refused(String why) {
        assertThatThrownBy(this::programs).isInstanceOf(MigratorException.class).hasMessageStartingWith(why);
    }
}
