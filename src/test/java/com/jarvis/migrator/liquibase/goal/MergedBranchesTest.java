package com.jarvis.migrator.liquibase.goal;

import static com.jarvis.testing.TestProject.MASTER;
import static com.jarvis.testing.TestProject.include;
import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a merge leaves once the conflict is resolved as its message says: both includes, the older one first. */
class MergedBranchesTest {

    private static final String THEIRS = "20260301000000_add_theirs";
    private static final String MINE = "20260302000000_add_mine";

    @TempDir
    private Path folder;

    @Test
    void validate_passes_after_a_merge_where_the_own_migration_has_run_and_in_a_new_database() throws Exception {
        try (var own = TestDatabase.create();
                var fresh = TestDatabase.create()) {
            TestProject project = TestProject.changelogIn(folder);
            TestChangelog changelog = new TestChangelog(folder, own);
            add(project, MINE);
            changelog.update();
            project.edit(MASTER, include(MINE), "");
            add(project, THEIRS);
            project.list(MINE);

            assertThat(validate(changelog)).isEqualTo("""
                    20260301000000_add_theirs is pending, but this database has run 20260302000000_add_mine, which changelog/db.changelog-master.yaml lists after it.
                    A new database would run them in the opposite order. If the order does not matter, run update now.
                    If it matters, roll this database back to before that, and run update:
                      mvn liquibase:rollback -Dliquibase.rollbackCount=1
                    If this database cannot be rolled back, roll back 20260301000000_add_theirs on each database that has run it, give it the newest timestamp, and move its include to the end of the list:
                      git mv changelog/changes/20260301000000_add_theirs.yaml changelog/changes/20260302000001_add_theirs.yaml
                      sed -i 's/20260301000000_add_theirs/20260302000001_add_theirs/' changelog/changes/20260302000001_add_theirs.yaml changelog/db.changelog-master.yaml
                    20260301000000_add_theirs
                      locks no existing table

                    Pending migrations traced: 1, errors: 0, warnings: 0. Also in target/lint.sarif.
                    """);
            assertThat(validate(new TestChangelog(folder, fresh)))
                    .startsWith("20260112091500_create_users_and_notes\n")
                    .endsWith("Pending migrations traced: 5, errors: 0, warnings: 0. Also in target/lint.sarif.\n");

            changelog.rollback(1);
            assertThat(validate(changelog)).doesNotContain("opposite order").contains("traced: 2, errors: 0");
            changelog.update();
            assertThat(validate(changelog)).isEqualTo("The changelog is valid. No migration is pending.\n");
        }
    }

    private static String validate(TestChangelog changelog) throws Exception {
        return changelog.command("validate", Map.of());
    }

    private static void add(TestProject project, String revision) throws Exception {
        project.add(revision, """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: jarvis
                    changes:
                    - sql:
                        sql: create view v%2$s as select 1 as one
                    - tagDatabase:
                        tag: %1$s
                    rollback:
                    - dropView:
                        viewName: v%2$s
                """.formatted(revision, revision.substring(0, 14)));
    }
}
