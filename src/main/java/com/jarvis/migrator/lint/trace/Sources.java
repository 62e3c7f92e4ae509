package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangelogLines;
import com.jarvis.migrator.lint.trace.TracedMigration.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.resource.Resource;

/** The text of changesets. A file with many of them is read once. */
final class Sources {

    private String path = "";
    private ChangelogLines file = new ChangelogLines(path, "");

    Source of(ChangeSet changeSet) throws IOException {
        String physical = changeSet.getChangeLog().getPhysicalFilePath(); // another one than logicalFilePath
        if (!path.equals(physical)) {
            file = new ChangelogLines(physical, text(physical));
            path = physical;
        }
        return new Source(
                ChangeSetName.of(changeSet),
                physical,
                file.alone(changeSet),
                changeSet.isRunInTransaction(),
                file.changes(changeSet));
    }

    private static String text(String path) throws IOException {
        Resource resource = Scope.getCurrentScope().getResourceAccessor().get(path);
        if (resource == null || !resource.exists()) {
            return "";
        }
        try (InputStream in = resource.openInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
