package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationHeaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# Creates view v.\n# Rollback restores all, and drops view v.\ndatabaseChangeLog:\n# Adds view w.\n",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Creates view v. -->\n<!-- Rollback restores all, and drops view v. -->\n<databaseChangeLog/>\n",
                "--liquibase formatted sql\n-- Creates view v.\n-- Rollback restores all, and drops view v.\n\n--changeset me:1\n-- Adds view w.\n"
            })
    void the_comment_of_diff_is_found_in_each_format(String file) {
        MigrationHeader header = MigrationHeader.of(file);
        assertThat(header.text()).isEqualTo("Creates view v. Rollback restores all, and drops view v.");
        assertThat(header.isOfDiff()).isTrue();
        assertThat(header.names("v")).isTrue();
        assertThat(header.names("w")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "databaseChangeLog: []\n",
                "<?xml version=\"1.0\"?>\n<databaseChangeLog/>\n",
                "--liquibase formatted sql\n\n--changeset me:1\n-- Rollback restores all.\n",
                "# Baseline: what the database had before its first migration.\ndatabaseChangeLog:\n"
            })
    void other_files_are_not_of_diff(String file) {
        assertThat(MigrationHeader.of(file).isOfDiff()).isFalse();
    }
}
