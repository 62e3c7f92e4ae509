package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.BadAttributeValueExpException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CacheFileTest {

    private static final List<String> FILES =
            List.of("jarvis-model.bin", "jarvis-changelog.bin", "jarvis-schema.bin", "jarvis-schema-before.bin");

    private record Kept(Object value) implements Serializable {}

    @TempDir
    private Path folder;

    private CacheFile<Kept> cache;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectory(folder.resolve("target"));
        cache = CacheFile.in(folder, "jarvis-test.bin", Kept.class);
    }

    @Test
    void what_was_written_is_read() {
        Kept kept = new Kept(List.of("a", Map.of("b", 1)));
        cache.write(kept);
        cache.write(kept);
        assertThat(cache.read()).contains(kept);
    }

    /** Deserializing the first calls methods of any class, and the second asks the name server. */
    @Test
    void a_class_that_we_do_not_write_is_ignored() throws Exception {
        assertIgnored(new BadAttributeValueExpException("x"));
        assertIgnored(new HashMap<>(Map.of(URI.create("http://localhost/").toURL(), "x")));
        assertIgnored(folder.toFile());
    }

    @Test
    void a_huge_array_is_ignored_wherever_it_is() throws Exception {
        assertIgnored(new byte[1_000_001]);
        assertIgnored(new ArrayList<>(List.of(new long[1_000_001])));
    }

    /** An array that only claims to be huge would take the memory before its end is missed. */
    @Test
    void an_array_that_claims_to_be_huge_is_ignored() throws Exception {
        write(new Kept(new byte[] {1, 2, 3}));
        byte[] bytes = Files.readAllBytes(cache.file());
        byte[] length = {0, 0, 0, 3, 1, 2, 3};
        int at = indexOf(bytes, length);
        bytes[at] = Byte.MAX_VALUE;
        Files.write(cache.file(), bytes);

        assertThat(cache.read()).isEmpty();
    }

    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @Test
    void sets_of_sets_whose_hashes_take_for_ever_are_ignored() throws Exception {
        Set<Object> first = new HashSet<>();
        Set<Object> a = first;
        Set<Object> b = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> nextA = new HashSet<>();
            Set<Object> nextB = new HashSet<>();
            nextA.add("differs");
            a.add(nextA);
            a.add(nextB);
            b.add(nextA);
            b.add(nextB);
            a = nextA;
            b = nextB;
        }
        write(new Kept(new Object[] {first}));

        assertThat(cache.read()).isEmpty();
    }

    @Test
    void a_huge_file_is_ignored() throws Exception {
        cache.write(new Kept("a"));
        try (var file = new RandomAccessFile(cache.file().toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }
        assertThat(cache.read()).isEmpty();
    }

    @Test
    void a_link_is_neither_read_nor_written_through() throws Exception {
        Path elsewhere = folder.resolve("elsewhere");
        cache.write(new Kept("a"));
        Files.move(cache.file(), elsewhere);
        byte[] before = Files.readAllBytes(elsewhere);
        Files.createSymbolicLink(cache.file(), elsewhere);

        assertThat(cache.read()).isEmpty();
        cache.write(new Kept("b"));

        assertThat(Files.readAllBytes(elsewhere)).isEqualTo(before);
        assertThat(cache.read()).contains(new Kept("b"));
    }

    @Tag(TestSet.PROCESS)
    @Test
    void the_commands_work_whatever_lies_in_target() throws Exception {
        TestProject project = TestProject.changelogIn(folder);
        try (var database = TestDatabase.create()) {
            TestChangelog changelog = new TestChangelog(folder, database);
            changelog.update();
            for (Object planted : List.of(new BadAttributeValueExpException("x"), new byte[1_000_001])) {
                for (String name : FILES) {
                    write(project.path("target/" + name), planted);
                }
                assertThat(changelog.status()).contains("Model     matches the live schema");
                assertThat(changelog.command("diffChangelog", Map.of())).contains("The database matches the model");
            }
            for (String name : FILES) {
                try (var file =
                        new RandomAccessFile(project.path("target/" + name).toFile(), "rw")) {
                    file.setLength(1L << 40);
                }
            }
            assertThat(changelog.status()).contains("Model     matches the live schema");
        }
    }

    private void assertIgnored(Object value) throws IOException {
        write(new Kept(value));
        assertThat(cache.read()).isEmpty();
    }

    private void write(Object value) throws IOException {
        write(cache.file(), value);
    }

    private static void write(Path file, Object value) throws IOException {
        try (var out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(value);
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; ; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
    }
}
