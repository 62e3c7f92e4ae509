package com.jarvis.migrator.liquibase.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changelog that is parsed again only when one of its files is another. */
class ListedChangeSetsTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

    @TempDir
    Path folder;

    @BeforeEach
    void a_changelog_of_a_file_a_folder_and_sql() throws Exception {
        write("db.changelog-master.yaml", """
                databaseChangeLog:
                - include: {file: first.yaml, relativeToChangelogFile: true}
                - includeAll: {path: more, relativeToChangelogFile: true, errorIfMissingOrEmpty: false}
                - include: {file: later.yaml, relativeToChangelogFile: true, errorIfMissing: false}
                """);
        write("first.yaml", """
                databaseChangeLog:
                - changeSet:
                    {id: first, author: jo, changes: [sqlFile: {path: first.sql, relativeToChangelogFile: true}]}
                """);
        write("first.sql", "create schema audit");
        write("more/b.yaml", changeSet("b"));
        Files.createDirectory(folder.resolve("target"));
        assertThat(ids()).containsExactly("first", "b");
    }

    @Test
    void the_same_files_are_not_parsed_again() throws Exception {
        assertThat(listed().changeSets())
                .isEqualTo(Map.of("first\njo\nchangelog/first.yaml", "first", "b\njo\nchangelog/more/b.yaml", "b"));
        assertThat(listed().created().schemas()).containsExactly("audit");
        assertThat(isParsedAgain()).isFalse();
    }

    @Test
    void a_changed_file_is_parsed() throws Exception {
        write("first.yaml", changeSet("c"));
        assertThat(ids()).containsExactly("changelog/first.yaml::c::jo", "b");
    }

    @Test
    void a_file_that_an_included_folder_gains_or_loses_is_seen() throws Exception {
        write("more/c.yaml", changeSet("c"));
        assertThat(ids()).containsExactly("first", "b", "c");
        Files.delete(folder.resolve("changelog/more/b.yaml"));
        assertThat(ids()).containsExactly("first", "c");
    }

    @Test
    void a_file_that_may_be_missing_is_seen_when_it_is_there() throws Exception {
        write("later.yaml", changeSet("later"));
        assertThat(ids()).containsExactly("first", "b", "later");
    }

    @Test
    void what_a_changed_sql_file_makes_is_seen() throws Exception {
        write("first.sql", "create schema audit; create schema billing");
        assertThat(listed().created().schemas()).containsExactly("audit", "billing");
    }

    @Test
    void a_changelog_that_has_become_wrong_is_refused() throws Exception {
        write("more/b.yaml", "databaseChangeLog: [");
        assertThatThrownBy(this::listed).hasMessageContaining("more/b.yaml");
    }

    @Test
    void a_changelog_with_parameters_is_always_parsed() throws Exception {
        Files.delete(folder.resolve("target/jarvis-changelog.bin"));
        write("more/b.yaml", changeSet("b-${stage:dev}"));
        ids();
        assertThat(folder.resolve("target/jarvis-changelog.bin")).doesNotExist();
    }

    @Test
    void a_kept_file_that_is_cut_short_counts_as_none() throws Exception {
        Files.writeString(folder.resolve("target/jarvis-changelog.bin"), "nonsense");
        assertThat(ids()).containsExactly("first", "b");
        assertThat(isParsedAgain()).isFalse();
    }

    /** What is parsed is cached again. */
    private boolean isParsedAgain() throws Exception {
        Path kept = folder.resolve("target/jarvis-changelog.bin");
        Files.setLastModifiedTime(kept, LONG_AGO);
        listed();
        return !Files.getLastModifiedTime(kept).equals(LONG_AGO);
    }

    private List<String> ids() throws Exception {
        return List.copyOf(listed().changeSets().values());
    }

    private ListedChangeSets listed() throws Exception {
        return Scope.child(
                Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder)),
                () -> ListedChangeSets.of(new Changelog(folder, Changelog.DEFAULT)));
    }

    private static String changeSet(String id) {
        return "databaseChangeLog: [changeSet: {id: '%s', author: jo, changes: [sql: {sql: select 1}]}]".formatted(id);
    }

    private void write(String name, String text) throws Exception {
        Path file = folder.resolve("changelog").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
