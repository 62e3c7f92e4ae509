package com.jarvis.migrator.liquibase.history;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.serializer.LiquibaseSerializable;

/**
 * The files that a changelog reads without including them: rows, SQL, the bodies of views and procedures. Every attribute of
 * every change, rollback and precondition may name one, so no list of Liquibase's changes is needed.
 */
final class UsedFiles {

    /** Longer texts are not paths. */
    private static final int LONGEST_PATH = 1000;

    private final Path project;
    private final Set<Path> named = new HashSet<>();

    /** @param project the folder to which the paths of the changelog are relative */
    UsedFiles(DatabaseChangeLog changelog, Path project) {
        this.project = project.toAbsolutePath();
        for (ChangeSet changeSet : changelog.getChangeSets()) {
            Path file = this.project.resolve(changeSet.getChangeLog().getPhysicalFilePath());
            collect(changeSet.getChanges(), file);
            collect(changeSet.getRollback().getChanges(), file);
            collect(changeSet.getPreconditions(), file);
        }
    }

    /** Whether the changelog names this file, relative to the project, to the file that names it, or to the class path. */
    boolean contain(Path file) {
        Path wanted = file.toAbsolutePath().normalize();
        return named.stream()
                .anyMatch(name ->
                        name.isAbsolute() ? name.equals(wanted) : name.getNameCount() > 1 && wanted.endsWith(name));
    }

    private void collect(Object value, Path file) {
        if (value instanceof String text && !text.isBlank() && text.length() < LONGEST_PATH) {
            name(text.strip(), file);
        } else if (value instanceof Collection<?> values) {
            values.forEach(one -> collect(one, file));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(one -> collect(one, file));
        } else if (value instanceof LiquibaseSerializable serializable) {
            for (String field : serializable.getSerializableFields()) {
                collect(serializable.getSerializableFieldValue(field), file);
            }
        }
    }

    private void name(String text, Path file) {
        try {
            Path path = Path.of(text.replaceFirst("^(classpath|file):/*", ""));
            named.add(file.resolveSibling(path).normalize());
            named.add(project.resolve(path).normalize());
            named.add(path.normalize());
        } catch (InvalidPathException e) {
            // not the name of a file
        }
    }
}
