package com.jarvis.migrator.changelog;

import com.jarvis.migrator.changelog.change.Entry;
import java.util.List;

/** A migration in YAML. */
record YamlMigration() implements MigrationFormat {

    @Override
    public String extension() {
        return ".yaml";
    }

    @Override
    public String text(Migration migration) {
        StringBuilder text = new StringBuilder();
        migration.header().forEach(line -> text.append(Yaml.comment(line, 0)));
        text.append("databaseChangeLog:\n- changeSet:\n").append(Yaml.of(migration.attributes(), 4));
        if (!migration.preConditions().isEmpty()) {
            text.append("    preConditions:\n")
                    .append(Yaml.of(migration.preConditions().entries(), 4));
        }
        text.append("    changes:\n");
        if (migration.operations().isEmpty()) {
            text.append(Yaml.comment("Write the changes here: https://docs.liquibase.com/change-types", 4));
        }
        text.append(Yaml.list(migration.changes(), 4));
        text.append(Yaml.list(List.of(Entry.Change.of("tagDatabase", "tag", migration.revision())), 4));
        if (migration.rollback().isEmpty()) {
            if (migration.isForTheAuthor()) {
                text.append(Yaml.comment("Replace the [] by the changes that undo them, the last one first.", 4));
            }
            return text.append("    rollback: []\n").toString();
        }
        return text.append("    rollback:\n")
                .append(Yaml.list(migration.rollback(), 4))
                .toString();
    }
}
